package org.mirrorflow.lab.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.Version;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Explorer;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.store.StoreQuery;
import org.mirrorflow.lab.sweep.CellFiles;
import org.mirrorflow.lab.sweep.GridKey;
import org.mirrorflow.numeric.StudentT;

/**
 * The page of a sweep: the reader chooses what is plotted against what.
 *
 * @param folder of the sweep
 * @param runs the table {@code runs} of its store
 */
public record SweepPage(Path folder, StoreQuery.Answer runs) {
  private static final int MOST_RUNS = 4000;
  private static final int QUANTILES = 60;

  /** Six digits are more than a chart shows. */
  private static final MathContext SHOWN = new MathContext(6);

  /** Settings by the names of their columns. */
  private static final Set<String> SETTINGS =
      Set.copyOf(GridKey.ALL.stream().map(SweepPage::column).toList());

  /** The first of these that has numbers is shown at first. */
  private static final List<String> FIRST =
      List.of("q_margin", "active_neurons", "kkt_gap", "log_loss", "steps");

  /**
   * {@return the page of the cells that have ended}
   *
   * @param folder of the sweep
   * @throws InputException if there is no store
   */
  public static SweepPage of(Path folder) {
    return new SweepPage(
        folder, new StoreQuery(folder).ask("SELECT * FROM runs ORDER BY cell LIMIT " + MOST_RUNS));
  }

  private static String column(GridKey key) {
    return key.spec().replace('-', '_');
  }

  /**
   * Writes the page.
   *
   * @param file HTML, old or new
   * @param place what errors call it, for example {@code --html FILE}
   * @throws InputException if it cannot be written there
   */
  public void save(Path file, String place) {
    OutFolder.save(report(file), file, place);
  }

  private Report report(Path file) {
    Explorer explorer = explorer(file);
    Chapter chapter =
        new Chapter(
            "runs",
            "Runs",
            "How does what is measured depend on what was asked for?",
            "./mirrorflow runs --store " + folder + " --html " + file,
            "",
            runs.rows().size() < MOST_RUNS
                ? ""
                : "The first "
                    + MOST_RUNS
                    + " runs by their ids are shown. An id is a digest, so they are a random sample.",
            explorer.first().y().isEmpty() ? List.of() : List.of(explorer),
            List.of(outcomes(), shared()));
    return new Report(
        "Sweep of " + runs.rows().size() + (runs.rows().size() == 1 ? " run" : " runs"),
        "Choose what is shown against what. Means are taken over all settings that are not chosen.",
        List.of(),
        List.of(chapter),
        List.of(),
        List.of(
            new Report.Fact("Folder", folder.toString()),
            new Report.Fact("Version", Version.PROGRAM)));
  }

  /** Settings that all runs share, apart from defaults. */
  private Table shared() {
    List<List<String>> rows = new ArrayList<>();
    for (GridKey key : GridKey.ALL) {
      int c = runs.columns().indexOf(column(key));
      if (c >= 0 && values(c) == 1) {
        String value = String.valueOf(runs.rows().get(0).get(c));
        if (!value.equals(key.byDefault().orElse(null))) {
          rows.add(List.of(key.spec(), value));
        }
      }
    }
    return new Table("Settings of all runs", List.of("setting", "value"), rows, "");
  }

  private long values(int column) {
    return runs.rows().stream().map(row -> String.valueOf(row.get(column))).distinct().count();
  }

  private Explorer explorer(Path file) {
    List<Explorer.Column> columns = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    for (int c = 0; c < runs.columns().size(); c++) {
      int at = c;
      String name = runs.columns().get(c);
      boolean numeric =
          runs.rows().stream().allMatch(r -> r.get(at) == null || r.get(at) instanceof Number)
              && runs.rows().stream().anyMatch(r -> r.get(at) != null);
      boolean setting = SETTINGS.contains(name) && values(c) > 1;
      if (setting || (!SETTINGS.contains(name) && numeric && !name.equals("start_seed"))) {
        Explorer.Kind kind =
            !setting
                ? Explorer.Kind.MEASURED
                : name.equals("seed") ? Explorer.Kind.REPETITION : Explorer.Kind.SETTING;
        columns.add(new Explorer.Column(name, kind, numeric));
        taken.add(c);
      }
    }
    columns.add(new Explorer.Column("run", Explorer.Kind.LINK, false));
    int cell = runs.columns().indexOf("cell");
    List<List<Object>> rows = new ArrayList<>();
    for (List<Object> row : runs.rows()) {
      List<Object> kept = new ArrayList<>();
      taken.forEach(c -> kept.add(shortened(row.get(c))));
      kept.add(link(file, (String) row.get(cell)));
      rows.add(kept);
    }
    return new Explorer(
        "Explore",
        columns,
        rows,
        first(columns),
        quantiles(),
        "A setting on the horizontal axis gives curves or points of means; a measured quantity there"
            + " gives one point for each run.");
  }

  private static Object shortened(Object value) {
    return value instanceof Double number && Double.isFinite(number)
        ? (Object) new BigDecimal(number).round(SHOWN).doubleValue()
        : value;
  }

  private String link(Path file, String id) {
    Path cell = new CellFiles(folder).file(id);
    Path from = file.toAbsolutePath().getParent();
    return from.relativize(cell.toAbsolutePath()).toString().replace('\\', '/');
  }

  /** The setting with most values on the axis, numbers first; the next as colours. */
  private Explorer.Choice first(List<Explorer.Column> columns) {
    List<String> measured =
        columns.stream()
            .filter(c -> c.kind() == Explorer.Kind.MEASURED)
            .map(Explorer.Column::name)
            .toList();
    String y =
        FIRST.stream()
            .filter(measured::contains)
            .findFirst()
            .orElse(measured.isEmpty() ? "" : measured.get(0));
    List<Explorer.Column> settings =
        columns.stream()
            .filter(c -> c.kind() == Explorer.Kind.SETTING)
            .sorted((a, b) -> Boolean.compare(b.numeric(), a.numeric()))
            .toList();
    String x = settings.isEmpty() ? y : settings.get(0).name();
    return new Explorer.Choice(
        x,
        y,
        settings.size() > 1 ? settings.get(1).name() : "",
        settings.size() > 2 ? settings.get(2).name() : "");
  }

  private static double[] quantiles() {
    return IntStream.rangeClosed(1, QUANTILES).mapToDouble(n -> StudentT.quantile(n)).toArray();
  }

  private Table outcomes() {
    int outcome = runs.columns().indexOf("outcome");
    Map<String, Integer> counts = new TreeMap<>();
    runs.rows().forEach(row -> counts.merge((String) row.get(outcome), 1, Integer::sum));
    return new Table(
        "Outcomes",
        List.of("outcome", "runs"),
        counts.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue().toString())).toList(),
        "");
  }
}
