package org.mirrorflow.flow.stabilised;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.numeric.DenseCholesky;
import org.mirrorflow.numeric.Norms;

/**
 * The few stiffest modes of the force, and forces in which they are slowed.
 *
 * <p>The Jacobian of the force is J = −H D with H = ∇² log ℒ and D = ∇²R*(z). A = −Σ_i g_i (D
 * g_i)ᵀ/μ_i approximates it (Nyström). Here g_i = H D v_i are products with displacements v_i, made
 * conjugate: μ_i = ⟨D v_i, g_i⟩, and ⟨D v_i, g_j⟩ = 0. A is J on the span of the displacements, and
 * its error is of second order in their distance from eigenvectors. The g_i of one measurement are
 * the displacements of the next: a power iteration of the whole space.
 *
 * <p>In dz/ds = V + (I − mA)⁻¹ (F − V) a mode of A with rate λ has the rate λ/(1 + mλ) &lt; 1/m, so
 * steps of few stages are stable. V is the velocity of the step before. With V = 0 a fast mode
 * would follow its equilibrium later by m; with V it is late only by what the velocity changes in a
 * step.
 */
final class StiffModes {
  /** Modes besides as many as there are outputs. */
  private static final int MORE = 2;

  /** Modes are used whose rate is at least this share of the largest. */
  private static final double LEAST_SHARE = 1e-3;

  /** Measurements at the beginning, when the displacements are at random. */
  private static final int FIRST_ROUNDS = 3;

  /**
   * Displacements as a share of ‖z‖. A step moves z by a hundred times as much. Kinks within the
   * displacement are jumps of the force; they are many enough here to make a mean.
   */
  private static final double DISPLACEMENT = 1e-4;

  /** D is a difference quotient over this share of ‖z‖, to both sides. */
  private static final double MAP_DISPLACEMENT = 1e-5;

  private final int parameters;
  private final double[][] g;
  private final double[][] dg;
  private final double[] mu;
  private final double[] velocity;
  private final double[] alongVelocity;
  private final double[] weights;
  private final double[] moved;
  private final double[] ahead;
  private double largest;
  private double lag;
  private DenseCholesky factor;

  StiffModes(int parameters, int outputs) {
    int count = Math.min(parameters, outputs + MORE);
    this.parameters = parameters;
    this.g = new double[count][parameters];
    this.dg = new double[count][parameters];
    this.mu = new double[count];
    this.velocity = new double[parameters];
    this.alongVelocity = new double[count];
    this.weights = new double[count];
    this.moved = new double[parameters];
    this.ahead = new double[parameters];
  }

  /** How many. */
  int count() {
    return g.length;
  }

  /** The largest rate, at least. */
  double largest() {
    return largest;
  }

  /** How many numbers are to be remembered. */
  int memorySize() {
    return 1 + mu.length + (1 + g.length) * parameters;
  }

  /** Writes what is to be remembered. */
  void remember(double[] memory, int from) {
    memory[from] = largest;
    System.arraycopy(mu, 0, memory, from + 1, mu.length);
    int at = from + 1 + mu.length;
    System.arraycopy(velocity, 0, memory, at, parameters);
    for (double[] mode : g) {
      at += parameters;
      System.arraycopy(mode, 0, memory, at, parameters);
    }
  }

  /** Goes on from what was remembered. */
  void recall(double[] memory, int from) {
    largest = memory[from];
    System.arraycopy(memory, from + 1, mu, 0, mu.length);
    int at = from + 1 + mu.length;
    System.arraycopy(memory, at, velocity, 0, parameters);
    for (double[] mode : g) {
      at += parameters;
      System.arraycopy(memory, at, mode, 0, parameters);
    }
  }

  /**
   * Measures them for the first time, from displacements along the force and at random.
   *
   * @param start where
   * @param point evaluates; moved away
   * @return number of gradients
   */
  int begin(ChebyshevStep.Start start, FlowPoint point) {
    SplittableRandom random = new SplittableRandom(0);
    g[0] = start.force().clone();
    for (int i = 1; i < g.length; i++) {
      g[i] = random.doubles(parameters, -1, 1).toArray();
    }
    Arrays.fill(velocity, 0);
    int gradients = 0;
    for (int round = 0; round < FIRST_ROUNDS; round++) {
      gradients += measure(start, point);
    }
    return gradients;
  }

  /**
   * Measures them anew.
   *
   * @param start where
   * @param point evaluates; moved away
   * @return number of gradients
   */
  int measure(ChebyshevStep.Start start, FlowPoint point) {
    orthonormalise();
    double[][] y = dg;
    double[] square = new double[g.length];
    for (int i = 0; i < g.length; i++) {
      double[] v = g[i].clone();
      double size = differ(v, g[i], start, point);
      for (int j = 0; j < parameters; j++) {
        y[i][j] = (point.theta()[j] - start.theta()[j]) / size;
        square[i] += y[i][j] * v[j];
        g[i][j] = -g[i][j];
      }
    }
    conjugate(y, square);
    moveTo(start);
    return g.length;
  }

  /** The change of the force per displacement; returns the length of the displacement. */
  private double differ(double[] v, double[] change, ChebyshevStep.Start start, FlowPoint point) {
    double size = DISPLACEMENT * norm(start.z());
    double length = norm(v);
    double scale = length > 0 ? size / length : 0; // a mode of rate 0
    for (int j = 0; j < parameters; j++) {
      moved[j] = start.z()[j] + scale * v[j];
    }
    point.moveToDual(moved, start.map());
    point.computeDirection();
    for (int j = 0; j < parameters; j++) {
      change[j] = (point.direction()[j] - start.force()[j]) / size;
    }
    return size;
  }

  private void orthonormalise() {
    for (int i = 0; i < g.length; i++) {
      for (int k = 0; k < i; k++) {
        add(-dot(g[i], g[k]), g[k], g[i]);
      }
      double size = norm(g[i]);
      for (int j = 0; j < parameters && size > 0; j++) {
        g[i][j] /= size;
      }
    }
  }

  /** Makes displacements conjugate, and y = D v with them; μ is 0 where a mode is not used. */
  private void conjugate(double[][] y, double[] square) {
    largest = 0;
    for (int i = 0; i < g.length; i++) {
      for (int k = 0; k < i; k++) {
        if (mu[k] > 0) {
          double share = -dot(y[i], g[k]) / mu[k];
          add(share, g[k], g[i]);
          add(share, y[k], y[i]);
        }
      }
      double own = dot(y[i], g[i]);
      boolean used = own > 0 && own >= LEAST_SHARE * largest * square[i];
      mu[i] = used ? own : 0;
      largest = used ? Math.max(largest, own / square[i]) : largest;
    }
  }

  /** Takes D and V where a step starts. */
  void moveTo(ChebyshevStep.Start start) {
    for (int i = 0; i < g.length; i++) {
      Arrays.fill(dg[i], 0);
      for (int side = -1; side <= 1 && mu[i] > 0; side += 2) {
        double scale = side * MAP_DISPLACEMENT * norm(start.z()) / norm(g[i]);
        for (int j = 0; j < parameters; j++) {
          moved[j] = start.z()[j] + scale * g[i][j];
        }
        start.map().inverse(moved, ahead);
        add(0.5 / scale, ahead, dg[i]);
      }
      alongVelocity[i] = dot(dg[i], velocity);
    }
  }

  /**
   * A step was made.
   *
   * @param from z where it started
   * @param to z where it ended
   * @param ds its length
   */
  void made(double[] from, double[] to, double ds) {
    for (int j = 0; j < parameters; j++) {
      velocity[j] = (to[j] - from[j]) / ds;
    }
  }

  /** Chooses m. */
  void prepare(double m) {
    lag = m;
    double[][] lower = new double[g.length][];
    for (int i = 0; i < g.length; i++) {
      lower[i] = new double[i + 1];
      for (int k = 0; k <= i; k++) {
        lower[i][k] = mu[i] > 0 && mu[k] > 0 ? m * dot(g[i], dg[k]) : 0;
      }
      lower[i][i] += mu[i] > 0 ? mu[i] : 1;
    }
    factor = new DenseCholesky(lower);
  }

  /** F becomes V + (I − mA)⁻¹ (F − V). */
  void slow(double[] force) {
    slow(force, alongVelocity);
  }

  /** By the formula of Sherman, Morrison and Woodbury. */
  private void slow(double[] force, double[] less) {
    for (int i = 0; i < g.length; i++) {
      weights[i] = mu[i] > 0 ? dot(dg[i], force) - less[i] : 0;
    }
    factor.solve(weights);
    for (int i = 0; i < g.length; i++) {
      if (mu[i] > 0) {
        add(-lag * weights[i], g[i], force);
      }
    }
  }

  /**
   * One power iteration for the largest rate that is left, of (I − mA)⁻¹ J.
   *
   * @param vector the vector; becomes the next
   * @param start where
   * @param point evaluates; moved away
   * @return the rate
   */
  double rate(double[] vector, ChebyshevStep.Start start, FlowPoint point) {
    double[] v = norm(vector) > 0 ? vector.clone() : start.force();
    differ(v, vector, start, point);
    slow(vector, new double[g.length]);
    return norm(vector);
  }

  private static void add(double c, double[] v, double[] to) {
    for (int j = 0; j < v.length; j++) {
      to[j] += c * v[j];
    }
  }

  private static double dot(double[] u, double[] v) {
    return Norms.dot(u, 0, v, 0, v.length);
  }

  private static double norm(double[] v) {
    return Math.sqrt(dot(v, v));
  }
}
