package org.mirrorflow.flow.implicit;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.map.Potential;

/**
 * ∇R* with a little inertia: θ solves r'(θ) + c (θ − θ_0) = z, entry by entry. θ_0 is where the
 * step starts. c is η times the stiffness of the largest entry. The stiffness is r''; where z grows
 * by many e-folds in a step it is the secant z/Δθ to the end of the step. So the inertia is at most
 * a share η of z.
 *
 * <p>Under potentials that grow rapidly (cosh) entries below the largest are free. Their r' and r''
 * are smaller by e^{−(ρ − |θ|)/s}, soon below the last bit of the forces. ∇R* is then a step
 * function at 0. With inertia its slope is at most 1/c. What the forces leave over, a share η of
 * the largest, is dropped: the dual variable goes on from ∇R(θ). η is lowered within a step, as
 * interior-point methods lower their barrier.
 */
final class ProximalInverse {
  /**
   * Potentials that grow like powers below this one are inverted exactly. ∇R* of the power p has an
   * infinite slope at 0 for p above 2, and entries that change sign pass it. Newton's method copes
   * up to p = 4; from p = 5 on it fails at most steps, which become a thousand times as short.
   */
  private static final double RAPID = 4.5;

  private static final int MOST_ITERATIONS = 80;

  private final Origin origin;

  /** Stiffness by block, where the potential grows rapidly. */
  private final double[] stiffest;

  private final double eta;

  private ProximalInverse(Origin origin, double[] stiffest, double eta) {
    this.origin = origin;
    this.stiffest = stiffest;
    this.eta = eta;
  }

  /**
   * Where a step starts.
   *
   * @param map the map, scaled as suits the step
   * @param theta θ_0
   * @param pull ∇R(θ_0) in the blocks whose potential grows rapidly
   * @param rapid the blocks whose potential grows rapidly at θ_0
   */
  private record Origin(ParameterMap map, double[] theta, double[] pull, boolean[] rapid) {}

  /** ∇R* of a step from θ_0, for {@link #towards} its end. */
  static ProximalInverse at(double[] theta, ParameterMap map) {
    boolean[] rapid = new boolean[map.layout().count()];
    double[] pull = new double[map.layout().end()];
    for (int b = 0; b < rapid.length; b++) {
      if (map.map(b).over() == Parts.ENTRIES) {
        Potential r = map.map(b).potential();
        Block block = map.layout().block(b);
        double largest = largest(theta, block);
        double logRatio = r.logCurvature(largest) - r.logGradient(largest);
        rapid[b] = largest > 0 && 1 + largest * Math.exp(logRatio) > RAPID;
        for (int j = block.offset(); j < block.end() && rapid[b]; j++) {
          pull[j] = r.gradient(theta[j]);
        }
      }
    }
    Origin origin = new Origin(map, theta.clone(), pull, rapid);
    return new ProximalInverse(origin, new double[rapid.length], Double.NaN);
  }

  /** The same with inertia η and the stiffness towards z at the end of the step. */
  ProximalInverse towards(double[] z, double inertia) {
    double[] stiffness = new double[stiffest.length];
    for (int b = 0; b < stiffness.length; b++) {
      if (origin.rapid[b]) {
        Potential r = origin.map.map(b).potential();
        Block block = origin.map.layout().block(b);
        double largest = largest(z, block);
        double from = largest(origin.theta, block);
        double to = r.inverse(largest);
        double secant = to > from ? largest / (to - from) : Double.POSITIVE_INFINITY;
        stiffness[b] = Math.max(r.curvature(from), Math.min(r.curvature(to), secant));
      }
    }
    return new ProximalInverse(origin, stiffness, inertia);
  }

  /** The same with another inertia η. */
  ProximalInverse with(double inertia) {
    return new ProximalInverse(origin, stiffest, inertia);
  }

  private static double largest(double[] v, Block block) {
    double largest = 0;
    for (int j = block.offset(); j < block.end(); j++) {
      largest = Math.max(largest, Math.abs(v[j]));
    }
    return largest;
  }

  /** The map, scaled as suits the step. */
  ParameterMap map() {
    return origin.map;
  }

  /** Whether a block has a rapidly growing potential where the step starts. */
  boolean rapid() {
    for (boolean b : origin.rapid) {
      if (b) {
        return true;
      }
    }
    return false;
  }

  /** θ of z. */
  void apply(double[] z, double[] theta) {
    origin.map.inverse(z, theta);
    for (int b = 0; b < origin.rapid.length; b++) {
      if (origin.rapid[b]) {
        Potential r = origin.map.map(b).potential();
        Block block = origin.map.layout().block(b);
        double c = eta * stiffest[b];
        for (int j = block.offset(); j < block.end(); j++) {
          double straight = origin.theta[j] + (z[j] - origin.pull[j]) / c;
          theta[j] = solve(r, c, z[j], origin.theta[j], theta[j], straight);
        }
      }
    }
  }

  /**
   * The root of r'(x) + c (x − x_0) − z, which lies between x_0 and ∇R*(z). It is found to the last
   * bits of the three terms, since no step is meant to correct a residual below their rounding.
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

  /** θ(z) to first order, starting from the θ of another inertia. */
  void linear(double[] z, double[] theta) {
    for (int b = 0; b < origin.rapid.length; b++) {
      if (origin.rapid[b]) {
        Potential r = origin.map.map(b).potential();
        Block block = origin.map.layout().block(b);
        double c = eta * stiffest[b];
        for (int j = block.offset(); j < block.end(); j++) {
          double x = theta[j];
          double missing = z[j] - r.gradient(x) - c * (x - origin.theta[j]);
          theta[j] = x + missing / (r.curvature(x) + c);
        }
      }
    }
  }

  /** The diagonal h/r'' becomes h/(r'' + c). */
  void soften(double[] diagonal, double h) {
    for (int b = 0; b < origin.rapid.length; b++) {
      if (origin.rapid[b]) {
        double c = eta * stiffest[b] / h;
        Block block = origin.map.layout().block(b);
        for (int j = block.offset(); j < block.end(); j++) {
          diagonal[j] = 1 / (1 / diagonal[j] + c);
        }
      }
    }
  }

  /** The dual variable of the next step: ∇R(θ) in blocks with inertia, z elsewhere. */
  void settle(double[] z, double[] theta) {
    for (int b = 0; b < origin.rapid.length; b++) {
      if (origin.rapid[b]) {
        origin.map.map(b).gradient(theta, origin.map.layout().block(b), z);
      }
    }
  }
}
