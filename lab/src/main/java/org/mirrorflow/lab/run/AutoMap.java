package org.mirrorflow.lab.run;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.mirrorflow.analysis.MarginSummary;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.MapSpec;

/**
 * {@code --map auto}: hyperbolic entropy whose β is picked during the flow. The rule:
 *
 * <ul>
 *   <li>flows with β = 10σ, σ, σ/10 and σ/100, where σ is the scale of the initial weights, start
 *       from the same weights. At |θ| = σ their effective exponents are 2.0, 1.8, 1.3 and 1.2: from
 *       Euclidean to sparse;
 *   <li>at log ℒ = −4 the one with the largest Q-margin goes on, the others end.
 * </ul>
 *
 * All β have the same limit gauge, ℓ1, so that their margins can be compared, and without samples
 * held out. What is decided by then, which features are found, is what later steps hardly change:
 * lowering β on the way instead leaves the margin where the first β had led.
 *
 * @param spec a run whose map is {@link #NAME}
 */
public record AutoMap(RunSpec spec) {

  /** The word in place of a map. */
  public static final String NAME = "auto";

  /** β over the scale of the initial weights. */
  static final List<Double> RATIOS = List.of(10.0, 1.0, 0.1, 0.01);

  /** Where the margins are compared: every sample is classified, by a margin of 4 at least. */
  static final double LOOK = -4;

  /** Of the way that progress shows, as most steps are taken before the margins are compared. */
  private static final double SHARE = 0.8;

  /** A flow with one β up to the comparison; {@code margin} is −∞ where the data do not fit. */
  private record Lane(
      RunSpec part, FlowProblem problem, FlowState state, double margin, double logLoss) {}

  /**
   * Follows the flow to its end. The specification in the answer has the map that was picked; its
   * steps are those of all flows together.
   *
   * @param progress is told how far the flow is
   * @param interrupted asked after every step; when true the run ends
   * @return the run of the map that was picked
   */
  public FlowRun run(Progress progress, BooleanSupplier interrupted) {
    long begin = System.nanoTime();
    Dataset data = spec.loadData();
    RunWarnings.before(spec.with(RunOptions.MAP, "euclidean").problem(data))
        .forEach(progress::warn);
    AtomicInteger done = new AtomicInteger();
    List<Lane> lanes =
        RATIOS.parallelStream()
            .map(
                ratio -> {
                  Lane lane = lane(ratio * spec.initScale(), data, interrupted);
                  progress.report(
                      SHARE * done.incrementAndGet() / RATIOS.size(), lane.part().map());
                  return lane;
                })
            .toList();
    Lane best =
        lanes.stream()
            .max(
                Comparator.comparingDouble(Lane::margin)
                    .thenComparing(Comparator.comparingDouble(Lane::logLoss).reversed()))
            .orElseThrow();
    long others =
        lanes.stream().mapToLong(lane -> lane.state().steps()).sum() - best.state().steps();
    double seconds = (System.nanoTime() - begin) / 1e9;
    FlowState state = best.state().withSteps(best.state().steps() + others);
    return new RunSession(
            best.part().with(RunOptions.MAX_STEPS, spec.get(RunOptions.MAX_STEPS) + others),
            best.problem(),
            RunStart.at(state, best.problem(), spec, seconds),
            RunEnvironment.alone(
                (part, text) -> progress.report(SHARE + (1 - SHARE) * part, text), interrupted))
        .run();
  }

  private Lane lane(double beta, Dataset data, BooleanSupplier interrupted) {
    String map = String.format(Locale.ROOT, "hyperbolic:beta=%.6g", beta);
    RunSpec part = spec.with(RunOptions.MAP, MapSpec.parse(map).spec());
    FlowProblem problem = part.problem(data);
    double target = Math.max(LOOK, spec.untilLogLoss());
    FlowResult flow =
        new MirrorFlow(problem, part.method(), part.until(target).options())
            .run(
                RunStart.afresh(spec, problem).state(), (at, point) -> !interrupted.getAsBoolean());
    double margin = flow.minimumMargin() > 0 ? qMargin(problem, flow) : Double.NEGATIVE_INFINITY;
    return new Lane(part, problem, flow.state(), margin, flow.logLoss());
  }

  private static double qMargin(FlowProblem problem, FlowResult flow) {
    return MarginSummary.of(
            MapHorizon.of(problem.map()).gauge(),
            problem.parameters(flow.state()),
            flow.minimumMargin(),
            problem.loss(),
            flow.logLoss())
        .qMargin();
  }
}
