package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.model.HomogeneousModel;

/**
 * How close a point θ is to a KKT point of its margin problem min Q(θ) subject to q_j(θ) ≥ 1.
 *
 * <p>Let θ̂ = θ/Q(θ) (block by block for block gauges) and ĝ_j ∈ ∂q_j(θ̂). Then κ = min of Q°(Σ λ_j
 * ĝ_j) / (L q̂_min) − 1 over λ in the simplex and over the Clarke elements. It is 0 exactly at a
 * KKT point. For a linear model it is γ*⁄γ − 1. All gaps are NaN unless every margin is positive.
 *
 * <p>By minimax (Sion 1958, doi:10.2140/pjm.1958.8.171) the numerator of κ is max over Q(v) ≤ 1 of
 * min_j ⟨ĝ_j, v⟩. So any λ bounds κ from above and any v from below. At kinks of the activation the
 * limit of a flow needs its own Clarke element per margin. The slopes σ'_jh there enter as μ_jh =
 * λ_j σ'_jh, which lies between λ_j times the lowest and the highest slope. So the program stays
 * convex. At θ itself hardly any preactivation is exactly 0. So θ is moved to a point θ' near it
 * where those close to 0 are exactly 0. Within {@code kinkDistance} of θ lies thus a point whose κ
 * is {@code kktGap}; there, as everywhere, κ ≥ 0. This is exact for one hidden layer. In deeper
 * networks the slopes of the first hidden layer are free, and those of the others are taken from a
 * hull of some choices. So κ is an upper bound there. Derived in docs/certificates.md.
 *
 * @param qMargin q_min / Q(θ)^L; for block gauges q_min / Π_b Q_b^{L_b}
 * @param minMargin q_min(θ)
 * @param kktGap κ(θ') from above, at least 0 and never above {@code kktGapFixed}. It is the value
 *     at {@code lambda}, hence an upper bound whether or not the solver came to its end
 * @param kktGapFixed κ(θ) from above with the slopes that the activation picks, at least 0
 * @param kktGapLower a lower bound of κ(θ') with free slopes, from a direction v in parameter
 *     space; 0 where that proves less
 * @param kinkDistance Q(θ' − θ)/Q(θ), at most {@code kinkTolerance}; 0 where θ' = θ
 * @param epsilon ℓ2 distance of Σ λ'_j g_j from ∂(½Q²) at θ'/q_min^{1/L}
 * @param delta max_j λ'_j (q_j − 1) there
 * @param lambda the multipliers behind {@code kktGap}, summing to 1, one per margin
 * @param supportVectors the margins j with λ_j &gt; {@link #SUPPORT} max λ, ascending
 * @param kinks number of slopes that were free at θ', pairs of margin and hidden unit
 * @param kinksByLayer the same per hidden layer; empty for models that show none
 * @param kinkTolerance largest distance of θ' that was allowed
 * @param status whether the bounds came as close as was asked
 * @since 0.1.0
 */
public record Certificate(
    double qMargin,
    double minMargin,
    double kktGap,
    double kktGapFixed,
    double kktGapLower,
    double kinkDistance,
    double epsilon,
    double delta,
    double[] lambda,
    int[] supportVectors,
    int kinks,
    int[] kinksByLayer,
    double kinkTolerance,
    Status status) {

  /** Multipliers below this share of the largest are rounding and unfinished iterations. */
  public static final double SUPPORT = 1e-6;

  /**
   * Where the effort is limited, the gap with fixed slopes, which matters less, gets this share.
   */
  private static final double FIXED_EFFORT = 0.4;

  /** Bounds within this share of 1 + κ are good for three digits of the largest margin. */
  private static final double NEARLY = 1e-3;

  /** What the numbers of a certificate are worth. */
  public enum Status {
    /** Upper and lower bound of κ are as close as was asked. */
    SOLVED,
    /** The effort was spent first, with the bounds within 0.1 % of 1 + κ of each other. */
    NEARLY_SOLVED,
    /** The effort was spent first: the bounds hold, but κ lies anywhere between them. */
    BOUNDS_APART,
    /** Some margin is not positive: there is no κ. */
    NOT_SEPARATED,
    /** Margins or gradients leave the range of float64: nothing is known of κ. */
    OUT_OF_RANGE;

    /** {@return whether there are bounds of κ} */
    public boolean bounded() {
      return this != NOT_SEPARATED && this != OUT_OF_RANGE;
    }
  }

  /**
   * The certificate of θ, wherever it comes from.
   *
   * @param model the homogeneous model
   * @param data the samples whose margins count
   * @param gauge Q on the layout of the model
   * @param theta the parameters, as the model's layout has them
   * @param options accuracy and effort
   * @return κ with its bounds, multipliers and support vectors; {@link Status} says if some margin
   *     of θ is not positive, or a number left the range of float64
   * @throws org.mirrorflow.io.InputException if no certificate is known for the gauge
   */
  public static Certificate of(
      HomogeneousModel model,
      Dataset data,
      Gauge gauge,
      double[] theta,
      CertificateOptions options) {
    double[] unit = gauge.normalize(theta);
    MarginGradients fixed = MarginGradients.fixed(model, data, unit, options.kernels());
    double minimum = fixed.minimum();
    double minMargin = minimum * Math.exp(gauge.logPower(theta));
    if (!(minimum >= Double.MIN_NORMAL) || Double.isInfinite(minimum)) {
      boolean separated =
          Double.isNaN(minimum) || Separation.holds(model, data, theta, options.kernels());
      Status status = separated ? Status.OUT_OF_RANGE : Status.NOT_SEPARATED;
      return without(status, minimum, minMargin, options.kinkTolerance());
    }
    CertifiedPoint itself =
        CertifiedPoint.fixed(
            gauge,
            unit,
            fixed,
            options.accuracy(),
            softMinimum(fixed.margins(), Math.min(Double.MAX_VALUE, minMargin / minimum)),
            FIXED_EFFORT);
    if (!Double.isFinite(itself.bounds().upper()) || itself.bounds().x() == null) {
      return without(Status.OUT_OF_RANGE, minimum, minMargin, options.kinkTolerance());
    }
    CertifiedPoint best = new NearbyKinks(model, data, gauge, options).best(itself);
    double[] lambda = best.lambda();
    KktPair pair = KktPair.of(gauge, best.unit(), best.gradients(), best.bounds().x(), lambda);
    int[] kinks = best.kinksByLayer(hiddenLayers(model));
    return new Certificate(
        minimum,
        minMargin,
        best.upper(),
        itself.upper(),
        best.lower(),
        best.distance(),
        pair.epsilon(),
        pair.delta(),
        lambda,
        supportVectors(lambda),
        Arrays.stream(kinks).sum(),
        kinks,
        options.kinkTolerance(),
        status(best, options.accuracy()));
  }

  private static int hiddenLayers(HomogeneousModel model) {
    return model.layered().map(layered -> layered.layout().count() - 1).orElse(0);
  }

  private static Status status(CertifiedPoint point, Accuracy accuracy) {
    double apart = point.upper() - point.lower();
    if (apart <= accuracy.allowed(point.upper())) {
      return Status.SOLVED;
    }
    return apart <= NEARLY * (1 + point.upper()) ? Status.NEARLY_SOLVED : Status.BOUNDS_APART;
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
    double threshold = SUPPORT * Arrays.stream(lambda).max().getAsDouble();
    return IntStream.range(0, lambda.length).filter(j -> lambda[j] > threshold).toArray();
  }

  private static Certificate without(
      Status status, double qMargin, double minMargin, double tolerance) {
    double none = Double.NaN;
    return new Certificate(
        qMargin,
        minMargin,
        none,
        none,
        none,
        none,
        none,
        none,
        new double[0],
        new int[0],
        0,
        new int[0],
        tolerance,
        status);
  }
}
