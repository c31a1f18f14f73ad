package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.HeatMap;
import org.mirrorflow.lab.report.Table;

/**
 * Which margin gradient, sign, Adam's and Muon's descent reach in two-layer networks with ReLU and
 * its square (Gronich and Vardi 2026, arXiv 2602.16340).
 */
record GronichChapter(long seed) implements StudyChapter {
  private static final String SOURCE = "Gronich and Vardi 2026";
  private static final List<String> GAUGES = List.of("linf", "l2", "operator");
  private static final List<String> NORMS = List.of("ℓ∞", "ℓ2", "operator");
  private static final String SQUARED = "dense:20,activation=relu^2";
  private static final double LOG_LOSS = -300;
  private static final int IMAGES = 60;

  /**
   * A method with the norm that it belongs to.
   *
   * @param label in figures
   * @param method with ReLU, as {@link NetworkOf} takes it
   * @param squared with its square
   * @param norm number in the list of norms
   */
  private record Method(String label, String method, String squared, int norm) {}

  private static final List<Method> METHODS =
      List.of(
          new Method("sign", "steepest:linf:0.001", "steepest:linf:0.001", 0),
          new Method("Adam", "adam:0.0003", "adam:0.00003", 0),
          new Method("normalised gradient", "steepest:l2:0.03", "steepest:l2:0.03", 1),
          new Method("spectral", "steepest:operator:0.0003", "steepest:operator:0.0003", 2),
          new Method("Muon", "muon:0.02", "muon:0.005", 2));

  private static final Map<String, String> MODELS = models();

  /**
   * The margins of a method, by norm.
   *
   * @param norm the norm that it belongs to
   * @param margins q_min/Q(θ)^L
   */
  record End(int norm, double[] margins) {}

  private static Map<String, String> models() {
    Map<String, String> models = new LinkedHashMap<>();
    models.put("ReLU", "dense:20");
    models.put("squared ReLU", SQUARED);
    return models;
  }

  @Override
  public String id() {
    return "gronich-2026";
  }

  @Override
  public List<String> cites() {
    return List.of(id(), "digits", "adam", "steepest");
  }

  private NetworkOf work(StudySize size, String model, Method method) {
    return new NetworkOf(
        model.equals(SQUARED) ? method.squared : method.method,
        model,
        IMAGES,
        size.synthetic(LOG_LOSS),
        seed,
        GAUGES,
        GAUGES.get(method.norm));
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    MODELS.values().forEach(model -> METHODS.forEach(m -> work.add(work(size, model, m))));
    return work;
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, Map<String, End>> ends = new LinkedHashMap<>();
    CsvText csv = new CsvText("model", "method", "norm", "margin");
    MODELS.forEach(
        (label, model) -> {
          Map<String, End> own = new LinkedHashMap<>();
          for (Method method : METHODS) {
            double[] margins = runs.get(work(size, model, method)).last(GAUGES.size());
            own.put(method.label, new End(method.norm, margins));
            for (int k = 0; k < margins.length; k++) {
              csv.row(label, method.label, NORMS.get(k), margins[k]);
            }
          }
          ends.put(label, own);
        });
    List<ClaimResult> claims =
        List.of(
            judge("gronich-relu", "ReLU", ends.get("ReLU")),
            judge("gronich-squared", "squared ReLU", ends.get("squared ReLU")));
    List<Figure> figures = new ArrayList<>();
    List<Table> tables = new ArrayList<>();
    ends.forEach(
        (label, own) -> {
          figures.add(heat(title(label), own));
          tables.add(table(label, own));
        });
    tables.addAll(stated(claims));
    return findings(
        size,
        "Margins of Adam and Muon (Gronich and Vardi 2026)",
        "Two-layer networks on odd against even digits: in which norm is the margin of each"
            + " method's weights the largest?",
        "Sign descent and Adam without ε have the largest margin in ℓ∞, normalised gradient descent"
            + " in ℓ2, spectral descent and Muon in the largest operator norm of the layers.",
        claims,
        figures,
        tables,
        Map.of("gronich-2026.csv", csv.toString()));
  }

  private static String title(String label) {
    return "Margins relative to the best method, " + label;
  }

  /** Holds when in each norm the least margin of its methods is above the largest of all others. */
  static ClaimResult judge(String id, String model, Map<String, End> ends) {
    boolean holds = !ends.isEmpty();
    List<String> measured = new ArrayList<>();
    for (int k = 0; k < NORMS.size(); k++) {
      double own = margins(ends, k, true).min().orElse(Double.NaN);
      double other = margins(ends, k, false).max().orElse(Double.NaN);
      holds &= own > other;
      measured.add(NORMS.get(k) + " " + Numbers.text(own) + " against " + Numbers.text(other));
    }
    return new ClaimResult(
        id,
        "Does each method reach a larger margin in its own norm than those of other norms, with "
            + model
            + "?",
        holds,
        title(model),
        "least margin of the norm's methods against the largest of others: "
            + String.join(", ", measured),
        "every method of a norm is above all others in it");
  }

  private static DoubleStream margins(Map<String, End> ends, int norm, boolean own) {
    return ends.values().stream()
        .filter(e -> (e.norm == norm) == own)
        .mapToDouble(e -> e.margins[norm]);
  }

  private static HeatMap heat(String title, Map<String, End> ends) {
    List<End> rows = List.copyOf(ends.values());
    double[] best = new double[NORMS.size()];
    for (int k = 0; k < best.length; k++) {
      int norm = k;
      best[k] = Numbers.largest(rows, e -> e.margins[norm]);
    }
    return new HeatMap(
        title,
        Axis.categories("norm", NORMS),
        Axis.categories("method", List.copyOf(ends.keySet())),
        Numbers.matrix(rows.size(), best.length, (r, c) -> rows.get(r).margins[c] / best[c]),
        "share of the largest margin",
        false,
        "One in a column is the method with the largest margin in that norm; it should be a method"
            + " of the norm.");
  }

  private static Table table(String label, Map<String, End> ends) {
    return new Table(
        "Margins, " + label,
        List.of("method", NORMS.get(0), NORMS.get(1), NORMS.get(2)),
        Curves.each(
            ends,
            (name, end) ->
                List.of(
                    name,
                    Numbers.text(end.margins[0]),
                    Numbers.text(end.margins[1]),
                    Numbers.text(end.margins[2]))),
        "The least margin over Q(θ)ᴸ; margins of different norms do not compare.");
  }

  private static List<Table> stated(List<ClaimResult> claims) {
    return Stated.tables(
        "Gronich and Vardi",
        List.of(
            new Stated.Row(
                "momentum steepest descent and Adam without ε are biased to KKT points of their norm's margin, for smooth networks",
                SOURCE + ", abstract",
                "ℓ2, ℓ∞, operator norm",
                claims.get(1).measured()),
            new Stated.Row(
                "the same for ReLU, which is not smooth",
                SOURCE + ", experiments",
                "seen in experiments",
                claims.get(0).measured())),
        List.of(
            new Stated.Setting(
                "data",
                "MNIST, odd against even",
                "8 × 8 digits, odd against even, " + IMAGES + " images"),
            new Stated.Setting(
                "networks", "two layers, ReLU and its square", "20 neurons, no bias"),
            new Stated.Setting(
                "Adam",
                "tiny ε",
                "no ε, averages 0.9 and 0.99, rate 3e-4, 3e-5 with the square: with 3e-4 there its"
                    + " margin in ℓ∞ was 73, below that of gradient steps, as the loss fell too fast"
                    + " for the start to be forgotten"),
            new Stated.Setting(
                "Muon",
                "momentum, falling rate",
                "momentum 0.9, exact decomposition, rate 0.02/√k, 0.005/√k with the square"),
            new Stated.Setting(
                "others",
                "not known to us",
                "fixed steps of 0.001 (ℓ∞), 0.03 (ℓ2), 0.0003 (operator), halved where the loss would"
                    + " rise"),
            new Stated.Setting("end", "not known to us", "log ℒ = −300")),
        List.of(
            new Stated.Gap(
                "MNIST",
                "several methods on 60,000 images to such losses take longer than three minutes"),
            new Stated.Gap(
                "Muon-Signum and Muon-Adam", "hybrids of two norms over layers; left out")));
  }
}
