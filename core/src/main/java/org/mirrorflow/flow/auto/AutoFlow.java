package org.mirrorflow.flow.auto;

import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.implicit.ImplicitFlow;
import org.mirrorflow.flow.implicit.NewtonSystem;

/**
 * Explicit until all samples are classified, log ℒ is below −3 and the implicit flow is the cheaper
 * one; explicit throughout for models that do not show their layers. The state alone decides, so
 * that a resumed flow goes on as it would have.
 *
 * <p>Over the next decade of ℓ = log(1/ℒ) the implicit flow solves some 240 systems, m³/3
 * multiplications each with m margins that carry weight. The explicit one makes some 35 steps per
 * unit of ℓ, over 9ℓ units, with two gradients of 3nP multiplications each. The latter are more
 * when ℓ > 0.042 m³/(nP): at once for some hundred samples, never for ten classes of a thousand.
 */
public record AutoFlow() implements Integrator {
  private static final double FITTED = -3;
  private static final double SYSTEMS = 240;
  private static final double STEPS = 35;

  /** Margins so far above the least one carry no weight. */
  private static final double WEIGHTLESS = -Math.log(NewtonSystem.NEGLIGIBLE);

  @Override
  public Stepper bind(FlowProblem problem, double tolerance) {
    Stepper explicit = ExplicitFlow.standard().bind(problem, tolerance);
    if (problem.model().layered().isEmpty() || !ImplicitFlow.fits(problem)) {
      return explicit;
    }
    Stepper implicit = ImplicitFlow.standard().bind(problem, tolerance);
    return new AutoStepper(explicit, implicit, problem.model().layout().end());
  }

  @Override
  public String spec() {
    return "auto";
  }

  /** Hands the state from one stepper to the other. */
  private static final class AutoStepper implements Stepper {
    private final Stepper explicit;
    private final Stepper implicit;
    private final double parameters;
    private final double[] margins;
    private Stepper present;

    AutoStepper(Stepper explicit, Stepper implicit, int parameters) {
      this.explicit = explicit;
      this.implicit = implicit;
      this.parameters = parameters;
      this.margins = new double[implicit.point().margins().count()];
      this.present = explicit;
    }

    private boolean implicitIsRight(FlowPoint point) {
      if (!(point.logLoss() < FITTED)) {
        return false;
      }
      double minimum = point.minimumMargin();
      return minimum > 0 && implicitIsCheaper(point, minimum);
    }

    private boolean implicitIsCheaper(FlowPoint point, double minimum) {
      double gradient = 3 * parameters * point.margins().data().size();
      double m = below(minimum + WEIGHTLESS, point);
      return SYSTEMS * m * m * m / 3 < STEPS * 9 * -point.logLoss() * 2 * gradient;
    }

    private int below(double highest, FlowPoint point) {
      point.margins().margins(point.outputs(), margins);
      int count = 0;
      for (double q : margins) {
        count += q < highest ? 1 : 0;
      }
      return count;
    }

    @Override
    public void load(FlowState state) {
      present = explicit;
      explicit.load(state);
      choose();
    }

    private void choose() {
      Stepper right = implicitIsRight(present.point()) ? implicit : explicit;
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
