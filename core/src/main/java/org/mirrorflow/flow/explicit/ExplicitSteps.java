package org.mirrorflow.flow.explicit;

import java.util.function.Supplier;
import org.mirrorflow.flow.Clock;
import org.mirrorflow.flow.DualPosition;
import org.mirrorflow.flow.Evaluation;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.FlowTime;
import org.mirrorflow.flow.Steps;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.numeric.Norms;

/**
 * The steps of {@link ExplicitFlow}, wherever the data lie. In the hot loops a, b, g, z are the
 * tableau's and the flow's.
 */
class ExplicitSteps<E extends Evaluation<E>> implements Steps<E> {
  /** Step factors aim at this share of the tolerance, so that most next steps are accepted. */
  private static final double SAFETY = 0.9;

  private static final double LARGEST_GROWTH = 3;
  private static final double LARGEST_CUT = 0.2;

  /** Outputs up to this size are controlled relative to the largest, beyond absolutely. */
  private static final double RELATIVE_UP_TO = 1000;

  /**
   * No difference of outputs above this is accepted at any tolerance. It changes weights p =
   * e^{−q}/ℒ by a third; beyond it the linearised softmax of a step means nothing.
   */
  private static final double LARGEST_CHANGE = 0.3;

  /** A step without finite numbers is cut by this factor. */
  private static final double FAILURE_CUT = 0.1;

  /** First step: changes of the dual variable relative to its largest entry, or absolute at 0. */
  private static final double FIRST_CHANGE = 1e-3;

  /** Rejections in a row after which no smaller step will do: 0.2^100 is below any resolution. */
  private static final int MOST_REJECTIONS = 100;

  /** Dual variables beyond this are about to overflow within a few steps. */
  private static final double LARGEST_DUAL = 1e300;

  private final Tableau tableau;
  private final double tolerance;
  private final boolean reuseLast;
  private final boolean embeddedAtHand;
  private final double[][] g;
  private final double[] stageWork;
  private final double[] next;
  private final double[] trialDual;
  private final DualPosition position;
  private E current;
  private E candidate;
  private final E trial;
  private Clock clock;
  private double logStep;

  ExplicitSteps(Supplier<E> points, ParameterMap map, Tableau tableau, double tolerance) {
    int parameters = map.layout().end();
    this.tableau = tableau;
    this.tolerance = tolerance;
    this.reuseLast = tableau.firstSameAsLast();
    this.embeddedAtHand = tableau.embeddedIsLastStage();
    this.g = new double[tableau.stages()][];
    for (int k = 1; k < g.length; k++) {
      g[k] = new double[parameters];
    }
    this.stageWork = new double[tableau.stages()];
    this.next = new double[parameters];
    this.trialDual = new double[parameters];
    this.position = new DualPosition(map);
    this.current = points.get();
    this.candidate = points.get();
    this.trial = points.get();
  }

  @Override
  public void load(FlowState state) {
    clock = Clock.of(state);
    logStep = state.logStep();
    double[] x = state.coordinates();
    current.moveTo(x);
    current.computeDirection();
    position.moveTo(x, current.theta());
    if (Double.isNaN(logStep)) {
      double size = Norms.largest(position.z());
      double speed = Norms.largest(current.direction());
      logStep =
          position.logUnit() + Math.log(FIRST_CHANGE * (size > 0 ? size : FIRST_CHANGE) / speed);
    }
  }

  @Override
  public E point() {
    return current;
  }

  @Override
  public FlowState state() {
    return clock.state(position.coordinates(), logStep);
  }

  @Override
  public long steps() {
    return clock.steps();
  }

  @Override
  public double logS() {
    return clock.logS();
  }

  @Override
  public Verdict step() {
    double speed = Norms.largest(current.direction());
    if (!Double.isFinite(speed) || !Double.isFinite(current.logLoss())) {
      return Verdict.FAILED;
    }
    if (speed == 0) {
      return Verdict.STALLED;
    }
    if (Norms.largest(position.z()) > LARGEST_DUAL) {
      return Verdict.OVERFLOW;
    }
    double first = logStep;
    boolean finite = true;
    for (int rejections = 0; rejections < MOST_REJECTIONS; rejections++) {
      double ds = rounded(Math.exp(logStep - position.logUnit()));
      if (!moves(ds)) {
        break;
      }
      double error = attempt(ds);
      finite = Double.isFinite(error);
      if (finite && error <= 1) {
        accept(position.logUnit() + Math.log(ds), error);
        return Verdict.ACCEPTED;
      }
      logStep += Math.log(finite ? Math.max(LARGEST_CUT, factor(error)) : FAILURE_CUT);
    }
    logStep = first;
    return finite ? Verdict.STALLED : Verdict.FAILED;
  }

  /** Evaluates all stages and returns the error in units of the tolerance. */
  private double attempt(double ds) {
    int stages = tableau.stages();
    g[0] = current.direction();
    stageWork[0] = current.weightedMargin();
    int own = reuseLast ? stages - 1 : stages;
    for (int k = 1; k < own; k++) {
      combine(tableau.a()[k], k, ds, trialDual);
      trial.moveToDual(trialDual, position.units());
      trial.computeDirection();
      System.arraycopy(trial.direction(), 0, g[k], 0, g[k].length);
      stageWork[k] = trial.weightedMargin();
    }
    combine(tableau.b(), own, ds, next);
    candidate.moveToDual(next, position.units());
    candidate.computeDirection();
    if (reuseLast) {
      System.arraycopy(candidate.direction(), 0, g[own], 0, g[own].length);
      stageWork[own] = candidate.weightedMargin();
    }
    if (!embeddedAtHand) {
      combine(tableau.embedded(), stages, ds, trialDual);
      trial.moveToDual(trialDual, position.units());
    }
    return error(candidate.changeFrom(trial));
  }

  /** Takes the step of size e^{logTaken}. */
  private void accept(double logTaken, double error) {
    double workRate = 0;
    for (int k = 0; k < tableau.stages(); k++) {
      workRate += tableau.b()[k] * stageWork[k];
    }
    double time =
        FlowTime.passed(logTaken, candidate.logLoss(), current.logLoss() - candidate.logLoss());
    clock = clock.advance(logTaken, workRate, time);
    position.advance(next, candidate.theta());
    E old = current;
    current = candidate;
    candidate = old;
    logStep += Math.log(Math.min(LARGEST_GROWTH, Math.max(LARGEST_CUT, factor(error))));
  }

  private double factor(double error) {
    return error == 0 ? LARGEST_GROWTH : SAFETY * Math.pow(error, -1.0 / tableau.order());
  }

  private void combine(double[] weights, int count, double ds, double[] out) {
    System.arraycopy(position.z(), 0, out, 0, out.length);
    for (int k = 0; k < Math.min(count, weights.length); k++) {
      double weight = ds * weights[k];
      if (weight != 0) {
        Norms.add(weight, g[k], out);
      }
    }
  }

  private boolean moves(double ds) {
    double[] direction = current.direction();
    double[] z = position.z();
    for (int j = 0; j < z.length; j++) {
      if (z[j] + ds * direction[j] != z[j]) {
        return true;
      }
    }
    return false;
  }

  /** Largest difference of outputs over what is allowed; infinite or NaN where numbers are not. */
  private double error(Evaluation.Change change) {
    double allowed = Math.min(tolerance * Math.min(change.scale(), RELATIVE_UP_TO), LARGEST_CHANGE);
    return change.largest() == 0 ? 0 : change.largest() / allowed;
  }

  /**
   * To 20 bits. The error of a step is a small difference of large numbers. The last bit of a sum
   * depends on the order of its terms, and comes back in the tenth digit of the next step. With
   * rounded errors, flows whose sums have another order take the same steps.
   */
  private static double rounded(double ds) {
    return Double.longBitsToDouble((Double.doubleToRawLongBits(ds) + (1L << 31)) & -(1L << 32));
  }
}
