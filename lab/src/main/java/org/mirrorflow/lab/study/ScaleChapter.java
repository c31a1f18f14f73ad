package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
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
  record Setting(double beta, double init, double[] exponents, double[] shares) {}

  @Override
  public String id() {
    return "scale";
  }

  @Override
  public String part() {
    return "extensions";
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
    ClaimResult claim = judge(settings);
    List<Figure> figures = List.of(chart(settings), byBeta(settings));
    Chapter chapter =
        new Chapter(
            id(),
            "Initial scale and effective exponent",
            "Hyperbolic entropy acts as p = 2 below β and as p = 1 above. Does the exponent at the"
                + " scale that training reaches decide how sparse the features are?",
            commands(size, seed),
            "p_eff(ρ) = 1 + ρ r''/r' between 1 and 2; the larger it is, the more neurons take part.",
            claim.measured() + ".",
            figures,
            List.of(table(settings)));
    return new Findings(chapter, List.of(claim), Map.of("scale.csv", csv.toString()));
  }

  /** p_eff at the root mean square of the first layer. */
  private static double exponent(FlowRun run, double beta) {
    int n = run.problem().model().layout().block(0).size();
    double squares = Arrays.stream(run.theta(), 0, n).map(w -> w * w).sum();
    return new Growth(MapSpec.parse("hyperbolic:beta=" + beta).perLayer().get(0).potential())
        .effectiveExponent(0.5 * Math.log(squares / n));
  }

  private static double share(FlowRun run) {
    Double ratio = run.result().features().participationRatio();
    return ratio == null ? Double.NaN : ratio / run.result().layers().get(0).neurons();
  }

  /**
   * Holds when exponent and participation have a rank correlation over all settings that chance
   * exceeds less than once in a thousand.
   */
  static ClaimResult judge(List<Setting> settings) {
    double correlation =
        Numbers.rankCorrelation(
            settings.stream().mapToDouble(s -> Interval.of(s.exponents).mean()).toArray(),
            settings.stream().mapToDouble(s -> Interval.of(s.shares).mean()).toArray());
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
    List<Series> series = new ArrayList<>();
    for (double init : INITS) {
      List<Setting> own = settings.stream().filter(s -> s.init == init).toList();
      List<Interval> shares = own.stream().map(s -> Interval.of(s.shares)).toList();
      series.add(
          Series.scatter(
                  "initial scale " + init,
                  own.stream().mapToDouble(s -> Interval.of(s.exponents).mean()).toArray(),
                  Intervals.column(shares, Interval::mean))
              .withBand(
                  Intervals.column(shares, Interval::low),
                  Intervals.column(shares, Interval::high)));
    }
    return new Chart(
        SCALE,
        Axis.linear("effective exponent at the end").in("index p"),
        Axis.linear("neurons that take part").in("share of 20"),
        series,
        "The points rise from sparse (exponent near 1) to dense (near 2); "
            + Interval.WORDS
            + " over random starts.");
  }

  private static Chart byBeta(List<Setting> settings) {
    List<Series> series = new ArrayList<>();
    for (double init : INITS) {
      List<Setting> own = settings.stream().filter(s -> s.init == init).toList();
      series.add(
          Series.line(
              "initial scale " + init,
              own.stream().mapToDouble(Setting::beta).toArray(),
              own.stream().mapToDouble(s -> Interval.of(s.exponents).mean()).toArray()));
    }
    return new Chart(
        "Effective exponent against β",
        Axis.log("β of the hyperbolic entropy").in("size of a weight"),
        Axis.linear("effective exponent at the end").in("index p"),
        series,
        "The weights end at one scale: a β far below it gives p = 1, far above it p = 2.");
  }

  private static Table table(List<Setting> settings) {
    List<List<String>> rows = new ArrayList<>();
    for (Setting s : settings) {
      rows.add(
          List.of(
              String.valueOf(s.init),
              String.valueOf(s.beta),
              Interval.of(s.exponents).text(),
              Interval.of(s.shares).text()));
    }
    return new Table(
        "Initial scale, β and features",
        List.of("initial scale", "β", "p_eff at the end", "share of neurons"),
        rows,
        "Means over random starts with " + Interval.WORDS + ".");
  }
}
