package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.BlockGauge;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.model.HomogeneousModel;

/**
 * The KKT gap κ of a point, with bounds on both sides; see {@link Certificate}.
 *
 * <p>By minimax (Sion 1958, doi:10.2140/pjm.1958.8.171) the numerator of κ is max over Q(v) ≤ 1 of
 * min_j ⟨ĝ_j, v⟩, so any λ bounds κ from above and any v from below. At kinks of the activation the
 * limit of a flow needs its own Clarke element per margin: slopes σ'_jh there enter as μ_jh = λ_j
 * σ'_jh between λ_j times the lowest and the highest slope, and the program stays convex. This is
 * exact for one hidden layer; in deeper networks the slopes of the first hidden layer are free and
 * those of the others are what the activation picks, so κ is an upper bound there. Derived in
 * docs/certificates.md.
 */
public final class KktGap {
  /**
   * Where the effort is limited, the gap with fixed slopes, which matters less, gets this share.
   */
  private static final double FIXED_EFFORT = 0.4;

  private KktGap() {}

  /**
   * The certificate of θ, wherever it comes from.
   *
   * @param model the homogeneous model
   * @param data the samples whose margins count
   * @param gauge Q
   * @param theta the parameters, as the model's layout has them
   * @param options accuracy and effort
   * @return κ with its bounds, multipliers and support vectors; {@link Certificate.Status} says if
   *     some margin of θ is not positive, or a number left the range of doubles
   * @throws org.mirrorflow.io.InputException if no certificate is known for the gauge
   */
  public static Certificate of(
      HomogeneousModel model,
      Dataset data,
      Gauge gauge,
      double[] theta,
      CertificateOptions options) {
    Layout layout = model.layout();
    double[] unit = normalize(gauge, layout, theta);
    MarginGradients fixed = MarginGradients.of(model, data, unit, -1);
    double minimum = fixed.minimum();
    double logScale = logScale(gauge, layout, theta);
    double minMargin = minimum * Math.exp(logScale);
    if (!(minimum > 0) || Double.isInfinite(minimum)) {
      boolean apart = minimum <= 0;
      return without(
          apart ? Certificate.Status.NOT_SEPARATED : Certificate.Status.OUT_OF_RANGE,
          minimum,
          minMargin,
          options.kinkTolerance());
    }
    double scale = layout.degree() * minimum;
    double[] start = softMinimum(fixed.margins(), minMargin / minimum);
    Bounds bounds =
        new DualProgram(fixed, gauge, layout, scale, options.accuracy())
            .solve(start, null, FIXED_EFFORT);
    if (bounds.x() == null) {
      return without(Certificate.Status.OUT_OF_RANGE, minimum, minMargin, options.kinkTolerance());
    }
    double kappaFixed = bounds.kappaUpper();
    MarginGradients free = MarginGradients.of(model, data, unit, options.kinkTolerance());
    MarginGradients used = fixed;
    if (free.set().kinks() > 0) {
      double[] x = free.extend(bounds.x());
      Bounds wider =
          new DualProgram(free, gauge, layout, scale, options.accuracy()).solve(x, bounds.v(), 1);
      if (wider.x() != null) {
        bounds = wider;
        used = free;
      }
    }
    double[] lambda = Arrays.copyOf(bounds.x(), fixed.set().margins());
    KktPair pair = KktPair.of(gauge, layout, unit, used, bounds.x());
    return new Certificate(
        minimum,
        minMargin,
        Math.min(kappaFixed, bounds.kappaUpper()),
        kappaFixed,
        Math.min(bounds.kappaLower(), bounds.kappaUpper()),
        pair.epsilon(),
        pair.delta(),
        lambda,
        supportVectors(lambda),
        free.set().kinks(),
        options.kinkTolerance(),
        bounds.close() ? Certificate.Status.SOLVED : Certificate.Status.BOUNDS_APART);
  }

  /** θ̂: θ/Q(θ), block by block for block gauges. */
  static double[] normalize(Gauge gauge, Layout layout, double[] theta) {
    if (gauge instanceof BlockGauge blocks) {
      return blocks.normalize(theta, layout);
    }
    double value = gauge.value(theta, layout);
    return Arrays.stream(theta).map(t -> value > 0 ? t / value : t).toArray();
  }

  /** log of Q(θ)^L, the factor between the margins of θ and θ̂. */
  private static double logScale(Gauge gauge, Layout layout, double[] theta) {
    return gauge instanceof BlockGauge blocks
        ? blocks.logProduct(theta, layout)
        : layout.degree() * Math.log(gauge.value(theta, layout));
  }

  /** The weights e^{−q_j} of the exponential loss at θ, normalised: where a flow has its λ. */
  private static double[] softMinimum(double[] unitMargins, double factor) {
    double minimum = Arrays.stream(unitMargins).min().getAsDouble();
    double[] lambda =
        Arrays.stream(unitMargins).map(q -> Math.exp(-factor * (q - minimum))).toArray();
    double sum = Arrays.stream(lambda).sum();
    return Arrays.stream(lambda).map(l -> l / sum).toArray();
  }

  private static int[] supportVectors(double[] lambda) {
    double threshold = Certificate.SUPPORT * Arrays.stream(lambda).max().getAsDouble();
    return IntStream.range(0, lambda.length).filter(j -> lambda[j] > threshold).toArray();
  }

  private static Certificate without(
      Certificate.Status status, double qMargin, double minMargin, double tolerance) {
    double none = Double.NaN;
    return new Certificate(
        qMargin,
        minMargin,
        none,
        none,
        none,
        none,
        none,
        new double[0],
        new int[0],
        0,
        tolerance,
        status);
  }
}
