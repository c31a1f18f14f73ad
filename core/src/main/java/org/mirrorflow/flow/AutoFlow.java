package org.mirrorflow.flow;

import org.mirrorflow.model.DenseNetwork;

/**
 * Explicit until all samples are classified and log ℒ is below −3, implicit from there; explicit
 * throughout for models that {@link ImplicitFlow} does not know. The state alone decides, so that a
 * resumed flow goes on as it would have.
 */
public record AutoFlow() implements Integrator {
  private static final double FITTED = -3;

  @Override
  public Stepper bind(FlowProblem problem, double tolerance) {
    Stepper explicit = ExplicitFlow.standard().bind(problem, tolerance);
    if (!(problem.model() instanceof DenseNetwork)) {
      return explicit;
    }
    return new AutoStepper(explicit, ImplicitFlow.standard().bind(problem, tolerance));
  }

  @Override
  public String spec() {
    return "auto";
  }

  /** Hands the state from one stepper to the other. */
  private static final class AutoStepper implements Stepper {
    private final Stepper explicit;
    private final Stepper implicit;
    private Stepper present;

    AutoStepper(Stepper explicit, Stepper implicit) {
      this.explicit = explicit;
      this.implicit = implicit;
      this.present = explicit;
    }

    private static boolean fitted(FlowPoint point) {
      return point.logLoss() < FITTED && point.minimumMargin() > 0;
    }

    @Override
    public void load(FlowState state) {
      present = explicit;
      explicit.load(state);
      choose();
    }

    private void choose() {
      Stepper right = fitted(present.point()) ? implicit : explicit;
      if (right != present) {
        right.load(present.state());
        present = right;
      }
    }

    @Override
    public Verdict step() {
      Verdict verdict = present.step();
      if (verdict == Verdict.ACCEPTED) {
        choose();
      }
      return verdict;
    }

    @Override
    public FlowPoint point() {
      return present.point();
    }

    @Override
    public long steps() {
      return present.steps();
    }

    @Override
    public FlowState state() {
      return present.state();
    }
  }
}
