package org.mirrorflow.certificate;

/**
 * How close a point θ is to a KKT point of its margin problem min Q(θ) subject to q_j(θ) ≥ 1.
 *
 * <p>With θ̂ = θ/Q(θ) (block by block for block gauges) and ĝ_j ∈ ∂q_j(θ̂), κ = min over λ in the
 * simplex and over the Clarke elements of Q°(Σ λ_j ĝ_j) / (L q̂_min) − 1; 0 exactly at a KKT point,
 * and γ*⁄γ − 1 for a linear model. All gaps are NaN unless every margin is positive.
 *
 * @param qMargin q_min / Q(θ)^L; for block gauges q_min / Π_b Q_b^{L_b}
 * @param minMargin q_min(θ)
 * @param kktGap κ from above with the slopes at kinks free: the value at {@code lambda}, hence an
 *     upper bound whether or not the solver came to its end. As preactivations at kinks are 0 only
 *     to the tolerance, it may be negative by as little
 * @param kktGapFixed κ from above with the slopes that the activation picks, at least 0
 * @param kktGapLower a lower bound of κ with free slopes, from a direction v in parameter space
 * @param epsilon ℓ2 distance of Σ λ'_j g_j from ∂(½Q²) at θ/q_min^{1/L}
 * @param delta max_j λ'_j (q_j − 1) there
 * @param lambda the multipliers behind {@code kktGap}, summing to 1, one per margin
 * @param supportVectors the margins j with λ_j &gt; {@link #SUPPORT} max λ, ascending
 * @param kinks number of slopes that were free, pairs of margin and hidden unit
 * @param kinkTolerance |w·x| ≤ tolerance ‖w‖₂‖x‖₂ counted as a kink
 * @param status whether the bounds came as close as was asked
 */
public record Certificate(
    double qMargin,
    double minMargin,
    double kktGap,
    double kktGapFixed,
    double kktGapLower,
    double epsilon,
    double delta,
    double[] lambda,
    int[] supportVectors,
    int kinks,
    double kinkTolerance,
    Status status) {

  /** Multipliers below this share of the largest are rounding and unfinished iterations. */
  public static final double SUPPORT = 1e-6;

  /** What the numbers of a certificate are worth. */
  public enum Status {
    /** Upper and lower bound of κ are as close as was asked. */
    SOLVED,
    /** The effort was spent first: the bounds hold, but κ lies anywhere between them. */
    BOUNDS_APART,
    /** Some margin is not positive: there is no κ. */
    NOT_SEPARATED,
    /** Margins or gradients leave the range of doubles: nothing is known of κ. */
    OUT_OF_RANGE;

    /** {@return whether there are bounds of κ} */
    public boolean bounded() {
      return this == SOLVED || this == BOUNDS_APART;
    }
  }
}
