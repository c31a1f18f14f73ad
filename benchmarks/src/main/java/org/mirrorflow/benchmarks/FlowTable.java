package org.mirrorflow.benchmarks;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.analysis.MarkRecorder;
import org.mirrorflow.analysis.MarkSchedule;
import org.mirrorflow.analysis.RunAnalysis;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.descent.MirrorDescent;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * Whole steps: mirror descent to a given log-loss against the same steps on automatic
 * differentiation, the cost of a step of the flow, and the share of the inverse map in a gradient
 * step.
 */
public final class FlowTable {
  private static final double TARGET = -20;
  private static final double RATE = 0.05;

  /** Runs are repeated for so long, so that compiled code is what is timed. */
  private static final long RUN_NANOS = 4_000_000_000L;

  /** Samples and units of the rows whose cost is compared. */
  private static final int[][] GROWTH = {
    {64, 32}, {128, 64}, {256, 128}, {512, 256}, {1024, 512}, {2048, 1024}
  };

  private static final int GROWTH_STEPS = 40;
  private static final long ROUND_NANOS = 20_000_000;
  private static final int ROUNDS = 60;

  private FlowTable() {}

  /** Data and model of one row. */
  private record Row(String data, String model) {
    FlowProblem problem(String map) {
      Dataset data = DataSpec.load(data());
      HomogeneousModel network = ModelSpec.parse(model).on(data);
      Loss loss = data.outputs() == 1 ? Loss.EXPONENTIAL : Loss.CROSS_ENTROPY;
      return FlowProblem.of(network, data, loss, MapSpec.parse(map));
    }
  }

  /** Prints the tables. */
  public static void main(String[] args) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "Java %s; fastest of all runs in %d s%n",
        System.getProperty("java.version"),
        RUN_NANOS / 1_000_000_000);
    race(System.out);
    inverses(System.out);
    analyses(System.out);
    CostFigure cost = growth(System.out);
    if (args.length > 0) {
      cost.save(Path.of(args[0]));
    }
  }

  private static void race(PrintStream out) {
    out.printf("%nloss-scaled mirror descent to log loss %.0f, and the flow to the same%n", TARGET);
    out.printf(
        "%-44s %-20s %8s %10s %10s %7s | %8s %10s %9s%n",
        "data, model", "map", "steps", "ours/s", "DJL/s", "ratio", "flow", "s", "us/step");
    List<Row> rows =
        List.of(
            new Row("synthetic:xor,n=20,d=5", "dense:50"),
            new Row("synthetic:teacher,n=256,d=20", "dense:256"),
            new Row("synthetic:xor,n=20,d=5", "dense:64,64"));
    for (Row row : rows) {
      for (String map : List.of("euclidean", "hyperbolic:beta=0.1")) {
        race(out, row, map);
      }
    }
  }

  private static void race(PrintStream out, Row row, String map) {
    FlowProblem problem = row.problem(map);
    double[] theta = new Initialisation(1, 0).parameters(problem.model().layout());
    Timed ours = timed(problem, new MirrorDescent(MirrorDescent.StepRule.LOSS_SCALED, RATE), theta);
    Timed flow = timed(problem, ExplicitFlow.standard(), theta);
    double djl = djlSeconds(problem, theta, ours.steps);
    out.printf(
        Locale.ROOT,
        "%-44s %-20s %8d %10.4f %10.4f %7.1f | %8d %10.4f %9.2f%n",
        row.data + " " + row.model,
        map,
        ours.steps,
        ours.seconds,
        djl,
        djl / ours.seconds,
        flow.steps,
        flow.seconds,
        1e6 * flow.seconds / flow.steps);
  }

  /** Steps and seconds of the fastest run. */
  private record Timed(long steps, double seconds) {}

  private static Timed timed(FlowProblem problem, Integrator integrator, double[] theta) {
    return timed(
        new MirrorFlow(problem, integrator, FlowOptions.until(TARGET)), problem.start(theta));
  }

  private static Timed timed(MirrorFlow flow, FlowState start) {
    long[] steps = new long[1];
    Runnable run = () -> steps[0] = flow.run(start, FlowObserver.NONE).state().steps();
    double seconds = Fastest.of(RUN_NANOS, () -> Fastest.seconds(run));
    return new Timed(steps[0], seconds);
  }

  /** As many gradient steps with inverse map and update by DJL as our run took. */
  private static double djlSeconds(FlowProblem problem, double[] theta, long steps) {
    return Fastest.of(
        RUN_NANOS,
        () -> {
          try (DjlDescent descent = new DjlDescent(problem, theta, RATE, DataType.FLOAT64)) {
            return Fastest.seconds(() -> LongStream.range(0, steps).forEach(s -> descent.run()));
          }
        });
  }

  private static void inverses(PrintStream out) {
    Problem problem = Problem.Shape.SMALL.problem();
    double step;
    try (Step ours = new MirrorFlowStep(problem, KernelFactory.best())) {
      step = micros(ours::run);
    }
    out.printf(
        Locale.ROOT,
        "%ninverse map and dual update beside a gradient step of %.1f us (%s)%n",
        step,
        Problem.Shape.SMALL.sizes());
    SplittableRandom random = new SplittableRandom(1);
    int size = problem.theta().length;
    double[] z = random.doubles(size, -8, 8).toArray();
    double[] g = random.doubles(size, -1, 1).toArray();
    double[] theta = new double[size];
    for (String map : List.of("euclidean", "hyperbolic:beta=0.1", "log:a=10", "cosh:s=1", "p:3")) {
      ParameterMap parameters = MapSpec.parse(map).on(problem.network().layout());
      double[] dual = Arrays.copyOf(z, size);
      double micros =
          micros(
              () -> {
                for (int j = 0; j < size; j++) {
                  dual[j] += 1e-9 * g[j];
                }
                parameters.inverse(dual, theta);
              });
      out.printf(Locale.ROOT, "  %-20s %8.2f us   %5.1f %%%n", map, micros, 100 * micros / step);
    }
  }

  /** Marks of a run without their certificates beside the run without marks. */
  private static void analyses(PrintStream out) {
    out.printf(
        "%nall analyses but certificates, at the standard marks, beside the flow to -1000%n");
    for (String model : List.of("dense:50", "dense:64,64")) {
      Row row = new Row("synthetic:xor,n=20,d=5", model);
      FlowProblem problem = row.problem("euclidean");
      FlowState start =
          problem.start(new Initialisation(1, 0).parameters(problem.model().layout()));
      Gauge gauge = MapHorizon.of(problem.map()).gauge();
      MirrorFlow flow = new MirrorFlow(problem, ExplicitFlow.standard(), FlowOptions.until(-1000));
      double flowing = Double.POSITIVE_INFINITY;
      double measuring = Double.POSITIVE_INFINITY;
      long end = System.nanoTime() + 2 * RUN_NANOS;
      List<Mark> marks = new ArrayList<>();
      while (System.nanoTime() < end) {
        marks.clear();
        long begin = System.nanoTime();
        RunAnalysis analysis = new RunAnalysis(problem, gauge, start.coordinates());
        long[] inside = {System.nanoTime() - begin};
        MarkRecorder recorder =
            new MarkRecorder(
                (state, point) -> {
                  long enter = System.nanoTime();
                  Mark mark = analysis.measure(state, point);
                  inside[0] += System.nanoTime() - enter;
                  return mark;
                },
                MarkSchedule.STANDARD,
                Double.POSITIVE_INFINITY,
                marks::add);
        flow.run(start, recorder);
        double all = (System.nanoTime() - begin) / 1e9;
        measuring = Math.min(measuring, inside[0] / 1e9);
        flowing = Math.min(flowing, all - inside[0] / 1e9);
      }
      out.printf(
          Locale.ROOT,
          "  %-44s flow %.3f s, %d marks %.4f s: %.1f %%%n",
          row.data + " " + row.model,
          flowing,
          marks.size(),
          measuring,
          100 * measuring / flowing);
    }
  }

  /** Time of a step of the flow over three decades of samples × parameters. */
  private static CostFigure growth(PrintStream out) {
    out.printf(
        "%nstep of the flow by samples x parameters (synthetic:teacher, d=20, hyperbolic)%n");
    out.println("csv: samples,parameters,product,microseconds,nanosecondsPerProduct");
    double[] products = new double[GROWTH.length];
    double[] times = new double[GROWTH.length];
    for (int g = 0; g < GROWTH.length; g++) {
      int[] size = GROWTH[g];
      Row row = new Row("synthetic:teacher,n=" + size[0] + ",d=20", "dense:" + size[1]);
      FlowProblem problem = row.problem("hyperbolic:beta=0.1");
      FlowState start =
          problem.start(new Initialisation(1, 0).parameters(problem.model().layout()));
      MirrorFlow flow =
          new MirrorFlow(
              problem,
              ExplicitFlow.standard(),
              new FlowOptions(TARGET, GROWTH_STEPS, FlowOptions.DEFAULT_TOLERANCE));
      Timed timed = timed(flow, start);
      double best = 1e6 * timed.seconds / timed.steps;
      int parameters = problem.model().layout().end();
      double product = (double) size[0] * parameters;
      products[g] = product;
      times[g] = best;
      out.printf(
          Locale.ROOT,
          "%d,%d,%.0f,%.2f,%.4f%n",
          size[0],
          parameters,
          product,
          best,
          1e3 * best / product);
    }
    int last = GROWTH.length - 1;
    out.printf(
        Locale.ROOT,
        "slope of log time over log product, first to last: %.3f%n",
        Math.log(times[last] / times[0]) / Math.log(products[last] / products[0]));
    return new CostFigure(products, times);
  }

  private static double micros(Runnable action) {
    return IntStream.range(0, ROUNDS)
        .mapToDouble(round -> Fastest.micros(ROUND_NANOS, action))
        .min()
        .getAsDouble();
  }
}
