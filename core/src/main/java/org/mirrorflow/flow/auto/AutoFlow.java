package org.mirrorflow.flow.auto;

import java.util.Arrays;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.implicit.ImplicitFlow;
import org.mirrorflow.flow.implicit.ImplicitStepper;
import org.mirrorflow.flow.stabilised.StabilisedFlow;
import org.mirrorflow.flow.stabilised.StabilisedStepper;

/**
 * Chooses among explicit, stabilised and implicit steps by their cost. A flow starts with explicit
 * steps. A small problem changes to implicit ones when all samples are classified, log ℒ is below
 * −3 and implicit steps are cheaper. After a second's work, or 20,000 steps, a flow changes to
 * stabilised steps, which need fewer gradients at the same tolerance. It then measures their cost
 * per unit of log ℒ, and changes to implicit steps when these cost less, also before all samples
 * are classified. If implicit steps fail, the flow returns to stabilised ones. Implicit steps are
 * not used for models that {@link ImplicitFlow} does not know, nor where its systems would need too
 * much memory.
 *
 * <p>The choice depends only on the state, which includes the present method and the measured cost.
 * So a resumed flow makes the same choices.
 *
 * @since 0.1.0
 */
public record AutoFlow() implements Integrator {
  /** Multiplications of explicit steps, a second or so, after which the stabilised flow begins. */
  private static final double EXPLICIT_WORK = 5e9;

  /**
   * Explicit steps after which the stabilised flow begins on the smallest problems, too: there the
   * inverse of the map and the step itself take longer than the gradient.
   */
  private static final long MOST_EXPLICIT_STEPS = 20_000;

  /** Explicit steps within which no flow is over: a large problem does not begin with them. */
  private static final long EARLIEST_STEPS = 200;

  private static final double FITTED = -3;

  /** Steps between two looks at the cost of the implicit flow, which counts its unknowns. */
  private static final int PERIOD = 16;

  /** The same while samples are misclassified: a look then takes the gradients of all margins. */
  private static final int EARLY_PERIOD = 128;

  @Override
  public Stepper bind(FlowProblem problem, double tolerance) {
    return new AutoStepper(problem, tolerance);
  }

  @Override
  public String spec() {
    return "auto";
  }

  @Override
  public String atWork(FlowState state) {
    return Stage.of(state.memory()).atWork;
  }

  @Override
  public double workUntil(double fallen) {
    return Integrator.byDecades(fallen);
  }

  /** What is at work, with the number by which it is remembered. */
  private enum Stage {
    /** Explicit steps of a small problem; nothing is remembered. */
    SMALL(0, "explicit"),
    STABILISED(1, "stabilised"),
    IMPLICIT(2, "implicit"),
    /** Stabilised for good, as implicit steps failed. */
    NEVER_IMPLICIT(3, "stabilised"),
    /** Implicit steps of a small problem, which may go back to explicit ones. */
    SMALL_IMPLICIT(4, "implicit"),
    /** Implicit steps before all samples are classified, which may go back to stabilised ones. */
    EARLY_IMPLICIT(5, "implicit");

    private final int number;
    private final String atWork;

    Stage(int number, String atWork) {
      this.number = number;
      this.atWork = atWork;
    }

    boolean isSmall() {
      return this == SMALL || this == SMALL_IMPLICIT;
    }

    static Stage of(double[] memory) {
      for (Stage stage : values()) {
        if (memory.length > 0 && stage.number == memory[0]) {
          return stage;
        }
      }
      return SMALL;
    }
  }

  /** Hands the state from one stepper to the other. */
  private static final class AutoStepper implements Stepper {
    private final FlowProblem problem;
    private final double tolerance;
    private final ImplicitCost cost;
    private final double stepWork;
    private final Stepper explicit;
    private StabilisedStepper stabilised;
    private ImplicitStepper implicit;
    private Stage stage;
    private EarlyTrial trial;

    /** What the first step of a trial is expected to cost. */
    private double promised;

    private Stepper present;

    AutoStepper(FlowProblem problem, double tolerance) {
      this.problem = problem;
      this.tolerance = tolerance;
      this.explicit = ExplicitFlow.standard().bind(problem, tolerance);
      this.cost = new ImplicitCost(problem, explicit.point());
      this.stepWork = 2 * cost.gradient() * problem.data().size();
      this.present = explicit;
      this.stage = Stage.SMALL;
      this.trial = EarlyTrial.NONE;
    }

    private boolean implicitIsPossible() {
      return problem.model().layered().isPresent() && ImplicitFlow.fits(problem);
    }

    private static boolean isFitted(FlowPoint point) {
      return point.logLoss() < FITTED && point.minimumMargin() > 0;
    }

    private ImplicitStepper implicit() {
      if (implicit == null) {
        implicit = ImplicitFlow.standard().bind(problem, tolerance);
      }
      return implicit;
    }

    private Stepper stabilised() {
      if (stabilised == null) {
        stabilised = new StabilisedFlow().bind(problem, tolerance);
      }
      return stabilised;
    }

    @Override
    public void load(FlowState state) {
      double[] memory = state.memory();
      stage = Stage.of(memory);
      trial = EarlyTrial.recall(memory, 1);
      present = stepper();
      int header = Math.min(memory.length, 1 + EarlyTrial.SIZE);
      double[] own = Arrays.copyOfRange(memory, header, memory.length);
      present.load(state.withMemory(own));
      if (stage.isSmall()) {
        choose();
      }
    }

    private Stepper stepper() {
      return switch (stage) {
        case SMALL -> explicit;
        case IMPLICIT, SMALL_IMPLICIT, EARLY_IMPLICIT -> implicit();
        case STABILISED, NEVER_IMPLICIT -> stabilised();
      };
    }

    private void choose() {
      FlowPoint point = present.point();
      if (stage.isSmall()) {
        if (implicitIsPossible() && isFitted(point) && cost.belowExplicit(point)) {
          stage = Stage.SMALL_IMPLICIT;
        } else if (isLarge()) {
          stage = Stage.STABILISED;
        } else {
          stage = Stage.SMALL;
        }
      } else if (stage == Stage.STABILISED && implicitIsPossible() && implicitPays(point)) {
        stage = isFitted(point) ? Stage.IMPLICIT : Stage.EARLY_IMPLICIT;
        trial = trial.start(stabilisedPerUnitOfS()).with(promised, EarlyTrial.SHARE);
      } else if (stage == Stage.EARLY_IMPLICIT && !trial.pays()) {
        stage = Stage.STABILISED;
        trial = trial.giveUp(present.logS());
      } else if (stage == Stage.EARLY_IMPLICIT && isFitted(point)) {
        stage = Stage.IMPLICIT;
      }
      goTo(stepper());
    }

    private double stabilisedPerUnitOfS() {
      return stabilised.gradientsPerUnitOfS() * cost.gradient();
    }

    /** Whether a unit of log ℒ, or of log s, is expected to cost less by implicit steps. */
    private boolean implicitPays(FlowPoint point) {
      if (isFitted(point)) {
        return present.steps() % PERIOD == 0
            && cost.perUnit(point) < stabilised.gradientsPerUnit() * cost.gradient()
            && cost.fits(point);
      }
      if (present.steps() % EARLY_PERIOD != 0
          || !trial.mayStart(present.logS())
          || !cost.fits(point)) {
        return false;
      }
      promised = cost.step(point, implicit().firstSystem(atTrial()));
      return promised / EarlyTrial.SHARE < stabilisedPerUnitOfS();
    }

    /** The present state, with a step as long as implicit ones are. */
    private FlowState atTrial() {
      return present.state().withLogStep(present.logS() + Math.log(EarlyTrial.SHARE));
    }

    /** More than a second's work is done, or would be before the flow has well begun. */
    private boolean isLarge() {
      return present.steps() > MOST_EXPLICIT_STEPS
          || Math.max(present.steps(), EARLIEST_STEPS) * stepWork > EXPLICIT_WORK;
    }

    private void goTo(Stepper right) {
      if (right != present) {
        right.load(stage == Stage.EARLY_IMPLICIT ? atTrial() : present.state());
        present = right;
      }
    }

    @Override
    public Verdict step() {
      double before = present.logS();
      long solved = stage == Stage.EARLY_IMPLICIT ? implicit.systems() : 0;
      Verdict verdict = present.step();
      if (stage == Stage.EARLY_IMPLICIT) {
        double system = cost.system(point(), implicit.lastSystem());
        trial = trial.with((implicit.systems() - solved) * system, present.logS() - before);
      }
      // Where rounding has stopped implicit steps, others have no digits left either.
      if (verdict == Verdict.FAILED && !stage.isSmall() && present == implicit) {
        stage = Stage.NEVER_IMPLICIT;
        goTo(stabilised());
        verdict = present.step();
      }
      if (verdict == Verdict.ACCEPTED) {
        choose();
      }
      return verdict;
    }

    /** Explicit steps that stiffness makes short; the stabilised flow need not take them. */
    @Override
    public boolean changesMethod() {
      if (stage != Stage.SMALL) {
        return false;
      }
      stage = Stage.STABILISED;
      goTo(stabilised());
      return true;
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
    public double logS() {
      return present.logS();
    }

    @Override
    public long patience() {
      return present.patience();
    }

    @Override
    public FlowState state() {
      FlowState state = present.state();
      if (stage == Stage.SMALL) {
        return state;
      }
      double[] own = state.memory();
      double[] memory = new double[1 + EarlyTrial.SIZE + own.length];
      memory[0] = stage.number;
      System.arraycopy(trial.remember(), 0, memory, 1, EarlyTrial.SIZE);
      System.arraycopy(own, 0, memory, 1 + EarlyTrial.SIZE, own.length);
      return state.withMemory(memory);
    }
  }
}
