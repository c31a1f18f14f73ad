package org.mirrorflow.flow.stabilised;

import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.map.ParameterMap;

/**
 * A step of {@link Chebyshev} from z, whose force is known, with the work W as one more component,
 * and how far its end may be off.
 *
 * <p>The error is h³ z'''/15 where z is smooth. With few stages it is measured by the forces, the
 * authors' 0.8 (z_0 − z_1) + 0.4 h (F_0 + F_1), where a deviation δ in a stiff mode counts h·radius
 * δ/2. With many that is far too much, and it is ⅔ of the third divided difference of the stages at
 * 0, about ⅓, about ⅔ and 1, which show 0.6 of the third derivative: δ counts some 10 δ.
 */
final class ChebyshevStep {
  private static final double EARLY = 1.0 / 3;
  private static final double LATE = 2.0 / 3;
  private static final double ERROR_CONSTANT = 2.0 / 3;

  /** Stages from which on they measure the error: δ counts less there, h·radius is 20. */
  static final int MANY = 7;

  /** The slope of the loss is a difference over this share of the step, to both sides. */
  private static final double SLOPE_SHARE = 1e-3;

  private final double[] early;
  private final double[] late;
  private double[] next;
  private double[] last;
  private double[] beforeLast;
  private double work;
  private Chebyshev method;

  ChebyshevStep(int parameters) {
    early = new double[parameters];
    late = new double[parameters];
    next = new double[parameters];
    last = new double[parameters];
    beforeLast = new double[parameters];
  }

  /** What z moves by: the force, or one in which modes are slowed. */
  @FunctionalInterface
  interface Velocity {
    /**
     * Makes it of the force at a stage.
     *
     * @param force the force, changed
     * @param theta θ there
     * @param z ∇R(θ)
     */
    void of(double[] force, double[] theta, double[] z);
  }

  /**
   * Makes the stages. The point is left at the end of the step, turned.
   *
   * @param stages how many
   * @param ds h
   * @param start z, its force and Σ p q there
   * @param point evaluates
   * @param velocity what is made of every force
   */
  void run(int stages, double ds, Start start, FlowPoint point, Velocity velocity) {
    if (method == null || method.stages() != stages) {
      method = Chebyshev.of(stages);
    }
    double[] z = start.z();
    double[] force = start.force().clone();
    velocity.of(force, start.theta(), z);
    boolean many = stages >= MANY;
    int atEarly = many ? method.stageAt(EARLY) : 0;
    int atLate = many ? Math.max(atEarly + 1, method.stageAt(LATE)) : 0;
    System.arraycopy(z, 0, last, 0, z.length);
    double first = ds * method.muForce()[1];
    for (int j = 0; j < z.length; j++) {
      next[j] = z[j] + first * force[j];
    }
    double workLast = 0;
    work = first * start.workRate();
    for (int k = 2; k <= stages; k++) {
      evaluate(start.map(), point);
      if (k - 1 == atEarly || k - 1 == atLate) {
        System.arraycopy(next, 0, k - 1 == atEarly ? early : late, 0, z.length);
      }
      double mu = method.mu()[k];
      double nu = method.nu()[k];
      double forward = ds * method.muForce()[k];
      double back = ds * method.gammaForce()[k];
      velocity.of(point.direction(), point.theta(), next);
      combine(z, force, point.direction(), new double[] {1 - mu - nu, mu, nu, forward, back});
      double workNext =
          mu * work + nu * workLast + forward * point.weightedMargin() + back * start.workRate();
      workLast = work;
      work = workNext;
    }
    evaluate(start.map(), point);
    if (many) {
      moveByStages(z, method.at()[atEarly], method.at()[atLate]);
    } else {
      moveByForces(start, point.direction(), ds);
    }
  }

  private void evaluate(ParameterMap map, FlowPoint point) {
    point.moveToDual(next, map);
    point.computeDirection();
  }

  private void combine(double[] z, double[] force, double[] f, double[] weights) {
    double[] free = beforeLast;
    beforeLast = last;
    last = next;
    next = free;
    for (int j = 0; j < z.length; j++) {
      next[j] =
          weights[0] * z[j]
              + weights[1] * last[j]
              + weights[2] * beforeLast[j]
              + weights[3] * f[j]
              + weights[4] * force[j];
    }
  }

  private void moveByStages(double[] z, double a, double b) {
    double w0 = -ERROR_CONSTANT / (a * b);
    double wa = ERROR_CONSTANT / (a * (b - a) * (1 - a));
    double wb = -ERROR_CONSTANT / (b * (b - a) * (1 - b));
    double w1 = ERROR_CONSTANT / ((1 - a) * (1 - b));
    for (int j = 0; j < z.length; j++) {
      late[j] = next[j] + w0 * z[j] + wa * early[j] + wb * late[j] + w1 * next[j];
    }
  }

  private void moveByForces(Start start, double[] f, double ds) {
    double[] z = start.z();
    double[] force = start.force();
    for (int j = 0; j < z.length; j++) {
      late[j] = next[j] + 0.8 * (z[j] - next[j]) + 0.4 * ds * (force[j] + f[j]);
    }
  }

  /** How many stages the last step had. */
  int stages() {
    return method.stages();
  }

  /** z at the end; owned by this object. */
  double[] end() {
    return next;
  }

  /** z at the end, moved by its error; owned by this object. */
  double[] endMoved() {
    return late;
  }

  /**
   * −d log ℒ/ds · ds = ⟨F, dθ/ds⟩ ds at the end of the step, dθ/ds by differences. The moved end is
   * lost.
   *
   * @param ds h
   * @param map that of the step
   * @param point evaluated at the end
   * @param velocity what was made of every force
   */
  double slope(double ds, ParameterMap map, FlowPoint point, Velocity velocity) {
    double[] f = point.direction();
    double[] along = f.clone();
    velocity.of(along, point.theta(), next);
    double sum = 0;
    for (double side = -1; side <= 1; side += 2) {
      for (int j = 0; j < f.length; j++) {
        late[j] = next[j] + side * SLOPE_SHARE * ds * along[j];
      }
      map.inverse(late, last);
      for (int j = 0; j < f.length; j++) {
        sum += side * f[j] * last[j];
      }
    }
    return sum / (2 * SLOPE_SHARE);
  }

  /** ∫ Σ p q ds over the step. */
  double work() {
    return work;
  }

  /**
   * Where a step starts; arrays owned by others.
   *
   * @param map ∇R, as it is for this step
   * @param z the dual variable
   * @param theta ∇R*(z)
   * @param force F(z)
   * @param workRate Σ p q
   * @param logLoss log ℒ
   */
  record Start(
      ParameterMap map,
      double[] z,
      double[] theta,
      double[] force,
      double workRate,
      double logLoss) {}
}
