package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * Flows on ten digits, MNIST and iris from their initial weights: seconds by the clock and of all
 * threads of the process at each target, with the drift of the balance laws, and where gradient
 * descent with an adapted step on Deep Java Library is after the same seconds from the same start.
 * The name of an integrator among the arguments chooses it; other arguments choose lines.
 */
public final class RealTable {
  private static final double SCALE = 0.1;
  private static final double MOST_SECONDS = 600;

  /** Samples are the first of a set; all if 0. */
  private record Real(String data, int samples, String model, String map, double... targets) {
    String words() {
      return data + (samples > 0 ? " first " + samples : "") + " " + model + " " + map;
    }
  }

  private static final List<Real> ALL =
      List.of(
          new Real("digits", 0, "dense:64", "euclidean", -1e3, -1e4),
          new Real("digits", 0, "dense:64", "hyperbolic:beta=0.1", -1e3, -1e4),
          new Real("digits", 0, "dense:64", "p:1.5", -1e3, -1e4),
          new Real("digits", 0, "dense:64", "cosh:s=1", -1e3, -1e4),
          new Real("digits", 0, "dense:64", "p:3", -1e3),
          new Real("digits", 0, "dense:128,128", "euclidean", -1e3),
          new Real("mnist", 1000, "dense:128", "euclidean", -1e3, -1e4),
          new Real("mnist", 1000, "dense:128", "hyperbolic:beta=0.1", -1e3, -1e4),
          new Real("mnist", 10_000, "dense:128", "euclidean", -100),
          new Real("iris", 0, "dense:20", "euclidean", -100));

  private RealTable() {}

  /** Prints the table; arguments choose lines that contain one of them, none means all. */
  public static void main(String[] args) {
    List<String> words = new ArrayList<>(List.of(args));
    List<String> names = List.of("explicit", "stabilised", "implicit", "auto");
    String integrator = words.stream().filter(names::contains).findFirst().orElse("auto");
    words.removeAll(names);
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            });
    for (Real real : ALL) {
      if (words.isEmpty() || words.stream().anyMatch(real.words()::contains)) {
        run(real, integrator, executor, threads, System.out);
      }
    }
    executor.shutdown();
  }

  private static void run(
      Real real, String integrator, ExecutorService executor, int threads, PrintStream out) {
    Dataset all = DataSpec.load(real.data());
    Dataset data =
        real.samples() == 0 ? all : all.select(IntStream.range(0, real.samples()).toArray());
    FlowProblem plain =
        FlowProblem.of(
            ModelSpec.parse(real.model()).on(data.features(), data.outputs()),
            data,
            Loss.CROSS_ENTROPY,
            MapSpec.parse(real.map()));
    FlowProblem problem = plain.on(plain.kernels().on(executor, threads));
    double[] theta = new Initialisation(SCALE, 0).parameters(problem.model().layout());
    out.printf(Locale.ROOT, "%s by %s%n", real.words(), integrator);
    Meter meter = new Meter(problem, theta, real.targets(), out);
    double last = real.targets()[real.targets().length - 1];
    FlowResult end =
        new MirrorFlow(problem, Integrators.parse(integrator), FlowOptions.until(last))
            .run(problem.start(theta), meter);
    double seconds = meter.seconds();
    out.printf(
        Locale.ROOT,
        "  %s at %.6g, least margin %.4g: %.1f s, largest drift %.1e%n",
        end.outcome(),
        end.logLoss(),
        end.minimumMargin(),
        seconds,
        meter.worst);
    if (real.map().equals("euclidean")) {
      try (DjlAdapted descent = new DjlAdapted(problem, theta)) {
        out.printf(
            Locale.ROOT, "  gradient descent, %.1f s: %.6g%n", seconds, descent.run(seconds));
      }
    }
  }

  /** Prints a line at the start of every decade and at every target. */
  private static final class Meter implements FlowObserver {
    private final BalanceLaws laws;
    private final double[] targets;
    private final PrintStream out;
    private final long started = System.nanoTime();
    private final long startedProcessor = processorTime();
    private double mark = 1;
    private int reached;
    private double worst;

    Meter(FlowProblem problem, double[] start, double[] targets, PrintStream out) {
      this.laws = new BalanceLaws(problem.model(), problem.map(), start);
      this.targets = targets;
      this.out = out;
    }

    private static long processorTime() {
      return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
          .getProcessCpuTime();
    }

    double seconds() {
      return (System.nanoTime() - started) / 1e9;
    }

    @Override
    public boolean at(Supplier<FlowState> state, FlowPoint point) {
      double depth = -point.logLoss();
      boolean target = reached < targets.length && depth >= -targets[reached];
      if (depth >= mark || target) {
        double[] theta = point.theta().clone();
        double drift = Math.max(laws.blockDrift(theta), laws.neuronDrift(theta).orElse(0));
        worst = Math.max(worst, drift);
        out.printf(
            Locale.ROOT,
            "  %10.4g %7d steps %8.1f s, processor %8.1f s, drift %.1e%n",
            point.logLoss(),
            state.get().steps(),
            seconds(),
            (processorTime() - startedProcessor) / 1e9,
            drift);
        while (mark <= depth) {
          mark *= 10;
        }
        reached += target ? 1 : 0;
      }
      return seconds() < MOST_SECONDS;
    }
  }
}
