package org.mirrorflow.flow;

import org.mirrorflow.model.LogSum;

/** The steps of {@link MirrorDescent} and its kin; {@link FlowState#logStep} holds log η. */
final class DescentStepper implements Stepper {
  private static final double LOG_CUT = -Math.log(2);
  private static final double LOG_GROWTH = Math.log(2) / 16;

  private final DescentRule rule;
  private final double logRateAsked;
  private final double[] next;
  private final double[] direction;
  private double[] z;
  private FlowPoint current;
  private FlowPoint candidate;
  private double s;
  private double work;
  private double logTime;
  private double logRate;
  private long steps;

  DescentStepper(FlowProblem problem, DescentRule rule, double rate) {
    this.rule = rule;
    this.logRateAsked = Math.log(rate);
    this.next = new double[problem.model().layout().end()];
    this.direction = new double[next.length];
    this.current = new FlowPoint(problem);
    this.candidate = new FlowPoint(problem);
  }

  @Override
  public void load(FlowState state) {
    z = state.dual();
    s = state.s();
    work = state.work();
    logTime = state.logTime();
    double kept = state.logStep();
    logRate = Double.isNaN(kept) ? logRateAsked : Math.min(kept, logRateAsked);
    steps = state.steps();
    current.moveTo(z);
    current.turn();
  }

  @Override
  public FlowPoint point() {
    return current;
  }

  @Override
  public FlowState state() {
    return new FlowState(z, s, work, logTime, logRate, steps);
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public Verdict step() {
    double first = logRate;
    boolean finite = Double.isFinite(current.logLoss());
    rule.direction(current, direction);
    while (true) {
      double logStep = logRate + rule.logUnit(current);
      double ds = Math.exp(logStep);
      if (!(ds > 0) || !move(ds)) {
        logRate = first;
        return finite ? Verdict.STALLED : Verdict.FAILED;
      }
      candidate.moveTo(next);
      finite = Double.isFinite(candidate.logLoss());
      if (finite && candidate.logLoss() <= current.logLoss()) {
        accept(logStep, ds);
        return Verdict.ACCEPTED;
      }
      logRate += LOG_CUT;
    }
  }

  private void accept(double logStep, double ds) {
    logTime = LogSum.of(logTime, logStep - current.logLoss());
    work += ds * current.weightedMargin();
    s += ds;
    steps++;
    System.arraycopy(next, 0, z, 0, z.length);
    FlowPoint old = current;
    current = candidate;
    candidate = old;
    current.turn();
    logRate = Math.min(logRateAsked, logRate + LOG_GROWTH);
  }

  /** next = z + ds d; whether that differs from z, as NaN does. */
  private boolean move(double ds) {
    boolean moved = false;
    for (int j = 0; j < z.length; j++) {
      next[j] = z[j] + ds * direction[j];
      moved |= next[j] != z[j];
    }
    return moved;
  }
}
