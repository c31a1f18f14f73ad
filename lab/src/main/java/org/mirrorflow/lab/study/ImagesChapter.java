package org.mirrorflow.lab.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.data.Transform;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.ImageGrid;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;

/**
 * Sparse and dense features on images of MNIST and Fashion-MNIST, where they are on this machine.
 *
 * @param seed of the starts
 * @param folder data folder, null for the one that the environment names
 */
record ImagesChapter(long seed, Path folder) implements StudyChapter {
  private static final List<ImageSet> SETS = List.of(ImageSet.MNIST, ImageSet.FASHION_MNIST);
  private static final List<StudyMap> MAPS =
      List.of(
          new StudyMap("hyperbolic:beta=0.01", "hyperbolic", 0, "explicit"),
          new StudyMap("euclidean", "euclidean", 0, "explicit"),
          new StudyMap("cosh:s=1", "cosh", 0, "explicit"));
  private static final String NEURONS = "Neurons that take part on images";
  private static final int WIDTH = 32;
  private static final int SIDE = 28;
  private static final double START = 0.3;

  /** Of n images, log ℒ = log(n/10): a mean loss of a tenth, where most are classified. */
  private static double target(StudySize size) {
    return Math.max(Math.log(size.images() / 10.0), size.syntheticLogLoss());
  }

  @Override
  public String id() {
    return "images";
  }

  private List<ImageSet> present() {
    return present(folder, SETS);
  }

  /** Those of the sets, in the format of MNIST, that the folder or the environment's has. */
  static List<ImageSet> present(Path folder, List<ImageSet> sets) {
    Path data = ImageSet.folder(folder, System::getenv);
    return sets.stream()
        .filter(
            set ->
                Stream.of("", ".gz")
                    .anyMatch(
                        end ->
                            Files.exists(
                                data.resolve(set.spec()).resolve("train-images-idx3-ubyte" + end))))
        .toList();
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    present().forEach(set -> MAPS.forEach(map -> runs.add(spec(size, set, map))));
    return runs;
  }

  private RunSpec spec(StudySize size, ImageSet set, StudyMap map) {
    String dir = folder == null ? "" : ",dir=" + folder;
    return RunSpec.of(set.spec() + ":n=" + size.images() + dir, "dense:" + WIDTH, map.spec())
        .with(Transform.UNIT_NORM)
        .startingAt(START, seed)
        .until(target(size))
        .with(map.integrator());
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, Map<String, FlowRun>> bySet = new LinkedHashMap<>();
    for (ImageSet set : present()) {
      Map<String, FlowRun> byMap = new LinkedHashMap<>();
      MAPS.forEach(map -> byMap.put(map.label(), runs.get(spec(size, set, map))));
      bySet.put(set.spec(), byMap);
    }
    Map<String, Map<String, Double>> shares = new LinkedHashMap<>();
    Map<String, String> csv = new LinkedHashMap<>();
    List<Figure> figures = new ArrayList<>();
    if (!bySet.isEmpty()) {
      CsvText text = new CsvText("images", "map", "participation_share", "active", "accuracy");
      bySet.forEach(
          (set, byMap) ->
              byMap.forEach(
                  (label, run) -> {
                    RunResult r = run.result();
                    double share = Numbers.orNaN(r.features().participationRatio()) / WIDTH;
                    shares.computeIfAbsent(set, s -> new LinkedHashMap<>()).put(label, share);
                    text.row(set, label, share, r.features().activeNeurons(), r.accuracy());
                    figures.add(weights(set, label, run));
                  }));
      csv.put("images.csv", text.toString());
      figures.add(0, chart(shares));
    }
    return findings(
        size,
        "MNIST and Fashion-MNIST",
        "Do larger images show sparse and dense features, too?",
        "The order of the maps: hyperbolic sparser than Euclidean, Euclidean sparser than cosh.",
        List.of(judge(shares)),
        figures,
        bySet.isEmpty() ? List.of() : List.of(table(size, bySet)),
        csv);
  }

  @Override
  public String outcome(List<ClaimResult> claims) {
    List<String> missing =
        SETS.stream().filter(set -> !present().contains(set)).map(ImageSet::spec).toList();
    String skipped =
        missing.isEmpty()
            ? ""
            : "Skipped: "
                + String.join(", ", missing)
                + ", not in --data-dir or the folder that MIRRORFLOW_DATA names. ";
    return skipped + (missing.size() == SETS.size() ? "" : StudyChapter.super.outcome(claims));
  }

  @Override
  public String commands(StudySize size) {
    return command(size);
  }

  /**
   * Holds when on every set hyperbolic neurons take part less than Euclidean ones, and these less
   * than those of cosh; not tested without a set.
   */
  static ClaimResult judge(Map<String, Map<String, Double>> shares) {
    List<String> measured = new ArrayList<>();
    boolean holds = true;
    for (Map.Entry<String, Map<String, Double>> entry : shares.entrySet()) {
      double before = Double.NEGATIVE_INFINITY;
      List<String> words = new ArrayList<>();
      for (StudyMap map : MAPS) {
        double share = entry.getValue().getOrDefault(map.label(), Double.NaN);
        holds &= share > before;
        before = share;
        words.add(map.label() + " " + Numbers.text(share));
      }
      measured.add(entry.getKey() + ": " + String.join(", ", words));
    }
    return new ClaimResult(
        "features-images",
        "Is the order of sparse and dense maps the same on larger images?",
        shares.isEmpty() ? null : holds,
        shares.isEmpty() ? "" : NEURONS,
        shares.isEmpty()
            ? "skipped: mnist, fashion-mnist are not on this machine"
            : "share of neurons that take part, " + String.join("; ", measured),
        "hyperbolic < euclidean < cosh");
  }

  private static Chart chart(Map<String, Map<String, Double>> shares) {
    List<Series> series = new ArrayList<>();
    shares.forEach(
        (set, byMap) ->
            series.add(
                Series.bars(
                    set, byMap.values().stream().mapToDouble(Double::doubleValue).toArray())));
    return new Chart(
        NEURONS,
        Axis.categories("map", MAPS.stream().map(StudyMap::label).toList()),
        Axis.linear("neurons that take part").in("share of " + WIDTH),
        series,
        "From left to right more neurons take part, as on the small data sets.");
  }

  private static ImageGrid weights(String set, String label, FlowRun run) {
    return StrongestNeurons.of(run)
        .images(
            "Strongest neurons on " + set + ", " + label,
            SIDE,
            "Weights of the eight strongest neurons, with their strength relative to the strongest.");
  }

  private static Table table(StudySize size, Map<String, Map<String, FlowRun>> bySet) {
    List<List<String>> rows = new ArrayList<>();
    bySet.forEach(
        (set, byMap) ->
            byMap.forEach(
                (label, run) ->
                    rows.add(
                        List.of(
                            set,
                            label,
                            Numbers.orDash(run.result().end().logLoss()),
                            Numbers.orDash(run.result().accuracy()),
                            String.valueOf(run.result().features().activeNeurons()),
                            Numbers.orDash(run.result().features().participationRatio())))));
    return new Table(
        "Networks on images",
        List.of("images", "map", "log loss", "accuracy", "active", "participation"),
        rows,
        "The first " + size.images() + " training images, " + WIDTH + " neurons.");
  }
}
