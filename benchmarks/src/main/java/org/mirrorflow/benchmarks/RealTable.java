package org.mirrorflow.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.Transform;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * Flows on real data from their initial weights: a line per decade of log(1/ℒ) with the steps, the
 * seconds by the clock and of all threads of the process, the drift of the balance laws and the KKT
 * gap with kinks free (its time apart); beside those of ten classes where gradient descent with an
 * adapted step on Deep Java Library is after the same seconds from the same start. The name of an
 * integrator among the arguments chooses it; other arguments choose lines.
 */
public final class RealTable {
  private static final double SCALE = 0.1;
  private static final double MOST_SECONDS = 600;

  /** As at the end of a flow of the command line. */
  private static final CertificateOptions OPTIONS =
      CertificateOptions.COARSE.withAccuracy(Accuracy.END);

  private record Real(
      String data, Supplier<Dataset> load, String model, String map, double target) {
    String words() {
      return data + " " + model + " " + map;
    }
  }

  private static final List<Real> ALL =
      List.of(
          digits("dense:64", "euclidean", -1e6),
          digits("dense:64", "hyperbolic:beta=0.1", -1e6),
          digits("dense:64", "p:1.5", -1e4),
          digits("dense:64", "cosh:s=1", -1e4),
          digits("dense:64", "p:3", -1e3),
          digits("dense:128,128", "euclidean", -1e3),
          mnist(1000, "euclidean", -1e4),
          mnist(1000, "hyperbolic:beta=0.1", -1e4),
          mnist(10_000, "euclidean", -100),
          new Real(
              "mnist 3 against 8", RealTable::threeAgainstEight, "dense:64", "euclidean", -1e4),
          new Real("breast cancer", RealTable::breastCancer, "dense:20", "euclidean", -1e4),
          new Real("iris", () -> DataSpec.load("iris"), "dense:20", "euclidean", -100));

  private static Real digits(String model, String map, double target) {
    return new Real("digits", () -> DataSpec.load("digits"), model, map, target);
  }

  private static Real mnist(int images, String map, double target) {
    String spec = "mnist:n=" + images;
    return new Real(spec, () -> DataSpec.load(spec), "dense:128", map, target);
  }

  /** The first 5,000 of these two digits, 8 the positive class. */
  private static Dataset threeAgainstEight() {
    Dataset all = DataSpec.load("mnist:n=30000");
    int[] rows =
        IntStream.range(0, all.size())
            .filter(i -> all.labels()[i] == 3 || all.labels()[i] == 8)
            .limit(5000)
            .toArray();
    Dataset two = all.select(rows);
    int[] labels = Arrays.stream(two.labels()).map(label -> label == 8 ? 1 : 0).toArray();
    return new Dataset("mnist 3 against 8", two.inputs(), labels, two.features(), 2);
  }

  /** The file's first line counts samples and features; the class stands last in a line. */
  private static Dataset breastCancer() {
    Path file = Path.of(System.getenv("MIRRORFLOW_DATA"), "tabular", "breast_cancer.csv");
    try (Stream<String> text = Files.lines(file)) {
      List<double[]> rows =
          text.skip(1)
              .map(
                  line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
              .toList();
      int features = rows.get(0).length - 1;
      double[] inputs =
          rows.stream().flatMapToDouble(row -> Arrays.stream(row, 0, features)).toArray();
      int[] labels = rows.stream().mapToInt(row -> (int) row[features]).toArray();
      return Transform.STANDARDIZE.apply(new Dataset("breast cancer", inputs, labels, features, 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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
    Dataset data = real.load().get();
    Loss loss = data.outputs() > 1 ? Loss.CROSS_ENTROPY : Loss.LOGISTIC;
    FlowProblem plain =
        FlowProblem.of(
            ModelSpec.parse(real.model()).on(data), data, loss, MapSpec.parse(real.map()));
    FlowProblem problem = plain.on(plain.kernels().on(executor, threads));
    double[] theta = new Initialisation(SCALE, 0).parameters(problem.model().layout());
    out.printf(Locale.ROOT, "%s by %s%n", real.words(), integrator);
    Meter meter = new Meter(problem, theta, real.target(), out);
    FlowResult end =
        new MirrorFlow(problem, Integrators.parse(integrator), FlowOptions.until(real.target()))
            .run(problem.start(theta), meter);
    double seconds = meter.seconds();
    out.printf(
        Locale.ROOT,
        "  %s at %.6g, least margin %.4g: %.1f s, largest drift %.1e, %d MiB%n",
        end.outcome(),
        end.logLoss(),
        end.minimumMargin(),
        seconds,
        meter.worst,
        meter.memory >> 20);
    if (data.outputs() > 1 && real.map().equals("euclidean")) {
      try (DjlAdapted descent = new DjlAdapted(problem, theta)) {
        out.printf(
            Locale.ROOT, "  gradient descent, %.1f s: %.6g%n", seconds, descent.run(seconds));
      }
    }
  }

  /** Prints a line at the start of every decade and at the target. */
  private static final class Meter implements FlowObserver {
    private final FlowProblem problem;
    private final Gauge gauge;
    private final BalanceLaws laws;
    private final double target;
    private final PrintStream out;
    private final long started = System.nanoTime();
    private final long startedProcessor = processorTime();
    private long measuring;
    private long measuringProcessor;
    private double mark = 1;
    private double worst;
    private long memory;

    Meter(FlowProblem problem, double[] start, double target, PrintStream out) {
      this.problem = problem;
      this.gauge = MapHorizon.of(problem.map()).gauge();
      this.laws = new BalanceLaws(problem.model(), problem.map(), start);
      this.target = target;
      this.out = out;
    }

    private static long processorTime() {
      return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
          .getProcessCpuTime();
    }

    /** Of the flow alone. */
    double seconds() {
      return (System.nanoTime() - started - measuring) / 1e9;
    }

    @Override
    public boolean at(Supplier<FlowState> state, FlowPoint point) {
      double depth = -point.logLoss();
      if (depth >= Math.min(mark, -target)) {
        double seconds = seconds();
        double processor = (processorTime() - startedProcessor - measuringProcessor) / 1e9;
        long now = System.nanoTime();
        long processorNow = processorTime();
        Runtime machine = Runtime.getRuntime();
        memory = Math.max(memory, machine.totalMemory() - machine.freeMemory());
        double[] theta = point.theta().clone();
        double drift = Math.max(laws.blockDrift(theta), laws.neuronDrift(theta).orElse(0));
        worst = Math.max(worst, drift);
        Certificate certificate =
            Certificate.of(problem.model(), problem.data(), gauge, theta, OPTIONS);
        out.printf(
            Locale.ROOT,
            "  %10.4g %7d steps %8.1f s, processor %8.1f s, drift %.1e, kkt gap %.3e%n",
            point.logLoss(),
            state.get().steps(),
            seconds,
            processor,
            drift,
            certificate.kktGap());
        while (mark <= depth) {
          mark *= 10;
        }
        measuring += System.nanoTime() - now;
        measuringProcessor += processorTime() - processorNow;
      }
      return seconds() < MOST_SECONDS;
    }
  }
}
