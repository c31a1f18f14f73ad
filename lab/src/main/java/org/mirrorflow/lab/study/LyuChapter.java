package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/**
 * The normalised margin of homogeneous networks grows after the data are fitted, fast with a rate
 * scaled by the loss (Lyu and Li 2020, arXiv 1906.05890).
 */
record LyuChapter(long seed) implements StudyChapter {
  private static final String MARGINS = "Normalised margin along training";
  private static final String STEPS = "Normalised margin against steps of descent";
  private static final String LOSSES = "Loss against steps of descent";
  private static final String GAPS = "KKT gap along the flows";
  private static final String SOURCE = "Lyu and Li 2020";
  private static final String CONSTANT = "constant rate";
  private static final String SCALED = "loss-scaled rate";

  /** log ℒ that they report to have reached. */
  private static final double THEIRS = -2030;

  /** Decreases below this are the integrator's. */
  private static final double NOISE = 1e-3;

  /** Times as far as constant steps get, in log(1/ℒ). */
  private static final double FARTHER = 5;

  /** κ at the end relative to that at the first mark with log ℒ ≤ −10. */
  private static final double FALL = 0.5;

  @Override
  public String id() {
    return "lyu-2020";
  }

  @Override
  public List<String> cites() {
    return List.of("digits");
  }

  private Map<String, RunSpec> items(StudySize size) {
    String digits = "digits:3,8,n=100";
    Map<String, RunSpec> items = new LinkedHashMap<>();
    items.put(CONSTANT, run(size, digits, "dense:32", "descent:constant:0.01", -8));
    items.put(SCALED, run(size, digits, "dense:32", "descent:loss-scaled:0.01", -200));
    items.put("flow, dense", run(size, digits, "dense:32", "auto", -5000));
    items.put("flow, convolutions", run(size, "digits:3,8,n=20", "conv:4-8", "auto", 1.3 * THEIRS));
    return items;
  }

  private RunSpec run(StudySize size, String data, String model, String method, double logLoss) {
    return RunSpec.of(data, model, "euclidean")
        .startingAt(1, seed)
        .until(size.far(logLoss))
        .with(method);
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return List.copyOf(items(size).values());
  }

  @Override
  public List<RunSpec> certified(StudySize size) {
    return runs(size);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, Trajectory> all = new LinkedHashMap<>();
    items(size).forEach((label, spec) -> all.put(label, runs.get(spec).trajectory()));
    Map<String, Trajectory> descents = new LinkedHashMap<>(all);
    descents.keySet().retainAll(List.of(CONSTANT, SCALED));
    Map<String, Trajectory> flows = new LinkedHashMap<>(all);
    flows.keySet().removeAll(descents.keySet());
    List<ClaimResult> claims = List.of(judgeGrowth(all), judgeRate(descents), judgeFar(flows));
    Map<String, String> csv = new LinkedHashMap<>();
    all.forEach((label, t) -> csv.put("lyu-" + label.replaceAll("\\W+", "-") + ".csv", t.csv()));
    List<Table> tables = new ArrayList<>();
    tables.add(ends(size, runs));
    tables.addAll(stated(claims));
    return findings(
        size,
        "The normalised margin grows (Lyu and Li 2020)",
        "After a homogeneous network fits its data, does its normalised margin go on growing, and"
            + " does a rate divided by the loss make it grow fast?",
        "The smoothed margin never decreases once the data are fitted; with a constant rate it grows"
            + " with log of the steps, with a rate scaled by the loss as fast as the steps allow; the"
            + " limit is a KKT point of the margin problem.",
        claims,
        List.of(
            new Chart(
                MARGINS,
                Curves.DECAY,
                Axis.log("least margin over ‖θ‖ᴸ").in("margin in ℓ2"),
                Curves.each(all, (label, t) -> Curves.line(label, t, "qMargin")),
                "At equal loss descent has the margin of the flow; what differs is how far it gets."),
            stepChart(STEPS, descents, "qMargin", "margin in ℓ2"),
            lossChart(descents),
            new Chart(
                GAPS,
                Curves.DECAY,
                Axis.log("κ").in("share of the margin"),
                Curves.each(flows, (label, t) -> Curves.line(label, t, "kktGap")),
                "Far beyond the range of floating-point losses both flows approach KKT points.")),
        tables,
        csv);
  }

  /** Holds when no smoothed margin falls and every one grows, from the first fitted mark. */
  static ClaimResult judgeGrowth(Map<String, Trajectory> all) {
    double worst = Numbers.largest(all.values(), MarginChapter::largestDecrease);
    double growth = Numbers.least(all.values(), LyuChapter::growth);
    return new ClaimResult(
        "lyu-growth",
        "Does the smoothed normalised margin only grow after the data are fitted?",
        worst < NOISE && growth > 1,
        MARGINS,
        "largest relative decrease "
            + Numbers.text(worst)
            + ", least growth from log ℒ = −1 to the end "
            + Numbers.text(growth)
            + " times",
        "no decrease; up to " + Numbers.text(NOISE) + " counts as the error of steps");
  }

  private static double growth(Trajectory trajectory) {
    double[] smoothed = Numbers.fitted(trajectory).column("smoothedMargin");
    return smoothed.length < 2 ? Double.NaN : smoothed[smoothed.length - 1] / smoothed[0];
  }

  /**
   * Holds when in the steps that a constant rate took the loss-scaled one got five times as far.
   */
  static ClaimResult judgeRate(Map<String, Trajectory> descents) {
    double[] constant = last(descents.get(CONSTANT));
    double[] scaled = before(descents.get(SCALED), constant[0]);
    boolean holds = scaled[1] > FARTHER * constant[1] && scaled[2] > constant[2];
    return new ClaimResult(
        "lyu-rate",
        "Does a rate scaled by the loss get farther in as many steps?",
        holds,
        STEPS,
        "constant: log ℒ = "
            + Numbers.text(-constant[1])
            + ", margin "
            + Numbers.text(constant[2])
            + " after "
            + Numbers.text(constant[0])
            + " steps; loss-scaled: log ℒ = "
            + Numbers.text(-scaled[1])
            + ", margin "
            + Numbers.text(scaled[2])
            + " after "
            + Numbers.text(scaled[0]),
        "five times as far in log(1/ℒ), with a larger margin");
  }

  /** Steps, log(1/ℒ) and margin at the end. */
  private static double[] last(Trajectory t) {
    return before(t, Double.POSITIVE_INFINITY);
  }

  /** The same at the last mark within so many steps. */
  private static double[] before(Trajectory t, double most) {
    double[] found = {Double.NaN, Double.NaN, Double.NaN};
    if (t == null) {
      return found;
    }
    double[] steps = t.column("steps");
    for (int k = 0; k < steps.length && steps[k] <= most; k++) {
      found = new double[] {steps[k], -t.column("logLoss")[k], t.column("qMargin")[k]};
    }
    return found;
  }

  /** Holds when every flow passes their loss and its KKT gap has halved since log ℒ = −10. */
  static ClaimResult judgeFar(Map<String, Trajectory> flows) {
    boolean holds = !flows.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, Trajectory> entry : flows.entrySet()) {
      Trajectory certified = Numbers.certified(entry.getValue());
      double[] logLoss = certified.column("logLoss");
      double[] gap = certified.column("kktGap");
      int first =
          IntStream.range(0, gap.length).filter(k -> logLoss[k] <= -10).findFirst().orElse(-1);
      int end = logLoss.length - 1;
      double early = first < 0 ? Double.NaN : gap[first];
      double late = first < 0 ? Double.NaN : gap[end];
      holds &= end >= 0 && logLoss[end] <= THEIRS && late < FALL * early;
      measured.add(
          entry.getKey()
              + " log ℒ = "
              + (end < 0 ? "-" : Numbers.text(logLoss[end]))
              + ", κ from "
              + Numbers.text(early)
              + " to "
              + Numbers.text(late));
    }
    return new ClaimResult(
        "lyu-far",
        "Do dense and convolutional networks go beyond the loss that is reported, towards KKT points?",
        holds,
        GAPS,
        String.join("; ", measured),
        "below log ℒ = " + Numbers.text(THEIRS) + ", κ at most half of that at log ℒ = −10");
  }

  private static Chart stepChart(
      String title, Map<String, Trajectory> descents, String column, String name) {
    return new Chart(
        title,
        Axis.log("steps").in("number"),
        Axis.linear(name).in("per ‖θ‖²"),
        Curves.each(
            descents,
            (label, t) -> {
              Trajectory fitted = Numbers.fitted(t);
              return Series.line(label, fitted.column("steps"), fitted.column(column));
            }),
        "With the rate divided by the loss the margin of the constant rate is passed at once.");
  }

  private static Chart lossChart(Map<String, Trajectory> descents) {
    return new Chart(
        LOSSES,
        Axis.log("steps").in("number"),
        Axis.log("log(1/loss)").in("natural logarithm"),
        Curves.each(
            descents,
            (label, t) -> {
              Trajectory fitted = Numbers.fitted(t);
              return Series.line(label, fitted.column("steps"), Numbers.decay(fitted));
            }),
        "With constant steps log(1/ℒ) grows like the logarithm of their number, with scaled ones"
            + " like a power.");
  }

  private Table ends(StudySize size, FinishedRuns runs) {
    return new Table(
        "Where training ended",
        List.of("training", "log loss", "steps", "margin", "κ"),
        Curves.each(
            items(size),
            (label, spec) -> {
              FlowRun run = runs.get(spec);
              return List.of(
                  label,
                  Numbers.orDash(run.result().end().logLoss()),
                  String.valueOf(run.result().end().steps()),
                  Numbers.orDash(run.result().margin().qMargin()),
                  Numbers.text(Numbers.lastGap(run.trajectory())));
            }),
        "Dense: 32 neurons, 100 images. Convolutions: 4 and 8 channels, 20 images.");
  }

  private static List<Table> stated(List<ClaimResult> claims) {
    return Stated.tables(
        "Lyu and Li",
        List.of(
            new Stated.Row(
                "the smoothed normalised margin is monotone after the fit",
                SOURCE + ", abstract",
                "yes",
                claims.get(0).measured()),
            new Stated.Row(
                "growth with a constant rate is slow, with a scheduled rate rapid",
                SOURCE + ", abstract",
                "yes",
                claims.get(1).measured()),
            new Stated.Row(
                "the loss that training reaches",
                SOURCE + ", as our notes have it",
                "log ℒ = −2030",
                claims.get(2).measured())),
        List.of(
            new Stated.Setting("data", "MNIST", "8 × 8 digits 3 and 8, 100 and 20 images"),
            new Stated.Setting(
                "networks", "convolutional and dense, ReLU", "dense:32, conv:4-8, no bias"),
            new Stated.Setting("training", "SGD of batches of 100 without momentum", "full batch"),
            new Stated.Setting(
                "rate",
                "constant; divided by the loss, raised and cut as the loss allows",
                "0.01; 0.01 over the loss, halved where the loss would rise"),
            new Stated.Setting("start", "He's normal", "normal, deviation 1/√fan-in")),
        List.of(
            new Stated.Gap(
                "MNIST in full, CIFAR-10",
                "60,000 images are not followed to such losses within three minutes on two cores"),
            new Stated.Gap(
                "robustness of the trained networks", "no attack is part of this program")));
  }
}
