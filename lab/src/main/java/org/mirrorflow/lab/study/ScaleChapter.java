package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.map.MapSpec;

/** Does the effective exponent at the scale of the weights decide on sparsity? */
record ScaleChapter(long seed) implements StudyChapter {
  private static final String SCALE = "Participation against the effective exponent";
  private static final double[] BETAS = {1e-4, 1e-3, 1e-2, 0.1, 1, 10};
  private static final double[] INITS = {0.01, 0.1, 1};
  private static final double LOG_LOSS = -20;

  /**
   * One setting: β, the initial scale, and what came of it over random starts.
   *
   * @param beta of the hyperbolic entropy
   * @param init scale of the initial weights
   * @param exponents p_eff at the end, at the root mean square of W1
   * @param shares participation ratio as a share of the width
   */
  record Setting(double beta, double init, double[] exponents, double[] shares) {
    Interval exponent() {
      return Interval.of(exponents);
    }

    Interval share() {
      return Interval.of(shares);
    }
  }

  @Override
  public String id() {
    return "scale";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    for (double init : INITS) {
      for (double beta : BETAS) {
        runs.addAll(size.starts(k -> spec(size, beta, init, k)));
      }
    }
    return runs;
  }

  private RunSpec spec(StudySize size, double beta, double init, int k) {
    return RunSpec.of(SyntheticRuns.DATA, "dense:20", "hyperbolic:beta=" + beta)
        .startingAt(init, seed + k)
        .until(size.synthetic(LOG_LOSS))
        .with("auto");
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    List<Setting> settings = new ArrayList<>();
    CsvText csv = new CsvText("beta", "init_scale", "seed", "p_eff", "participation_share");
    for (double init : INITS) {
      for (double beta : BETAS) {
        List<FlowRun> all = size.starts(k -> runs.get(spec(size, beta, init, k)));
        double[] exponents = all.stream().mapToDouble(run -> exponent(run, beta)).toArray();
        double[] shares = all.stream().mapToDouble(ScaleChapter::share).toArray();
        settings.add(new Setting(beta, init, exponents, shares));
        for (int k = 0; k < shares.length; k++) {
          csv.row(beta, init, seed + k, exponents[k], shares[k]);
        }
      }
    }
    return findings(
        size,
        "Initial scale and effective exponent",
        "Hyperbolic entropy acts as p = 2 below β and as p = 1 above. Does the exponent at the"
            + " scale that training reaches decide how sparse the features are?",
        "p_eff(ρ) = 1 + ρ r''/r' between 1 and 2; the larger it is, the more neurons take part.",
        List.of(judge(settings)),
        List.of(chart(settings), byBeta(settings)),
        List.of(table(settings)),
        Map.of("scale.csv", csv.toString()));
  }

  /** p_eff at the root mean square of the first layer. */
  private static double exponent(FlowRun run, double beta) {
    int n = run.problem().model().layout().block(0).size();
    double squares = Arrays.stream(run.theta(), 0, n).map(w -> w * w).sum();
    return new Growth(MapSpec.parse("hyperbolic:beta=" + beta).perLayer().get(0).potential())
        .effectiveExponent(0.5 * Math.log(squares / n));
  }

  private static double share(FlowRun run) {
    return Numbers.orNaN(run.result().features().participationRatio())
        / run.result().layers().get(0).neurons();
  }

  /**
   * Holds when exponent and participation have a rank correlation over all settings that chance
   * exceeds less than once in a thousand.
   */
  static ClaimResult judge(List<Setting> settings) {
    double correlation =
        Numbers.rankCorrelation(
            column(settings, s -> s.exponent().mean()), column(settings, s -> s.share().mean()));
    return new ClaimResult(
        "scale",
        "Do features grow denser with the effective exponent at the scale of the weights?",
        correlation >= LEAST,
        SCALE,
        "rank correlation of p_eff and participation over "
            + settings.size()
            + " pairs of β and initial scale: "
            + Numbers.text(correlation),
        "at least " + LEAST);
  }

  /** Of 18 pairs without relation one in a thousand has a larger rank correlation. */
  private static final double LEAST = 0.71;

  private static Chart chart(List<Setting> settings) {
    return new Chart(
        SCALE,
        Axis.linear("effective exponent at the end").in("index p"),
        Axis.linear("neurons that take part").in("share of 20"),
        byInit(
            settings,
            (name, own) ->
                Series.scatter(
                        name,
                        column(own, s -> s.exponent().mean()),
                        column(own, s -> s.share().mean()))
                    .withBand(
                        column(own, s -> s.share().low()), column(own, s -> s.share().high()))),
        "The points rise from sparse (exponent near 1) to dense (exponent near 2); "
            + Interval.WORDS
            + " over random starts.");
  }

  private static Chart byBeta(List<Setting> settings) {
    return new Chart(
        "Effective exponent against β",
        Axis.log("β of the hyperbolic entropy").in("size of a weight"),
        Axis.linear("effective exponent at the end").in("index p"),
        byInit(
            settings,
            (name, own) ->
                Series.line(
                    name, column(own, Setting::beta), column(own, s -> s.exponent().mean()))),
        "All weights end at about the same scale: β far below it gives p = 1, β far"
            + " above it p = 2.");
  }

  /** One series per initial scale. */
  private static List<Series> byInit(
      List<Setting> settings, BiFunction<String, List<Setting>, Series> series) {
    return Curves.each(Curves.byName(List.of(settings), s -> "initial scale " + s.init), series);
  }

  private static double[] column(List<Setting> settings, ToDoubleFunction<Setting> measure) {
    return settings.stream().mapToDouble(measure).toArray();
  }

  private static Table table(List<Setting> settings) {
    return new Table(
        "Initial scale, β and features",
        List.of("initial scale", "β", "p_eff at the end", "share of neurons"),
        settings.stream()
            .map(
                s ->
                    List.of(
                        String.valueOf(s.init),
                        String.valueOf(s.beta),
                        s.exponent().text(),
                        s.share().text()))
            .toList(),
        "Means over random starts with " + Interval.WORDS + ".");
  }
}
