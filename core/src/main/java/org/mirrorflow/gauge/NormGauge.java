package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.Optional;

/**
 * A {@link NormSpec} on a layout. All it does it does to the magnitudes of the parts of a vector.
 *
 * @param form norm and parts
 * @param layout the blocks
 */
record NormGauge(NormSpec form, Layout layout) implements Gauge {
  /**
   * Relative to the largest magnitude: parts below this share of it count as 0 (index 1), within it
   * of the largest as tied (index ∞). At a trained θ none is so exactly, and without a tolerance
   * the distance from the subdifferential would never fall.
   */
  static final double TOLERANCE = 1e-3;

  @Override
  public String spec() {
    return form.spec();
  }

  @Override
  public double value(double[] v) {
    return norm(form.over().magnitudes(v, layout));
  }

  @Override
  public Gauge polar() {
    return new NormGauge(form.polar(), layout);
  }

  @Override
  public void subgradient(double[] v, double[] out) {
    Decomposition parts = form.over().decompose(v, layout);
    double[] magnitudes = parts.magnitudes();
    double[] weights = new double[magnitudes.length];
    form.norm().subgradient(magnitudes, 0, weights.length, norm(magnitudes), weights);
    parts.compose(weights, out);
  }

  @Override
  public double distance(double[] theta, double[] s) {
    boolean sum = form.norm().p() == 1;
    if (!sum && !Double.isInfinite(form.norm().p())) {
      return Gauge.super.distance(theta, s);
    }
    Decomposition parts = form.over().decompose(theta, layout);
    double largest = Arrays.stream(parts.magnitudes()).max().getAsDouble();
    return sum
        ? parts.distanceFromSum(s, TOLERANCE * largest)
        : parts.distanceFromLargest(s, (1 - TOLERANCE) * largest);
  }

  @Override
  public double project(double[] v) {
    Decomposition parts = form.over().decompose(v, layout);
    double[] magnitudes = parts.magnitudes().clone();
    double effort = LpBall.project(form.norm(), magnitudes);
    parts.resize(magnitudes, v);
    return effort + form.over().effort(layout);
  }

  /** Index 2, and a norm of a single row or singular value, are ℓ2 over any parts. */
  @Override
  public Optional<Lp> entrywise() {
    if (form.over() == Parts.ENTRIES) {
      return Optional.of(form.norm());
    }
    boolean euclidean = form.norm().p() == 2 || form.over().single(layout);
    return euclidean ? Optional.of(Lp.of(2)) : Optional.empty();
  }

  @Override
  public Optional<BallBarrier> barrier() {
    return SizeBarrier.known(form.norm())
        ? Optional.of(new NormBarrier(form, layout))
        : Optional.empty();
  }

  private double norm(double[] magnitudes) {
    return form.norm().norm(magnitudes, 0, magnitudes.length);
  }
}
