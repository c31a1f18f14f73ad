package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.SplittableRandom;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * The linear model on 15 points in 6 dimensions: how near the flow comes to the direction of the
 * largest margin, in which time, on eight draws.
 */
final class LinearLimits {
  private static final int POINTS = 15;
  private static final int DIMENSIONS = 6;
  private static final int DRAWS = 8;

  /** A map, the index of its margin, how far to go. */
  private record Line(String map, double p, double target) {}

  private static final List<Line> LINES =
      List.of(
          new Line("hyperbolic:beta=1e-3", 1, -1e6),
          new Line("euclidean", 2, -1e6),
          new Line("p:3", 3, -1e6),
          new Line("cosh", Double.POSITIVE_INFINITY, -5e3));

  private LinearLimits() {}

  static void print(String[] words, PrintStream out) {
    for (Line line : LINES) {
      String title = "linear " + line.map;
      if (words.length == 0 || List.of(words).stream().anyMatch(title::contains)) {
        out.printf("%s, log loss %.3g%n", title, line.target);
        out.printf("  %4s %12s %7s %9s %10s%n", "draw", "outcome", "steps", "seconds", "error");
        for (int draw = 1; draw <= DRAWS; draw++) {
          print(line, draw, out);
        }
      }
    }
  }

  private static void print(Line line, int draw, PrintStream out) {
    Dataset data = data(draw);
    FlowProblem problem =
        FlowProblem.of(
            ModelSpec.parse("linear").on(DIMENSIONS, 1),
            data,
            Loss.EXPONENTIAL,
            MapSpec.parse(line.map));
    double[] start = new Initialisation(1, 0).parameters(problem.model().layout());
    long begin = System.nanoTime();
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(line.target))
            .run(problem.start(start), FlowObserver.NONE);
    double seconds = (System.nanoTime() - begin) / 1e9;
    double[] theta = problem.parameters(end.state());
    double norm = Lp.of(line.p).norm(theta, 0, theta.length);
    double[] best = LinearMaxMargin.of(data, Lp.of(line.p)).direction();
    double error = 0;
    for (int j = 0; j < DIMENSIONS; j++) {
      error = Math.max(error, Math.abs(theta[j] / norm - best[j]));
    }
    String outcome = end.outcome().success() ? "reached" : end.outcome().name();
    out.printf("  %4d %12s %7d %9.2f %10.1e%n", draw, outcome, end.state().steps(), seconds, error);
  }

  /** Gaussian points, labelled by a plane. */
  private static Dataset data(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] plane = random.doubles(DIMENSIONS, -1, 1).toArray();
    double[] x = new double[POINTS * DIMENSIONS];
    int[] labels = new int[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double f = 0;
      for (int j = 0; j < DIMENSIONS; j++) {
        x[i * DIMENSIONS + j] = random.nextGaussian();
        f += plane[j] * x[i * DIMENSIONS + j];
      }
      labels[i] = f > 0 ? 1 : 0;
    }
    return new Dataset("plane", x, labels, DIMENSIONS, 2);
  }
}
