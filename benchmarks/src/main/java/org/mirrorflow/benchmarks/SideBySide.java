package org.mirrorflow.benchmarks;

import ai.djl.ndarray.types.DataType;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mirrorflow.model.KernelFactory;

/**
 * All contenders on all shapes in one process, in turns: a busy machine slows all of them, so the
 * ratios of one run mean more than the times of several. The time shown is the fastest round's.
 */
public final class SideBySide {
  /** Short rounds, so that some of them fall between the time slices of other processes. */
  private static final long ROUND_NANOS = 4_000_000;

  private static final long SHAPE_NANOS = 20_000_000_000L;
  private static final int MIN_ROUNDS = 5;

  private SideBySide() {}

  /** Prints one table; arguments choose shapes by name, none means all. */
  public static void main(String[] args) {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      report(System.out, args, executor, threads);
    } finally {
      executor.shutdown();
    }
  }

  private static void report(
      PrintStream out, String[] names, ExecutorService executor, int threads) {
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors, DJL on %s; microseconds per gradient step, fastest round%n",
        System.getProperty("java.version"),
        threads,
        System.getProperty("ai.djl.pytorch.num_threads", "its own choice of threads"));
    double ceiling = Ceiling.gigaflops(1);
    out.printf(
        Locale.ROOT,
        "ceiling: float64 matrix product of the engine's BLAS, best shape: %.1f GFlop/s on one"
            + " core, %.1f on %d%n",
        ceiling,
        Ceiling.gigaflops(threads),
        threads);
    for (Problem.Shape shape : Problem.Shape.values()) {
      if (names.length == 0
          || Arrays.asList(names).contains(shape.name().toLowerCase(Locale.ROOT))) {
        Problem problem = shape.problem();
        Map<String, Step> contenders = contenders(problem, executor, threads);
        print(
            out,
            shape.sizes(),
            List.copyOf(contenders.keySet()),
            times(contenders),
            problem.operations() / (1e3 * ceiling));
        contenders.values().forEach(Step::close);
      }
    }
  }

  private static Map<String, Step> contenders(
      Problem problem, ExecutorService executor, int threads) {
    KernelFactory best = KernelFactory.best();
    KernelFactory shared = best.on(executor, threads);
    Map<String, Step> contenders = new LinkedHashMap<>();
    contenders.put("DJL float64", new DjlStep(problem, DataType.FLOAT64));
    contenders.put("DJL float32", new DjlStep(problem, DataType.FLOAT32));
    contenders.put("plain", new MirrorFlowStep(problem, KernelFactory.plain()));
    contenders.put(best.name(), new MirrorFlowStep(problem, best));
    contenders.put(shared.name(), new MirrorFlowStep(problem, shared));
    return contenders;
  }

  /** Fastest time per step of each contender in µs; one round of warm-up. */
  private static List<Double> times(Map<String, Step> contenders) {
    List<Step> steps = List.copyOf(contenders.values());
    double[] best = new double[steps.size()];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    long end = System.nanoTime() + SHAPE_NANOS;
    for (int round = 0; round <= MIN_ROUNDS || System.nanoTime() < end; round++) {
      for (int c = 0; c < steps.size(); c++) {
        double time = round(steps.get(c));
        best[c] = round == 0 ? best[c] : Math.min(best[c], time);
      }
    }
    return Arrays.stream(best).boxed().toList();
  }

  /** A first step brings the contender's memory back into cache, as in training, untimed. */
  private static double round(Step step) {
    step.run();
    return Fastest.micros(ROUND_NANOS, step::run);
  }

  /**
   * @param atCeiling µs that the products alone would take at the ceiling
   */
  private static void print(
      PrintStream out, String sizes, List<String> names, List<Double> times, double atCeiling) {
    out.println(sizes);
    for (int c = 0; c < names.size(); c++) {
      out.printf(
          Locale.ROOT,
          "  %-14s %12.2f   %8.2f times DJL float64   %5.1f %% of the ceiling of one core%n",
          names.get(c),
          times.get(c),
          times.get(0) / times.get(c),
          100 * atCeiling / times.get(c));
    }
  }
}
