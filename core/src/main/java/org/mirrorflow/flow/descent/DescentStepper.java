package org.mirrorflow.flow.descent;

import org.mirrorflow.flow.Clock;
import org.mirrorflow.flow.DualPosition;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Stepper;

/** The steps of {@link MirrorDescent} and its kin; {@link FlowState#logStep} holds log η. */
final class DescentStepper implements Stepper {
  private static final double LOG_CUT = -Math.log(2);
  private static final double LOG_GROWTH = Math.log(2) / 16;

  private final DescentRule rule;
  private final double logRateAsked;
  private final double[] next;
  private final double[] direction;
  private final DualPosition position;
  private FlowPoint current;
  private FlowPoint candidate;
  private Clock clock;
  private double logRate;

  DescentStepper(FlowProblem problem, DescentRule rule, double rate) {
    this.rule = rule;
    this.logRateAsked = Math.log(rate);
    this.next = new double[problem.model().layout().end()];
    this.direction = new double[next.length];
    this.position = new DualPosition(problem.map());
    this.current = new FlowPoint(problem);
    this.candidate = new FlowPoint(problem);
  }

  @Override
  public void load(FlowState state) {
    clock = Clock.of(state);
    double kept = state.logStep();
    logRate = Double.isNaN(kept) ? logRateAsked : Math.min(kept, logRateAsked);
    double[] x = state.coordinates();
    current.moveTo(x);
    current.computeDirection();
    position.moveTo(x, current.theta());
  }

  @Override
  public FlowPoint point() {
    return current;
  }

  @Override
  public FlowState state() {
    return clock.state(position.coordinates(), logRate);
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
    double first = logRate;
    boolean finite = Double.isFinite(current.logLoss());
    rule.direction(current, direction);
    while (true) {
      double logStep = logRate + rule.logUnit(current);
      double ds = Math.exp(logStep - position.logUnit());
      if (!(ds > 0) || !move(ds)) {
        logRate = first;
        return finite ? Verdict.STALLED : Verdict.FAILED;
      }
      candidate.moveToDual(next, position.units());
      finite = Double.isFinite(candidate.logLoss());
      if (finite && candidate.logLoss() <= current.logLoss()) {
        accept(logStep);
        return Verdict.ACCEPTED;
      }
      logRate += LOG_CUT;
    }
  }

  private void accept(double logStep) {
    double time = logStep - current.logLoss();
    clock = clock.advance(logStep, current.weightedMargin(), time);
    position.advance(next, candidate.theta());
    FlowPoint old = current;
    current = candidate;
    candidate = old;
    current.computeDirection();
    logRate = Math.min(logRateAsked, logRate + LOG_GROWTH);
  }

  /** next = z + ds d; whether that differs from z, as NaN does. */
  private boolean move(double ds) {
    double[] z = position.z();
    boolean moved = false;
    for (int j = 0; j < z.length; j++) {
      next[j] = z[j] + ds * direction[j];
      moved |= next[j] != z[j];
    }
    return moved;
  }
}
