package org.mirrorflow.lab.run;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.model.Initialisation;

/**
 * {@code --map auto}: hyperbolic entropy whose β is annealed during the flow. The rule:
 *
 * <ul>
 *   <li>β starts at the scale of the initial weights, where the map acts on them much like the
 *       Euclidean one (p_eff = 1.8 at |θ| = β), so that features are found by all neurons;
 *   <li>when log(1/ℒ) passes 1, 2, 4, 8, …, β is divided by ten and θ stays where it is, so that β
 *       ∝ (log 1/ℒ)^{−3.3}, and log 1/ℒ is about log t.
 * </ul>
 *
 * Between two changes this is a mirror flow. A fixed β is within ε of its ℓ1 limit when log(2ρ/β) ≈
 * log m/ε, exponentially late; here β does the way that ρ would have to. Weight decay on the
 * factors of a reparametrised flow lowers β likewise, β(t) = β e^{−2μt}.
 *
 * @param spec a run whose map is {@link #NAME}
 */
public record AutoMap(RunSpec spec) {

  /** The word in place of a map. */
  public static final String NAME = "auto";

  private static final double FIRST_TARGET = -1;
  private static final double TARGET_FACTOR = 2;
  private static final double BETA_FACTOR = 0.1;

  /** Follows the flow to its end; the specification in the answer has the last map. */
  public FlowRun run(Progress progress, BooleanSupplier interrupted) {
    Dataset data = spec.loadData();
    double beta = spec.initScale();
    RunSpec part = part(beta);
    FlowProblem problem = part.problem(data);
    FlowState state = problem.start(start(problem));
    long begin = System.nanoTime();
    for (double target = FIRST_TARGET; target > spec.untilLogLoss(); target *= TARGET_FACTOR) {
      FlowResult flow =
          new MirrorFlow(problem, part.method(), part.until(target).options())
              .run(state, (at, point) -> !interrupted.getAsBoolean());
      state = flow.state();
      if (!flow.outcome().success()) {
        break;
      }
      double[] theta = new double[state.dual().length];
      problem.map().inverse(state.dual(), theta);
      beta *= BETA_FACTOR;
      part = part(beta);
      problem = part.problem(data);
      state = onTheClockOf(state, problem.start(theta));
    }
    return FlowRun.from(state, (System.nanoTime() - begin) / 1e9, part, progress, interrupted);
  }

  private RunSpec part(double beta) {
    return spec.withMap(String.format(Locale.ROOT, "hyperbolic:beta=%.6g", beta));
  }

  private double[] start(FlowProblem problem) {
    return spec.init() == null
        ? new Initialisation(spec.initScale(), spec.seed()).parameters(problem.model().layout())
        : Weights.read(Path.of(spec.init()), problem.model().layout());
  }

  private static FlowState onTheClockOf(FlowState before, FlowState start) {
    return new FlowState(
        start.dual(), before.s(), start.work(), before.logTime(), start.logStep(), before.steps());
  }
}
