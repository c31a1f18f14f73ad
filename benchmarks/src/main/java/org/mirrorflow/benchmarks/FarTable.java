package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * How far the flow gets, how fast, and how well: a line per decade of log(1/ℒ) with the steps it
 * took, the drift of the balance laws since time 0, and the KKT gap with slopes at kinks free.
 * Seconds are those of the flow from its start, the measurements not counted, by the clock and of
 * the processor: the flow runs in one thread, so on a quiet machine the two are the same.
 */
public final class FarTable {
  private static final String XOR = "synthetic:xor,n=20,d=5,seed=0";
  private static final String TEACHER = "synthetic:teacher,n=100,d=20,seed=0";

  /** A network with standard initial weights and a target. */
  private record Far(String data, String model, Loss loss, String map, double target) {}

  private static final List<Far> ALL =
      List.of(
          xor("dense:50", "euclidean", -1e8),
          xor("dense:50", "hyperbolic:beta=0.1", -1e8),
          xor("dense:50", "p:1.5", -1e8),
          xor("dense:50", "p:3", -1e8),
          xor("dense:50", "log:a=10", -1e4),
          xor("dense:50", "cosh", -1e6),
          xor("dense:64,64", "euclidean", -1e6),
          xor("dense:64,64,activation=leaky:0.1", "euclidean", -1e6),
          new Far(TEACHER, "dense:100", Loss.EXPONENTIAL, "euclidean", -1e6),
          new Far(TEACHER, "dense:100", Loss.EXPONENTIAL, "hyperbolic:beta=0.1", -1e6),
          new Far(TEACHER, "dense:100", Loss.EXPONENTIAL, "p:3", -1e6),
          new Far("digits:0,1", "dense:64", Loss.LOGISTIC, "euclidean", -1e4));

  private FarTable() {}

  private static Far xor(String model, String map, double target) {
    return new Far(XOR, model, Loss.EXPONENTIAL, map, target);
  }

  /** Prints the table; arguments choose lines that contain one of them, none means all. */
  public static void main(String[] args) {
    LinearLimits.print(args, System.out);
    for (Far far : ALL) {
      String words = far.data() + " " + far.model() + " " + far.loss() + " " + far.map();
      if (args.length == 0 || List.of(args).stream().anyMatch(words::contains)) {
        System.out.println(words);
        run(far, System.out);
      }
    }
  }

  private static void run(Far far, PrintStream out) {
    Dataset data = DataSpec.load(far.data());
    FlowProblem problem =
        FlowProblem.of(
            ModelSpec.parse(far.model()).on(data), data, far.loss(), MapSpec.parse(far.map()));
    double[] theta = new Initialisation(1, 0).parameters(problem.model().layout());
    out.printf(
        "  %10s %7s %7s %9s %9s %10s %10s %10s %6s%n",
        "log loss",
        "steps",
        "+steps",
        "seconds",
        "processor",
        "blocks",
        "neurons",
        "kkt gap",
        "kinks");
    Meter meter = new Meter(problem, theta, far.target(), out);
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(far.target()))
            .run(problem.start(theta), meter);
    out.printf("  %s%n", end.outcome());
  }

  /** Prints a line whenever log(1/ℒ) passes a power of ten. */
  private static final class Meter implements FlowObserver {
    private final FlowProblem problem;
    private final Gauge gauge;
    private final BalanceLaws laws;
    private final double target;
    private final PrintStream out;
    private long measuring;
    private long measuringProcessor;
    private final long started;
    private final long startedProcessor;
    private double decade = 10;
    private long before;

    Meter(FlowProblem problem, double[] start, double target, PrintStream out) {
      this.problem = problem;
      this.gauge = MapHorizon.of(problem.map()).gauge();
      this.laws = new BalanceLaws(problem.model(), problem.map(), start);
      this.target = target;
      this.out = out;
      this.started = System.nanoTime();
      this.startedProcessor = processorTime();
    }

    private static long processorTime() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public boolean at(Supplier<FlowState> state, FlowPoint point) {
      if (-point.logLoss() >= Math.min(decade, -target)) {
        long now = System.nanoTime();
        long processor = processorTime();
        double[] theta = point.theta().clone();
        Certificate certificate =
            Certificate.of(
                problem.model(), problem.data(), gauge, theta, CertificateOptions.COARSE);
        long steps = state.get().steps();
        out.printf(
            "  %10.3g %7d %7d %9.2f %9.2f %10.1e %10.1e %10.2e %6d%n",
            point.logLoss(),
            steps,
            steps - before,
            (now - started - measuring) / 1e9,
            (processor - startedProcessor - measuringProcessor) / 1e9,
            laws.blockDrift(theta),
            laws.neuronDrift(theta).orElse(Double.NaN),
            certificate.kktGap(),
            certificate.kinks());
        while (decade <= -point.logLoss()) {
          decade *= 10;
        }
        before = steps;
        measuring += System.nanoTime() - now;
        measuringProcessor += processorTime() - processor;
      }
      return true;
    }
  }
}
