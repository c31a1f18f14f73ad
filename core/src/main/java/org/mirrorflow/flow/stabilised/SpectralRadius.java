package org.mirrorflow.flow.stabilised;

import java.util.SplittableRandom;
import org.mirrorflow.flow.FlowPoint;

/**
 * The spectral radius of the force in s-time, J = ∂F/∂z = −∇² log ℒ · D with D = ∇²R*(z). It is
 * found by power iteration on difference quotients from a point, which continues with the vector of
 * the step before.
 *
 * <p>J is symmetric in the inner product ⟨u, Dv⟩, so its eigenvalues are real, and the quotient
 * −⟨Dv, Jv⟩/⟨Dv, v⟩ is off the largest −λ by the square of the error of v. Dv = δθ is at hand from
 * every difference.
 *
 * <p>A kink within the displacement lets the force jump, which looks like a radius of any size and
 * leaves a vector that is no eigenvector. It lies on one side of the point. Where a quotient grows
 * much, the displacement is made to the other side as well, and the smaller quotient is used.
 */
final class SpectralRadius {
  /** Displacements of z as a share of its norm: half the digits of a double. */
  private static final double DISPLACEMENT = Math.sqrt(Math.ulp(1.0));

  /**
   * Largest share by which the force changes along a displacement. Its rounding is far below that.
   * Far out, where the radius is large, the displacement is so short that few kinks lie in it.
   */
  private static final double FORCE_CHANGE = 1e-5;

  /** Iterations end when the quotient changes by less. */
  private static final double SETTLED = 0.05;

  /** A quotient that grows by more may be a kink. */
  private static final double SUSPECT = 1.5;

  private static final int MOST_GRADIENTS = 20;

  /** Taken for the radius per quotient: what is left of the error and what a step changes. */
  private static final double SAFETY = 1.25;

  private final double[] vector;
  private final double[] moved;
  private final double[] otherChange;
  private final double[] change;
  private double quotient;
  private boolean begun;

  SpectralRadius(int parameters) {
    this.vector = new double[parameters];
    this.moved = new double[parameters];
    this.change = new double[parameters];
    this.otherChange = new double[parameters];
  }

  /** The largest −λ, with some safety. */
  double value() {
    return SAFETY * quotient;
  }

  /** How many numbers are to be remembered. */
  int memorySize() {
    return vector.length + 1;
  }

  /** Writes what is to be remembered: the quotient, −1 before a start; the vector. */
  void remember(double[] memory, int from) {
    memory[from] = begun ? quotient : -1;
    System.arraycopy(vector, 0, memory, from + 1, vector.length);
  }

  /** Goes on from what was remembered. */
  void recall(double[] memory, int from) {
    begun = memory[from] >= 0;
    quotient = begun ? memory[from] : 0;
    System.arraycopy(memory, from + 1, vector, 0, vector.length);
  }

  /** Starts anew at the next measurement. */
  void forget() {
    begun = false;
    quotient = 0;
  }

  /** The force and some noise, so that no eigenvector is missed. */
  private void begin(double[] force) {
    SplittableRandom random = new SplittableRandom(0);
    double size = norm(force) / Math.sqrt(force.length);
    for (int j = 0; j < vector.length; j++) {
      vector[j] = force[j] + size * (2 * random.nextDouble() - 1);
    }
  }

  /**
   * Measures at a point: a few iterations, and more where the quotient is not that of before.
   *
   * @param fewest iterations: the more stages a step has, the faster grows in it what is missed
   * @param start where
   * @param point evaluates; moved away
   * @return number of gradients
   */
  int measure(int fewest, ChebyshevStep.Start start, FlowPoint point) {
    if (!begun) {
      begin(start.force());
      begun = true;
    }
    int gradients = 0;
    boolean settled = false;
    while (!settled && gradients < MOST_GRADIENTS) {
      double before = quotient;
      quotient = differ(1, change, start, point);
      gradients++;
      if (before > 0 && quotient > SUSPECT * before) {
        double otherSide = differ(-1, otherChange, start, point);
        gradients++;
        if (otherSide < quotient) {
          quotient = otherSide;
          System.arraycopy(otherChange, 0, change, 0, change.length);
        }
      }
      if (norm(change) > 0) {
        System.arraycopy(change, 0, vector, 0, vector.length);
      } else {
        begin(start.force()); // the force does not change along the vector
      }
      boolean same = Math.abs(quotient - before) <= SETTLED * quotient;
      settled = same && gradients >= fewest;
    }
    return gradients;
  }

  /** The quotient of a displacement along the vector; leaves the change of the force. */
  private double differ(int side, double[] change, ChebyshevStep.Start start, FlowPoint point) {
    double[] z = start.z();
    double size = norm(z);
    double displacement = DISPLACEMENT * (size > 0 ? size : 1);
    if (quotient > 0) {
      displacement = Math.min(displacement, FORCE_CHANGE * norm(start.force()) / quotient);
    }
    double scale = side * displacement / norm(vector);
    for (int j = 0; j < z.length; j++) {
      moved[j] = z[j] + scale * vector[j];
    }
    point.moveToDual(moved, start.map());
    point.computeDirection();
    double along = 0;
    double against = 0;
    for (int j = 0; j < z.length; j++) {
      change[j] = point.direction()[j] - start.force()[j];
      double step = point.theta()[j] - start.theta()[j];
      along += step * (moved[j] - z[j]);
      against -= step * change[j];
    }
    return along > 0 ? Math.max(0, against / along) : 0;
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double x : v) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }
}
