package org.mirrorflow.flow.stabilised;

import java.util.Optional;
import org.mirrorflow.flow.Clock;
import org.mirrorflow.flow.DualPosition;
import org.mirrorflow.flow.Evaluation;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.FlowTime;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.numeric.Norms;

/** The steps of {@link StabilisedFlow}. In the hot loops z, F and θ are the flow's. */
public final class StabilisedStepper implements Stepper {
  /**
   * Share of the allowed change of an output by which log ℒ may rise: samples that slide along a
   * kink go from side to side.
   */
  private static final double LARGEST_RISE = 0.1;

  /** Rounding of an output, a sum of some thousand products, in its last bits. */
  private static final double ROUNDING_BITS = 100;

  /**
   * −d log ℒ/d log s below which log ℒ would not fall by 1 before s overflows float64. In steps of
   * the most stages, whose length nothing but their number bounds, the flow then is at a stationary
   * point.
   */
  private static final double SLOWEST = 1 / Math.log(Double.MAX_VALUE);

  /** Rounding of the stages grows with their square: 2e-9 of z here. */
  static final int MOST_STAGES = 4000;

  /** First step: changes of the dual variable relative to its largest entry, or absolute at 0. */
  private static final double FIRST_CHANGE = 1e-3;

  /** Rejections in a row after which no smaller step will do. */
  private static final int MOST_REJECTIONS = 100;

  /** Dual variables beyond this are about to overflow within a few steps. */
  private static final double LARGEST_DUAL = 1e300;

  /** Steps between two measurements of the radius where stages are few. */
  private static final int RADIUS_PERIOD = 4;

  /** Stages beside which the gradient of a measurement is little. */
  private static final int STAGES_PER_MEASUREMENT = 8;

  /** Stages for each iteration of a measurement. */
  private static final int STAGES_PER_ITERATION = 50;

  /** Steps, however many stages they have, that may bring the flow no further. */
  private static final long FEWEST_STEPS = 128;

  private final Layout layout;
  private final StepLimits limits;
  private final DualPosition position;
  private final Carriers carriers;
  private final SpectralRadius radius;
  private final SlowedSteps slowed;
  private final ChebyshevStep chebyshev;
  private final GradientCosts costs = new GradientCosts();
  private final double[] force;
  private final double[] theta;
  private FlowPoint current;
  private FlowPoint candidate;
  private ChebyshevStep.Start start;

  /** Whether the map of the step is another than that of the state. */
  private boolean straightened;

  private Clock clock;
  private double logStep;

  /** Size of the last step made but for its error, in units of what is allowed. */
  private double length;

  /** The largest change of a block in it, as a share of its norm. */
  private double move;

  /** Of the last step. */
  private int stages = Chebyshev.FEWEST_STAGES;

  /** What the loss may be off by. */
  private double rounding;

  /** What an output may change by. */
  private double allowedChange;

  StabilisedStepper(FlowProblem problem, StepLimits limits) {
    int parameters = problem.model().layout().end();
    this.layout = problem.model().layout();
    this.limits = limits;
    this.position = new DualPosition(problem.map());
    this.carriers = new Carriers(problem);
    this.radius = new SpectralRadius(parameters);
    this.slowed = new SlowedSteps(layout, problem.model().outputs());
    this.chebyshev = new ChebyshevStep(parameters);
    this.force = new double[parameters];
    this.theta = new double[parameters];
    this.current = new FlowPoint(problem);
    this.candidate = new FlowPoint(problem);
  }

  @Override
  public void load(FlowState state) {
    clock = Clock.of(state);
    logStep = state.logStep();
    double[] x = state.coordinates();
    current.moveTo(x);
    position.moveTo(x, current.theta());
    carriers.choose(current);
    restart();
    double[] memory = state.memory();
    if (memory.length > GradientCosts.MEMORY + radius.memorySize()) {
      costs.recall(memory);
      radius.recall(memory, GradientCosts.MEMORY);
      slowed.recall(memory, GradientCosts.MEMORY + radius.memorySize());
    } else {
      costs.forget();
      radius.forget();
      slowed.forget();
    }
    if (Double.isNaN(logStep)) {
      double size = Norms.largest(position.z());
      logStep =
          position.logUnit()
              + Math.log(FIRST_CHANGE * (size > 0 ? size : FIRST_CHANGE) / Norms.largest(force));
    }
  }

  /** Evaluates the force at the present state, on the samples that carry weight. */
  private void restart() {
    FlowPoint point = carriers.point();
    point.moveTo(position.coordinates());
    point.computeDirection();
    take(point);
  }

  /** The samples that carry weight have been evaluated where the next step starts. */
  private void take(FlowPoint point) {
    System.arraycopy(point.direction(), 0, force, 0, force.length);
    System.arraycopy(point.theta(), 0, theta, 0, theta.length);
    Optional<ParameterMap> straight = position.units().straightened(theta, limits.flatness());
    straightened = straight.isPresent();
    ParameterMap map = straight.orElse(position.units());
    double[] z = position.z();
    if (straightened) {
      z = new double[theta.length];
      map.gradient(theta, z);
    }
    start = new ChebyshevStep.Start(map, z, theta, force, point.weightedMargin(), point.logLoss());
  }

  @Override
  public FlowPoint point() {
    return current;
  }

  @Override
  public long steps() {
    return clock.steps();
  }

  @Override
  public double logS() {
    return clock.logS();
  }

  /** As many gradients as steps of the fewest stages would take. */
  @Override
  public long patience() {
    return Math.max(FEWEST_STEPS, Stepper.super.patience() * Chebyshev.FEWEST_STAGES / stages);
  }

  @Override
  public FlowState state() {
    FlowState state = clock.state(position.coordinates(), logStep);
    if (costs.none()) {
      return state;
    }
    int size = GradientCosts.MEMORY + radius.memorySize();
    double[] memory = new double[size + slowed.memorySize()];
    costs.remember(memory);
    radius.remember(memory, GradientCosts.MEMORY);
    slowed.remember(memory, size);
    return state.withMemory(memory);
  }

  /**
   * {@return how many gradients of one sample the last steps took per unit of log ℒ, a mean; 0
   * before the first step}
   */
  public double gradientsPerUnit() {
    return costs.perUnit();
  }

  /** {@return the same per unit of log s: what it costs until s has grown e-fold} */
  public double gradientsPerUnitOfS() {
    return costs.perUnitOfS();
  }

  @Override
  public Verdict step() {
    double speed = Norms.largest(force);
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
    if (slowed.comparesAt(clock.steps())) {
      measureRadius();
    }
    count(slowed.begin(clock.steps(), plainStages(), start, carriers.point()));
    int fewest = Chebyshev.FEWEST_STAGES;
    for (int rejections = 0; rejections < MOST_REJECTIONS; rejections++) {
      if (!slowed.active()) {
        if (rejections > 0 || radiusIsDue()) {
          measureRadius();
        }
        double reach = Chebyshev.reach(MOST_STAGES) / radius.value();
        logStep = Math.min(logStep, position.logUnit() + Math.log(reach));
      }
      double ds = Math.exp(logStep - position.logUnit());
      if (slowed.active()) {
        count(slowed.findStages(ds, start, carriers.point()));
      }
      if (!moves(ds)) {
        break;
      }
      double size = attempt(ds, fewest);
      finite = Double.isFinite(size);
      boolean rises = rises();
      if (size <= 1 && !rises) {
        evaluateEnd();
        if (clock.s() > 0 && stationary(ds)) {
          logStep = first;
          return Verdict.STALLED;
        }
        if (!carriers.takeIn(candidate)) {
          accept(ds, size);
          return Verdict.ACCEPTED;
        }
        count(1);
        restart();
      } else if (slowed.onTrial()) {
        // The state after a shorter such step would be behind its fast modes, for many steps.
        slowed.stop(clock.steps());
      } else if (length <= 1 && !rises && chebyshev.stages() < ChebyshevStep.MANY) {
        // Samples that slide along kinks go from side to side, which few stages take for an error.
        fewest = ChebyshevStep.MANY;
      } else {
        logStep += Math.log(StepControl.cut(size, rises));
      }
    }
    logStep = first;
    return finite ? Verdict.STALLED : Verdict.FAILED;
  }

  /**
   * A mode beyond the interval of stability grows within a step like e^(n√2δ) with n stages and δ
   * its excess over the interval, so that many stages need an exact radius; and beside them some
   * iterations cost little.
   */
  private void measureRadius() {
    int fewest = 1 + plainStages() / STAGES_PER_ITERATION;
    count(radius.measure(fewest, start, carriers.point()));
  }

  /** Stages of a step in which no mode is slowed, by the radius as it was measured last. */
  private int plainStages() {
    return Chebyshev.stages(Math.exp(logStep - position.logUnit()) * radius.value());
  }

  /** s in the units of the step. */
  private double elapsed() {
    return clock.s() * Math.exp(clock.logUnit() - position.logUnit());
  }

  private void count(int gradients) {
    costs.add((double) carriers.count() * gradients);
  }

  /**
   * A measurement takes a gradient. It is made at every step if it costs little beside the stages,
   * otherwise at every fourth. Within four steps the radius changes by less than its safety.
   */
  private boolean radiusIsDue() {
    return radius.value() == 0
        || clock.steps() % RADIUS_PERIOD == 0
        || plainStages() >= STAGES_PER_MEASUREMENT;
  }

  /** All samples, where the step ends. */
  private void evaluateEnd() {
    if (carriers.areAll()) {
      candidate = carriers.exchange(candidate);
    } else {
      candidate.moveToDual(chebyshev.end(), start.map());
    }
  }

  /** Makes a step and returns its size in units of what is allowed. */
  private double attempt(double ds, int fewest) {
    if (slowed.active()) {
      stages = slowed.stages();
      slowed.prepare(ds);
    } else {
      stages = Math.max(fewest, Chebyshev.stages(ds * radius.value()));
    }
    chebyshev.run(stages, ds, start, carriers.point(), slowed::slow);
    count(stages);
    carriers.other().moveToDual(chebyshev.endMoved(), start.map());
    Evaluation.Change change = carriers.point().changeFrom(carriers.other());
    double logLoss = carriers.point().logLoss();
    rounding = ROUNDING_BITS * (Math.ulp(change.scale()) + Math.ulp(logLoss));
    allowedChange = limits.error() * change.scale();
    double error = change.largest() == 0 ? 0 : change.largest() / change.scale();
    double elapsed = elapsed() + ds;
    move = BlockChanges.move(layout, theta, carriers.point().theta());
    double drift = BlockChanges.drift(start.map(), theta, carriers.point().theta());
    StepLimits own = slowed.active() ? limits.slowed() : limits;
    length = own.size(error, move, drift, ds / elapsed, stages);
    return Math.max(length, error / limits.error());
  }

  /** The flow never raises the loss; rounding may, and a step past kinks. */
  private boolean rises() {
    return carriers.point().logLoss() > start.logLoss() + rounding + LARGEST_RISE * allowedChange;
  }

  private boolean stationary(double ds) {
    double drop = start.logLoss() - candidate.logLoss();
    double passed = ds * Math.exp(position.logUnit() - clock.logUnit());
    return chebyshev.stages() == MOST_STAGES && drop * clock.s() < SLOWEST * passed;
  }

  private void accept(double ds, double size) {
    FlowPoint point = carriers.areAll() ? candidate : carriers.point();
    double end = point.logLoss();
    double drop = start.logLoss() - end;
    double time =
        FlowTime.passed(logStep, end, drop, chebyshev.slope(ds, start.map(), point, slowed::slow));
    double logS = clock.logS();
    clock = clock.advance(logStep, chebyshev.work() / ds, time);
    if (slowed.active()) {
      endSlowed(ds, size);
    }
    costs.accepted(drop, Double.isInfinite(logS) ? 1 : clock.logS() - logS);
    boolean moveAgain = straightened;
    if (moveAgain) {
      position.units().gradient(point.theta(), chebyshev.end());
    }
    position.advance(chebyshev.end(), point.theta());
    FlowPoint old = current;
    current = candidate;
    candidate = old;
    if (moveAgain) {
      current.moveTo(position.coordinates()); // θ of the state itself, in its last bits
    }
    if (carriers.choose(current) || moveAgain) {
      restart();
    } else {
      take(point);
    }
    logStep += Math.log(StepControl.grown(size, chebyshev.stages()));
  }

  /** Looks at a step in which modes were slowed: at its length, and at what bounds it. */
  private void endSlowed(double ds, double size) {
    double ofMove = limits.ofMove(move);
    double share = StepControl.share(ofMove);
    boolean late = size > 2 * ofMove;
    double spent = costs.effort() / carriers.count();
    slowed.made(clock.steps(), spent, radius.value(), start, chebyshev.end(), ds, late, share);
  }

  private boolean moves(double ds) {
    double[] z = start.z();
    for (int j = 0; j < z.length; j++) {
      if (z[j] + ds * force[j] != z[j]) {
        return true;
      }
    }
    return false;
  }
}
