package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.map.Curvature;

/**
 * h ∇²R* as Newton's method sees it.
 *
 * <p>For entrywise maps it is a diagonal. If an entry of z moves by more than a hundredth of
 * itself, its curvature is that of the chord of ∇R* over the range of the last move. For p &gt; 2
 * and cosh ∇R* has a vertical or nearly vertical tangent at 0: with the tangent itself Newton's
 * method sends z to −z and back.
 */
final class ConjugateCurvature {
  private static final double CHORD = 1e-2;

  /** Last bits of ∇R* by which a chord may differ from the tangent by rounding alone. */
  private static final double ROUNDING_BITS = 4;

  private final double[] spread;
  private final double[] values;
  private final double[] shifted;
  private final double[] upper;
  private final double[] lower;
  private double[] z;
  private ProximalInverse inverse;
  private Curvature exact;
  private boolean diagonal;
  private double h;

  ConjugateCurvature(int parameters) {
    this.spread = new double[parameters];
    this.values = new double[parameters];
    this.shifted = new double[parameters];
    this.upper = new double[parameters];
    this.lower = new double[parameters];
  }

  /** Whether every map is entrywise: then first-layer kinks of different rows do not couple. */
  boolean diagonal() {
    return diagonal;
  }

  /** Announces how far z may still move: factor · |a − b|, entry by entry. */
  void expect(double factor, double[] a, double[] b) {
    for (int c = 0; c < spread.length; c++) {
      spread[c] = factor * Math.abs(a[c] - b[c]);
    }
  }

  /** Takes the curvature at z with θ = ∇R*(z). */
  void at(ProximalInverse inertial, double[] dual, double[] primal, double step) {
    inverse = inertial;
    z = dual;
    exact = inverse.map().conjugateCurvature(dual, primal);
    diagonal = exact.diagonal();
    h = step;
    if (!diagonal) {
      return;
    }
    Arrays.fill(shifted, h);
    exact.apply(shifted, values);
    inverse.soften(values, h);
    boolean chords = false;
    for (int c = 0; c < spread.length; c++) {
      if (!(spread[c] > CHORD * Math.abs(z[c]))) {
        spread[c] = 0;
      }
      chords |= spread[c] > 0;
    }
    if (chords) {
      chords();
    }
  }

  private void chords() {
    shift(1);
    inverse.apply(shifted, upper);
    shift(-1);
    inverse.apply(shifted, lower);
    inverse.map().layout().blocks().forEach(this::chords);
  }

  /** A block where chords differ from tangents by rounding alone keeps these: ∇R* is linear. */
  private void chords(Block block) {
    boolean linear = true;
    for (int c = block.offset(); c < block.end() && linear; c++) {
      double rounding = ROUNDING_BITS * (Math.ulp(upper[c]) + Math.ulp(lower[c]));
      linear = spread[c] == 0 || Math.abs(chord(c) - values[c]) <= h * rounding / (2 * spread[c]);
    }
    for (int c = block.offset(); c < block.end() && !linear; c++) {
      values[c] = spread[c] > 0 ? chord(c) : values[c];
    }
  }

  private double chord(int c) {
    return h * ((upper[c] - lower[c]) / (2 * spread[c]));
  }

  private void shift(double sign) {
    for (int c = 0; c < shifted.length; c++) {
      shifted[c] = z[c] + sign * spread[c];
    }
  }

  /** The diagonal, for entrywise maps. */
  double[] values() {
    return values;
  }

  /** out = h ∇²R* v. */
  void apply(double[] v, double[] out) {
    if (!diagonal) {
      exact.apply(v, out);
      for (int c = 0; c < out.length; c++) {
        out[c] *= h;
      }
      return;
    }
    for (int c = 0; c < out.length; c++) {
      out[c] = v[c] * values[c];
    }
  }
}
