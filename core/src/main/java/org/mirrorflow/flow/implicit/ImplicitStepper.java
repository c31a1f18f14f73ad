package org.mirrorflow.flow.implicit;

import org.mirrorflow.flow.Clock;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.FlowTime;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.map.Coordinates;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.LayeredModel;

/** The steps of {@link ImplicitFlow}. In the hot loops z, s and θ are the flow's. */
public final class ImplicitStepper implements Stepper {
  /** Steps, of which a decade of log(1/ℒ) takes 25, that may bring the flow no further. */
  private static final long PATIENCE = 512;

  private static final double LARGEST_GROWTH = 1.4;
  private static final double LARGEST_CUT = 0.35;
  private static final double SAFETY = 0.9;

  /** First step: changes of the dual variable relative to its largest entry, or absolute at 0. */
  private static final double FIRST_CHANGE = 1e-2;

  /** Rejections in a row after which no smaller step will do: 0.35^60 is below any resolution. */
  private static final int MOST_REJECTIONS = 60;

  /** Dual variables of this log size are about to overflow within a few steps. */
  private static final double LARGEST_DUAL = Math.log(1e300);

  /**
   * Margins whose last bit is worth more carry errors, some ten bits after sums and products, that
   * the equations of a stage take for residuals: log ℒ from −1e12 on.
   */
  private static final double COARSEST_MARGIN = 1.2e-4;

  /**
   * What a turn of the force within a step may do to θ, as a share of the change that a step may
   * make. On the steady way it is an eighth to a third of this; where samples come to slide it is
   * more.
   */
  private static final double LARGEST_TURN = 0.125;

  /** The slope of the loss is a difference over this share of the step, to both sides. */
  private static final double SLOPE_SHARE = 1e-3;

  private final FlowProblem problem;
  private final ImplicitMethod method;
  private final double largestChange;
  private final Coordinates chart;
  private final ImplicitStage stage;
  private final FlowPoint current;
  private final double[][] forces;
  private final double[] stageWork;
  private final double[] theta;
  private final double[] base;
  private final double[] probe;
  private final double[] ahead;
  private final double[] behind;
  private final double[] z;
  private final double[] coordinates;

  /** e^{−c} R, and c: as long as z is a double 0, else the log of the step. */
  private ParameterMap scaled;

  private double logScale;

  /** log of the growth of the largest entry of z in the step tried last. */
  private double growth;

  private Clock clock;
  private double logStep;

  ImplicitStepper(FlowProblem problem, LayeredModel network, ImplicitMethod method, double change) {
    this.problem = problem;
    this.method = method;
    this.largestChange = change;
    this.chart = new Coordinates(problem.map());
    this.stage =
        new ImplicitStage(problem, new MarginModel(problem, network, ImplicitStage.TEMPERATURE));
    this.current = new FlowPoint(problem);
    int p = problem.model().layout().end();
    this.forces = new double[method.stages()][p];
    this.stageWork = new double[method.stages()];
    this.theta = new double[p];
    this.base = new double[p];
    this.probe = new double[p];
    this.ahead = new double[p];
    this.behind = new double[p];
    this.z = new double[p];
    this.coordinates = new double[p];
  }

  @Override
  public void load(FlowState state) {
    System.arraycopy(state.coordinates(), 0, coordinates, 0, coordinates.length);
    clock = Clock.of(state);
    logStep = state.logStep();
    arrive();
    if (Double.isNaN(logStep)) {
      double logSize = logSize(coordinates, theta);
      double first = logSize > Double.NEGATIVE_INFINITY ? logSize : Math.log(FIRST_CHANGE);
      logStep = Math.log(FIRST_CHANGE) + first - Math.log(largest(current.direction()));
    }
  }

  private void arrive() {
    current.moveTo(coordinates);
    current.computeDirection();
    System.arraycopy(current.theta(), 0, theta, 0, theta.length);
  }

  /** log of the largest entry of z, by θ where all charts are primal. */
  private double logSize(double[] dual, double[] primal) {
    return chart.allPrimal() ? chart.logLargestDual(primal) : Math.log(largest(dual));
  }

  /** z on a scale that suits a step. */
  private void measureAt(double scale) {
    logScale = scale;
    scaled = problem.map().inUnits(scale);
    chart.dual(coordinates, scaled, z);
  }

  @Override
  public FlowPoint point() {
    return current;
  }

  @Override
  public FlowState state() {
    return clock.state(coordinates, logStep);
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
  public long patience() {
    return PATIENCE;
  }

  @Override
  public Verdict step() {
    if (!(largest(current.direction()) > 0)) {
      return Double.isFinite(current.logLoss()) ? Verdict.STALLED : Verdict.FAILED;
    }
    double logSize = logSize(coordinates, theta);
    if (logSize > LARGEST_DUAL && !chart.allPrimal()) {
      return Verdict.OVERFLOW;
    }
    for (int rejections = 0; rejections < MOST_REJECTIONS; rejections++) {
      measureAt(chart.logUnit(logStep));
      double ds = Math.exp(logStep - logScale);
      growth = chart.allPrimal() ? Math.max(0, logStep - logSize) : 0;
      double change = attempt(ds) ? measure(ds) : Double.NaN;
      if (Double.isNaN(change) && Math.ulp(current.logLoss()) > COARSEST_MARGIN) {
        return Verdict.STALLED;
      }
      if (change <= largestChange) {
        accept(ds, change);
        return Verdict.ACCEPTED;
      }
      double factor = SAFETY * largestChange / change;
      double kept = factor > LARGEST_CUT ? factor : LARGEST_CUT;
      logStep += growth > 1 ? (kept - 1) * growth : Math.log(kept);
    }
    return Verdict.FAILED;
  }

  /**
   * {@return how many unknowns the first system of the next step has}
   *
   * @param state where the step starts; this stepper is left there
   */
  public SystemSize firstSystem(FlowState state) {
    load(state);
    measureAt(chart.logUnit(logStep));
    stage.start(theta, scaled);
    stage.prepare(z, Math.exp(logStep - logScale));
    return stage.system().size();
  }

  /** {@return how many unknowns the last system has} */
  public SystemSize lastSystem() {
    return stage.system().size();
  }

  /** {@return how many systems this stepper has solved} */
  public long systems() {
    return stage.system().solved();
  }

  private boolean attempt(double ds) {
    stage.start(theta, scaled);
    for (int k = 0; k < method.stages(); k++) {
      System.arraycopy(z, 0, base, 0, z.length);
      double[] a = method.a()[k];
      for (int l = 0; l < k; l++) {
        double weight = ds * a[l];
        for (int j = 0; j < base.length; j++) {
          base[j] += weight * forces[l][j];
        }
      }
      if (!stage.solve(base, ds * a[k])) {
        return false;
      }
      stage.force(forces[k]);
      stageWork[k] = stage.weightedMargin();
    }
    growth = logSize(stage.dual(), stage.theta()) - logSize(z, theta);
    return true;
  }

  /** max_b ‖θ⁺_b − from_b‖ / ‖θ_b‖, θ where the step starts. */
  private double change(double[] from) {
    double worst = 0;
    for (Block block : problem.model().layout().blocks()) {
      double moved = 0;
      double size = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        double d = stage.theta()[j] - from[j];
        moved += d * d;
        size += theta[j] * theta[j];
      }
      double change = Math.sqrt(moved / size);
      if (!(change <= worst)) {
        worst = change;
      }
    }
    return worst;
  }

  /**
   * The change of θ; or of the turn where it is more. Under rapidly growing potentials entries
   * below the largest follow the others at once, and the turn of their force means nothing.
   */
  private double measure(double ds) {
    double change = change(theta);
    return stage.rapid() ? change : Math.max(change, turn(ds) / LARGEST_TURN);
  }

  /** The change of θ⁺ if the last stage's force had been the first's. */
  private double turn(double ds) {
    double[] first = forces[0];
    double[] last = forces[method.stages() - 1];
    double weight = ds * method.weight(method.stages() - 1);
    for (int j = 0; j < probe.length; j++) {
      probe[j] = stage.dual()[j] - weight * (last[j] - first[j]);
    }
    scaled.inverse(probe, ahead);
    return change(ahead);
  }

  private void accept(double ds, double change) {
    double old = current.logLoss();
    System.arraycopy(stage.dual(), 0, z, 0, z.length);
    chart.of(z, stage.theta(), coordinates);
    arrive();
    double end = current.logLoss();
    double slope = slope(ds);
    double time = FlowTime.passed(logStep, end, old - end, slope);
    double workRate = 0;
    for (int k = 0; k < method.stages(); k++) {
      workRate += method.weight(k) * stageWork[k];
    }
    clock = clock.advance(logStep, workRate, time);
    double factor = change > 0 ? SAFETY * largestChange / change : LARGEST_GROWTH;
    double more = Math.log(Math.min(LARGEST_GROWTH, factor));
    logStep += growth + more * Math.max(1, growth);
  }

  /** −d log ℒ/ds · ds = ⟨F, dθ/ds⟩ ds at the end of the step, dθ/ds along F by differences. */
  private double slope(double ds) {
    double[] force = forces[method.stages() - 1];
    shift(SLOPE_SHARE * ds, force);
    scaled.inverse(probe, ahead);
    shift(-SLOPE_SHARE * ds, force);
    scaled.inverse(probe, behind);
    double sum = 0;
    for (int j = 0; j < force.length; j++) {
      sum += force[j] * (ahead[j] - behind[j]);
    }
    return sum / (2 * SLOPE_SHARE);
  }

  private void shift(double by, double[] force) {
    for (int j = 0; j < probe.length; j++) {
      probe[j] = z[j] + by * force[j];
    }
  }

  private static double largest(double[] v) {
    double largest = 0;
    for (double x : v) {
      double a = Math.abs(x);
      if (!(a <= largest)) {
        largest = a;
      }
    }
    return largest;
  }
}
