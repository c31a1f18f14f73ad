package org.mirrorflow.flow.implicit;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.map.Entrywise;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.map.Potential;

/**
 * ∇R* with a little inertia: θ solves r'(θ) + c (θ − θ_0) = z, entry by entry, θ_0 being where the
 * step starts and c = η times the stiffness of the largest entry, r'' or, where z grows by many
 * e-folds in a step, the secant z/Δθ to its end: so the inertia is a share η of z at most.
 *
 * <p>Potentials that grow rapidly (cosh) leave entries below the largest free: their r' and r'' are
 * smaller by e^{−(ρ − |θ|)/s}, soon below the last bit of the forces, and ∇R* is a step function at
 * 0. With inertia its slope is at most 1/c, and what the forces leave over, a share η of the
 * largest, is dropped: the dual variable goes on from ∇R(θ). η is lowered within a step, as
 * interior-point methods lower their barrier.
 */
final class ProximalInverse {
  /** Potentials that grow like powers below this one are inverted exactly. */
  private static final double RAPID = 8;

  private static final int MOST_ITERATIONS = 80;

  private ParameterMap map;
  private final double[] start;
  private final double[] pull;
  private final double[] stiffest;
  private final boolean[] rapid;
  private double eta;

  ProximalInverse(ParameterMap map) {
    this.map = map;
    this.start = new double[map.layout().end()];
    this.pull = new double[start.length];
    this.stiffest = new double[map.layout().count()];
    this.rapid = new boolean[map.layout().count()];
  }

  /** The map, in the units of the step. */
  ParameterMap map() {
    return map;
  }

  /** Sets θ_0 and the stiffness there, in the units of the step. */
  void start(double[] theta, ParameterMap units) {
    map = units;
    System.arraycopy(theta, 0, start, 0, start.length);
    for (int b = 0; b < rapid.length; b++) {
      rapid[b] = false;
      if (map.map(b) instanceof Entrywise entrywise) {
        Potential r = entrywise.potential();
        Block block = map.layout().block(b);
        double largest = 0;
        for (int j = block.offset(); j < block.end(); j++) {
          largest = Math.max(largest, Math.abs(theta[j]));
        }
        stiffest[b] = r.curvature(largest);
        double logRatio = r.logCurvature(largest) - r.logGradient(largest);
        rapid[b] = largest > 0 && 1 + largest * Math.exp(logRatio) > RAPID;
        for (int j = block.offset(); j < block.end(); j++) {
          pull[j] = r.gradient(theta[j]);
        }
      }
    }
  }

  /** Announces z at the end of the step, where entries are stiffer. */
  void expect(double[] z) {
    for (int b = 0; b < rapid.length; b++) {
      if (rapid[b]) {
        Potential r = map.map(b).potential();
        Block block = map.layout().block(b);
        double largest = 0;
        double from = 0;
        for (int j = block.offset(); j < block.end(); j++) {
          largest = Math.max(largest, Math.abs(z[j]));
          from = Math.max(from, Math.abs(start[j]));
        }
        double to = r.inverse(largest);
        double secant = to > from ? largest / (to - from) : Double.POSITIVE_INFINITY;
        stiffest[b] = Math.max(r.curvature(from), Math.min(r.curvature(to), secant));
      }
    }
  }

  /** Whether a block has a rapidly growing potential at the present scale. */
  boolean rapid() {
    for (boolean b : rapid) {
      if (b) {
        return true;
      }
    }
    return false;
  }

  /** Sets the inertia η. */
  void inertia(double value) {
    eta = value;
  }

  /** θ of z. */
  void apply(double[] z, double[] theta) {
    map.inverse(z, theta);
    for (int b = 0; b < rapid.length; b++) {
      if (rapid[b]) {
        Potential r = map.map(b).potential();
        Block block = map.layout().block(b);
        double c = eta * stiffest[b];
        for (int j = block.offset(); j < block.end(); j++) {
          double straight = start[j] + (z[j] - pull[j]) / c;
          theta[j] = solve(r, c, z[j], start[j], theta[j], straight);
        }
      }
    }
  }

  /**
   * The root of r'(x) + c (x − x_0) − z, which lies between x_0 and ∇R*(z), to the last bits of the
   * three terms: no step is meant to correct a residual below their rounding.
   */
  private static double solve(
      Potential r, double c, double z, double from, double to, double guess) {
    double low = Math.min(from, to);
    double high = Math.max(from, to);
    double x = Math.max(low, Math.min(high, guess));
    for (int iteration = 0; iteration < MOST_ITERATIONS && low < high; iteration++) {
      double gradient = r.gradient(x);
      double inertia = c * (x - from);
      double f = gradient - z + inertia;
      if (Math.abs(f) <= Math.ulp(gradient) + Math.ulp(z) + Math.ulp(inertia)) {
        return x;
      }
      if (f > 0) {
        high = x;
      } else {
        low = x;
      }
      double next = x - f / (r.curvature(x) + c);
      if (Math.abs(next - x) <= Math.ulp(x)) {
        return x;
      }
      x = next > low && next < high ? next : 0.5 * (low + high);
    }
    return x;
  }

  /** θ of z to first order, from a θ that belongs to another inertia. */
  void linear(double[] z, double[] theta) {
    for (int b = 0; b < rapid.length; b++) {
      if (rapid[b]) {
        Potential r = map.map(b).potential();
        Block block = map.layout().block(b);
        double c = eta * stiffest[b];
        for (int j = block.offset(); j < block.end(); j++) {
          double x = theta[j];
          double missing = z[j] - r.gradient(x) - c * (x - start[j]);
          theta[j] = x + missing / (r.curvature(x) + c);
        }
      }
    }
  }

  /** The diagonal h/r'' becomes h/(r'' + c). */
  void soften(double[] diagonal, double h) {
    for (int b = 0; b < rapid.length; b++) {
      if (rapid[b]) {
        double c = eta * stiffest[b] / h;
        Block block = map.layout().block(b);
        for (int j = block.offset(); j < block.end(); j++) {
          diagonal[j] = 1 / (1 / diagonal[j] + c);
        }
      }
    }
  }

  /** The dual variable that goes on: ∇R(θ) in blocks with inertia, z elsewhere. */
  void settle(double[] z, double[] theta) {
    for (int b = 0; b < rapid.length; b++) {
      if (rapid[b]) {
        map.map(b).gradient(theta, map.layout().block(b), z);
      }
    }
  }
}
