package org.mirrorflow.benchmarks;

import ai.djl.ndarray.types.DataType;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.model.KernelFactory;

/**
 * All contenders on all shapes in one process, in turns: a busy machine slows all of them, so the
 * ratios of one run mean more than the times of several. The time shown is the fastest round's. The
 * ratios are those of the fastest rounds, the median over turns, and the median of the processor
 * time of the calling thread, which other processes touch least and threads beside it do not enter.
 */
public final class SideBySide {
  /** Short rounds, so that some of them fall between the time slices of other processes. */
  private static final long ROUND_NANOS = 4_000_000;

  private static final long SHAPE_NANOS = 20_000_000_000L;
  private static final int MIN_ROUNDS = 5;

  /** Numbers of the contenders on plain loops and on the best kernel of one thread. */
  private static final int PLAIN = 2;

  private static final int BEST = 3;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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

  /**
   * A step of a round.
   *
   * @param wall µs
   * @param processor µs of the calling thread
   */
  private record Time(double wall, double processor) {}

  /** Times per step of each contender, round by round; one more round of warm-up. */
  private static List<List<Time>> times(Map<String, Step> contenders) {
    List<List<Time>> rounds = new ArrayList<>();
    long end = System.nanoTime() + SHAPE_NANOS;
    for (int round = 0; round <= MIN_ROUNDS || System.nanoTime() < end; round++) {
      List<Time> times = contenders.values().stream().map(SideBySide::round).toList();
      if (round > 0) {
        rounds.add(times);
      }
    }
    return rounds;
  }

  /** A first step brings the contender's memory back into cache, as in training, untimed. */
  private static Time round(Step step) {
    step.run();
    long begin = System.nanoTime();
    long processor = THREADS.getCurrentThreadCpuTime();
    int count = 0;
    long elapsed;
    do {
      step.run();
      count++;
      elapsed = System.nanoTime() - begin;
    } while (elapsed < ROUND_NANOS);
    return new Time(
        elapsed / 1e3 / count, (THREADS.getCurrentThreadCpuTime() - processor) / 1e3 / count);
  }

  private static double fastest(List<List<Time>> rounds, int contender) {
    return rounds.stream().mapToDouble(times -> times.get(contender).wall).min().orElseThrow();
  }

  /** How many times as fast as another contender, in the middle of all rounds. */
  private static double ratio(
      List<List<Time>> rounds, int other, int contender, ToDoubleFunction<Time> measure) {
    double[] ratios =
        rounds.stream()
            .mapToDouble(
                times ->
                    measure.applyAsDouble(times.get(other))
                        / measure.applyAsDouble(times.get(contender)))
            .sorted()
            .toArray();
    return ratios[ratios.length / 2];
  }

  /**
   * @param atCeiling µs that the products alone would take at the ceiling
   */
  private static void print(
      PrintStream out,
      String sizes,
      List<String> names,
      List<List<Time>> rounds,
      double atCeiling) {
    out.println(sizes);
    for (int c = 0; c < names.size(); c++) {
      double time = fastest(rounds, c);
      out.printf(
          Locale.ROOT,
          "  %-14s %12.2f   %6.2f times DJL float64, median %6.2f, processor %6.2f   %5.1f %% of"
              + " the ceiling of one core%n",
          names.get(c),
          time,
          fastest(rounds, 0) / time,
          ratio(rounds, 0, c, Time::wall),
          ratio(rounds, 0, c, Time::processor),
          100 * atCeiling / time);
    }
    out.printf(
        Locale.ROOT,
        "  %s is %.2f times as fast as %s, median of processor time%n",
        names.get(BEST),
        ratio(rounds, PLAIN, BEST, Time::processor),
        names.get(PLAIN));
  }
}
