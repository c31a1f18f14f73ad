package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirrorflow.analysis.rate.RateFit;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.RateSummary;

/** The figures of the chapter on rates. */
final class RateFigures {
  static final String GROWTH = "Time against the growth law";
  static final String RESIDUAL = "What the growth law leaves over";
  static final String STEPS = "Cost of a decade";
  static final String COSH = "Loss against time under the cosh potential";
  static final String REGIMES = "Distance to the limit gauge against the scale";
  static final String TIMES = "Time to come close to the limit gauge";
  static final String GAP = "Margin gap of an exact map";
  static final double[] EPSILONS = {0.3, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003};

  /** Below this h is rounding. */
  private static final double ROUNDING = 1e-13;

  private RateFigures() {}

  /** One net with both curves and their residual, then the norms and the residuals of all. */
  static List<Figure> growth(String shown, Map<String, GrowthCurve> curves) {
    List<Series> norm = new ArrayList<>();
    List<Series> residual = new ArrayList<>();
    curves.forEach(
        (label, c) -> {
          norm.add(Series.line(label, c.decay(), c.logScale()));
          norm.add(
              Series.dashed(label + ", predicted", c.decay(), c.predictedLogScale()).like(label));
          residual.add(Series.line(label, c.decay(), onceSettling(c)));
        });
    GrowthCurve c = curves.get(shown);
    Axis decay = Curves.DECAY;
    return List.of(
        new Chart(
            GROWTH,
            decay,
            Axis.linear("log t - log(1/loss)").in("natural logarithm"),
            List.of(
                Series.line("measured", c.decay(), c.beyond()),
                Series.dashed("predicted", c.decay(), c.predictedBeyond()),
                Series.scatter("residual", c.decay(), onceSettling(c))),
            shown
                + ": the dashed line is the growth law along the last direction, with no constant"
                + " fitted."),
        new Chart(
            RESIDUAL,
            decay,
            Axis.linear("log t, measured less predicted").in("natural logarithm"),
            residual,
            "From log(1/loss) = 10 on. The law holds once the direction has settled; the"
                + " difference tends to 0."),
        new Chart(
            "Growth of the norm",
            decay,
            Axis.linear("log of the scale").in("natural logarithm"),
            norm,
            "The scale of the block whose gauge settles last, measured and by the same law."));
  }

  /** The residual; a gap before log(1/ℒ) = 10, where the law has no business. */
  private static double[] onceSettling(GrowthCurve c) {
    double[] residual = c.residual();
    for (int i = 0; i < residual.length && c.decay()[i] < 10; i++) {
      residual[i] = Double.NaN;
    }
    return residual;
  }

  /** Steps of the implicit flow per decade of log(1/ℒ), over the decade that ends at each mark. */
  static Chart steps(Map<String, StepCurve> curves) {
    return new Chart(
        STEPS,
        Curves.DECAY,
        Axis.linear("steps of the decade before").in("steps"),
        Curves.each(curves, (label, c) -> Series.line(label, c.decay(), c.perDecade())),
        "Explicit steps would cost a number proportional to log(1/loss) itself, ten times as many"
            + " in each decade as in the one before.");
  }

  static Chart cosh(GrowthCurve c) {
    return new Chart(
        COSH,
        Axis.linear("log t").in("natural logarithm"),
        Axis.linear("log(1/loss)").in("natural logarithm"),
        List.of(
            Series.line("measured", plus(c.decay(), c.beyond()), c.decay()),
            Series.dashed("predicted", plus(c.decay(), c.predictedBeyond()), c.decay())),
        "A linear model: the loss falls by a power of t below 1, γ/(1 + γ).");
  }

  private static double[] plus(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
  }

  /** |h| with the fitted law and its band of slopes. */
  static Chart regimes(Map<String, RegimeCurve> curves) {
    List<Series> series = new ArrayList<>();
    curves.forEach(
        (label, c) -> {
          double[] shown = Arrays.stream(c.gap()).map(h -> Math.max(h, ROUNDING)).toArray();
          series.add(Series.line(label, c.logScale(), shown));
          c.reading().fit().ifPresent(fit -> series.add(fitted(label, fit, c.logScale())));
        });
    return new Chart(
        REGIMES,
        Axis.log("log of the scale").in("natural logarithm"),
        Axis.log("distance h to the limit gauge").in("share of the gauge"),
        series,
        "A logarithmic approach is a straight line here; an algebraic one falls below"
            + " it; an exact map is at rounding error (drawn at 10⁻¹³). The slope of each"
            + " fit is given with its interval.");
  }

  private static Series fitted(String label, RateFit fit, double[] logX) {
    double[] x = lateHalf(logX);
    return Series.dashed(label + ", fitted " + slope(fit), x, at(fit, fit.exponent(), x))
        .withBand(at(fit, fit.high(), x), at(fit, fit.low(), x))
        .like(label);
  }

  /** Fitted exponents with their intervals, relative to the predicted ones. */
  static Chart slopes(Map<String, RateSummary> shown) {
    List<String> labels =
        shown.keySet().stream()
            .filter(l -> shown.get(l).exponent() != null && shown.get(l).predicted() != null)
            .toList();
    List<RateSummary> rates = labels.stream().map(shown::get).toList();
    return new Chart(
        "Fitted exponents less the predicted ones",
        Axis.categories("map", labels.isEmpty() ? List.of("none") : labels),
        Axis.linear("difference").in("of exponents"),
        List.of(
            Series.points("fitted", rates, r -> r.exponent() - r.predicted())
                .withBand(excess(rates, RateSummary::low), excess(rates, RateSummary::high))),
        "Intervals of noise, drift and truncation; where 0 lies inside, the prediction holds.");
  }

  private static double[] excess(List<RateSummary> rates, ToDoubleFunction<RateSummary> end) {
    return rates.stream().mapToDouble(r -> end.applyAsDouble(r) - r.predicted()).toArray();
  }

  private static String slope(RateFit fit) {
    return "%s in [%s, %s]"
        .formatted(precise(fit.exponent()), precise(fit.low()), precise(fit.high()));
  }

  /** Four digits behind the point, since intervals are narrow. */
  static String precise(double x) {
    return String.format(Locale.ROOT, "%.4f", x);
  }

  private static double[] lateHalf(double[] x) {
    return Arrays.copyOfRange(x, x.length / 2, x.length);
  }

  /** The law with another slope, through the fit at the first point. */
  private static double[] at(RateFit fit, double exponent, double[] x) {
    double start = fit.at(x[0]);
    return Arrays.stream(x)
        .map(u -> start * Math.pow(fit.at(u) / start, exponent / fit.exponent()))
        .toArray();
  }

  static Chart times(Map<String, RegimeCurve> curves) {
    List<Series> series = new ArrayList<>();
    curves.forEach(
        (label, c) -> {
          double[] predicted = Arrays.stream(EPSILONS).map(c::predictedLogLogTime).toArray();
          double[] measured = Arrays.stream(EPSILONS).map(c::measuredLogLogTime).toArray();
          series.add(Series.dashed(label + ", predicted", EPSILONS, decimal(predicted)));
          series.add(
              Series.scatter(label + ", measured", EPSILONS, decimal(measured))
                  .like(label + ", predicted"));
        });
    return new Chart(
        TIMES,
        Axis.log("h").in("share of the gauge"),
        Axis.linear("log10 of log t").in("decades"),
        series,
        "An algebraic map needs log t of a power of 1/h, a logarithmic one e to the"
            + " power 1/h: h = 0.01 is out of reach.");
  }

  private static double[] decimal(double[] logs) {
    return Arrays.stream(logs).map(x -> x / Math.log(10)).toArray();
  }

  static Chart gap(String label, double[] decay, double[] gap, Optional<RateFit> law) {
    return new Chart(
        GAP,
        Curves.DECAY,
        Axis.log("1 - margin / largest margin").in("share of γ*"),
        Stream.concat(
                Stream.of(Series.line(label, decay, gap)),
                law.stream().map(fit -> fitted(label, fit, decay)))
            .toList(),
        "The gauge equals its limit from the start. Only the direction remains; its"
            + " gap closes like 1/log(1/loss).");
  }

  /** All gaps against log(1/ℒ). */
  static Chart gaps(Map<String, MarginGap> gaps) {
    return new Chart(
        "Margin gap of every regime against the loss",
        Curves.DECAY,
        Axis.log("1 − margin / largest margin").in("share of γ*"),
        Curves.each(gaps, (label, g) -> Series.line(label, g.decay(), g.gap())),
        "Exact and algebraic maps fall along a straight line of slope −1. Maps with"
            + " logarithms stay above it for many decades and bend down only far out.");
  }

  /** All gaps against log t, in which a predicted slope of −1 is the same. */
  static Chart gapsInTime(Map<String, MarginGap> gaps) {
    return new Chart(
        "Margin gap of every regime against time",
        Axis.log("log t").in("natural logarithm"),
        Axis.log("1 − margin / largest margin").in("share of γ*"),
        Curves.each(gaps, (label, g) -> Series.line(label, g.logTime(), g.gap())),
        "The time is e to the power of the number on the axis. To halve its gap the"
            + " exact map needs the square of the time so far; the others need longer.");
  }

  /** Fitted laws of all gaps. */
  static Table gapTable(Map<String, MarginGap> gaps) {
    return new Table(
        "Laws of the margin gaps",
        List.of("map", "law", "exponent", "interval", "gap at the end"),
        Curves.each(
            gaps,
            (label, g) -> {
              Optional<RateFit> law = g.law();
              return List.of(
                  label,
                  law.map(fit -> fit.law().of("1/ℒ")).orElse("undecided"),
                  law.map(fit -> precise(fit.exponent())).orElse("-"),
                  law.map(fit -> precise(fit.low()) + " to " + precise(fit.high())).orElse("-"),
                  g.gap().length == 0 ? "-" : Numbers.text(g.gap()[g.gap().length - 1]));
            }),
        "Fitted in log(1/loss); undecided where no law is ahead by more than its errors.");
  }

  static Table regimeTable(Map<String, RateSummary> shown, Map<String, String> expected) {
    return new Table(
        "Regimes, declared and shown",
        List.of("map", "declared", "shown", "law", "exponent", "interval", "predicted"),
        Curves.each(
            shown,
            (label, rate) -> {
              boolean fitted = rate.exponent() != null;
              return List.of(
                  label,
                  expected.getOrDefault(label, "-"),
                  rate.regime(),
                  fitted ? rate.law() : "-",
                  fitted ? precise(rate.exponent()) : "-",
                  fitted ? precise(rate.low()) + " to " + precise(rate.high()) : "-",
                  Numbers.orDash(rate.predicted()));
            }),
        "Undecided where no law is ahead by more than its errors.");
  }

  static Table timeTable(Map<String, RegimeCurve> curves) {
    List<List<String>> rows = new ArrayList<>();
    for (double epsilon : EPSILONS) {
      curves.forEach(
          (label, c) ->
              rows.add(
                  List.of(
                      label,
                      Numbers.text(epsilon),
                      dash(c.measuredLogLogTime(epsilon)),
                      dash(c.predictedLogLogTime(epsilon)))));
    }
    return new Table(
        "Time to ε, as log10 of log t",
        List.of("map", "ε", "measured", "predicted"),
        rows,
        "Measured at the first mark from which h stays below ε; a dash where no run"
            + " gets that far.");
  }

  private static String dash(double logLogTime) {
    return Double.isNaN(logLogTime) ? "-" : Numbers.text(logLogTime / Math.log(10));
  }
}
