package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.lab.run.AutoMap;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;

/**
 * {@code --map auto} beside maps with a fixed parameter, all with the limit gauge ℓ1, at log ℒ =
 * −100: Q-margin, KKT gap, active neurons and steps, those of all its flows for auto; means over
 * seeds.
 */
public final class AutoTable {
  private static final int SEEDS = 5;

  private static final List<String> MAPS =
      List.of(
          "hyperbolic:beta=1",
          "hyperbolic:beta=0.1",
          "hyperbolic:beta=0.01",
          "hyperbolic:beta=0.001",
          "hyperbolic:beta=1e-6",
          "log:a=10",
          AutoMap.NAME);

  private static final List<List<String>> PROBLEMS =
      List.of(
          List.of("synthetic:xor,n=20,d=5,seed=", "dense:50"),
          List.of("synthetic:teacher,n=100,d=60,k=5,seed=", "linear"),
          List.of("synthetic:clouds,n=60,d=4,seed=", "dense:50"),
          List.of("digits:3,8", "dense:50"));

  private AutoTable() {}

  /** Prints the table. */
  public static void main(String[] args) {
    PrintStream out = System.out;
    out.printf(
        Locale.ROOT,
        "%-38s %-8s %-22s %10s %8s %7s %7s%n",
        "data",
        "model",
        "map",
        "Q-margin",
        "gap",
        "active",
        "steps");
    for (List<String> problem : PROBLEMS) {
      for (String map : MAPS) {
        List<FlowRun> runs = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
          String data = problem.get(0) + (problem.get(0).endsWith("=") ? seed : "");
          RunSpec spec =
              RunSpec.of(data, problem.get(1), map)
                  .startingAt(RunOptions.INIT_SCALE.byDefault(), seed)
                  .with(RunOptions.MAX_STEPS, 50_000L);
          runs.add(
              map.equals(AutoMap.NAME)
                  ? new AutoMap(spec).run(Progress.SILENT, () -> false)
                  : RunSession.begin(spec, RunEnvironment.alone(Progress.SILENT, () -> false)));
        }
        out.printf(
            Locale.ROOT,
            "%-38s %-8s %-22s %10.6f %8.3f %7.1f %7.0f%n",
            problem.get(0),
            problem.get(1),
            map,
            mean(runs, run -> or(run.result().margin().qMargin())),
            mean(runs, run -> or(run.result().certificate().kktGap())),
            mean(
                runs,
                run ->
                    run.result().features().activeNeurons() == null
                        ? Double.NaN
                        : run.result().features().activeNeurons()),
            mean(runs, run -> (double) run.result().end().steps()));
      }
    }
  }

  private static double or(Double number) {
    return number == null ? Double.NaN : number;
  }

  private static double mean(List<FlowRun> runs, ToDoubleFunction<FlowRun> value) {
    return runs.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
