package org.mirrorflow.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** A report with every kind of figure, for tests and to look at. */
final class SampleReport {
  /** Text that breaks a page which forgets to escape. */
  static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"'&{a|b}\u2028";

  private SampleReport() {}

  static Report of(String name) {
    Chapter curves =
        new Chapter(
            "growth",
            "Growth of the margin " + name,
            "Does the margin grow as fast as the theory of the potential says?",
            "./mirrorflow flow --data synthetic:xor,n=20,d=5 --model dense:50 --map hyperbolic:beta=0.1 --until-log-loss -2000",
            "The smoothed margin approaches its limit like 1/log t.",
            "It does: the exponent fitted over the last 300 decades is 1.02 ± 0.04.",
            List.of(loss(name), margins(), rates(), bars(), histogram()),
            List.of(table(name)));
    Chapter features =
        new Chapter(
            "features",
            "Sparse and dense features",
            "Which potential makes few neurons do the work?",
            "./mirrorflow study --quick",
            "Potentials with a small exponent keep few neurons.",
            "Hyperbolic entropy keeps 6 of 50 neurons, cosh all 50.",
            List.of(heat(name), correlation(), decision(name), sublevel(name), images(name)),
            List.of());
    return new Report(
        "Which margin does training maximise? " + name,
        "Three claims on embedded data, with the run behind each and what would make it fail.",
        List.of(
            new Claim(
                "margin " + name,
                "Does every potential reach the margin of its horizon?",
                Verdict.HOLDS,
                "gap 1.3e-4 over 12 maps " + name,
                "gap under 1e-3",
                "growth",
                ""),
            new Claim(
                "rate",
                "Is the approach of hyperbolic entropy exponentially slow in log t?",
                Verdict.FAILS,
                "exponent 0.71 ± 0.02",
                "exponent 1",
                "growth",
                ""),
            new Claim(
                "features",
                "Do small exponents keep fewer neurons?",
                Verdict.HOLDS,
                "6 of 50 against 50 of 50",
                "fewer",
                "features",
                ""),
            new Claim(
                "vision",
                "Does the order of maps carry over to convolutional networks?",
                Verdict.NOT_TESTED,
                "–",
                "same order",
                "features",
                "")),
        List.of(
            new Report.Lesson(
                "Every potential reaches the margin of its horizon. " + name,
                Verdict.HOLDS,
                "2 of 3 claims hold",
                "Loss over time " + name,
                "growth")),
        List.of(curves, features),
        List.of(
            new Citation(
                "Lyu and Li, Gradient descent maximizes the margin of homogeneous neural networks, ICLR 2020. "
                    + name,
                "https://arxiv.org/abs/1906.05890")),
        List.of(new Report.Fact("Version", "0.1.0 " + name), new Report.Fact("Seed", "0")));
  }

  private static double[] grid(double from, double to, int n) {
    return IntStream.range(0, n).mapToDouble(i -> from + (to - from) * i / (n - 1)).toArray();
  }

  private static double[] map(double[] x, DoubleUnaryOperator f) {
    return java.util.Arrays.stream(x).map(f).toArray();
  }

  private static Figure loss(String name) {
    double[] t = grid(0, 900, 400);
    return new Chart(
        "Loss over time " + name,
        Axis.powerOfTen("time t").in("s " + name),
        Axis.powerOfTen("loss"),
        List.of(
            Series.line("Euclidean " + name, t, map(t, v -> -v - 2)),
            Series.line("p = 3", t, map(t, v -> -0.9 * v - Math.sqrt(v))),
            Series.line("hyperbolic entropy", t, map(t, v -> -0.8 * v))),
        "The loss falls far below the smallest double, straight in both logarithms. " + name);
  }

  private static Figure margins() {
    double[] t = grid(1, 100, 120);
    double[] m = map(t, v -> 1 - 1 / (1 + v) + 0.01 * Math.sin(v));
    double[] h = map(t, v -> 0.8 - 0.7 / (1 + Math.log(v)));
    return new Chart(
        "Margin, measured and predicted",
        Axis.linear("log t"),
        Axis.linear("normalised margin"),
        List.of(
            Series.line("Euclidean", t, m)
                .withBand(map(t, v -> 1 - 1 / (1 + v) - 0.06), map(t, v -> 1 - 1 / (1 + v) + 0.06)),
            Series.dashed("Euclidean, predicted", t, map(t, v -> 1 - 1 / (1 + v)))
                .like("Euclidean"),
            Series.line("hyperbolic", t, h),
            Series.dashed("hyperbolic, predicted", t, map(t, v -> 0.81 - 0.7 / (1 + Math.log(v))))
                .like("hyperbolic")),
        "Each measured curve lies on its prediction; the band spans five seeds.");
  }

  private static Figure rates() {
    double[] rho = map(grid(0, 8, 60), v -> Math.pow(10, v));
    double[] holes = map(rho, v -> v > 1e7 ? 0 : 1 / v);
    return new Chart(
        "Distance to the horizon by scale",
        Axis.log("scale ρ"),
        Axis.log("distance h(ρ)"),
        List.of(
            Series.line("p = 3, quadratic", rho, holes),
            Series.line("hyperbolic", rho, map(rho, v -> 1 / Math.log(2 * v + 2))),
            Series.step("steps", rho, map(rho, v -> 0.1 / Math.floor(1 + Math.log10(v)))),
            Series.scatter(
                "pilot runs",
                map(grid(0, 8, 9), v -> Math.pow(10, v)),
                map(grid(0, 8, 9), v -> 0.5 * Math.pow(10, -v / 2)))),
        "Algebraic approach is a straight line, logarithmic approach is almost flat.");
  }

  private static Figure bars() {
    return new Chart(
        "Active neurons per map",
        Axis.categories("map", List.of("hyperbolic", "p = 1.5", "Euclidean", "p = 3", "cosh")),
        Axis.linear("neurons for 99 % of the output"),
        List.of(
            Series.bars("layer 1", new double[] {6, 13, 27, 44, 50})
                .withBand(new double[] {5, 11, 25, 41, 49}, new double[] {8, 16, 30, 46, 50}),
            Series.bars("layer 2", new double[] {4, 9, 20, 41, 48})),
        "The smaller the exponent, the fewer neurons carry the function.");
  }

  private static Figure histogram() {
    double[] x = grid(1, 4, 40);
    return new Chart(
        "Effective exponent within one decade",
        Axis.log("scale"),
        Axis.linear("effective exponent"),
        List.of(Series.line("hyperbolic", x, map(x, v -> 1 + 1 / (1 + Math.log(v))))),
        "Ticks on a short logarithmic axis are 1, 2 and 5.");
  }

  private static Figure heat(String name) {
    double[][] v = new double[6][7];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 7; j++) {
        v[i][j] = Math.round(1000 * Math.exp(-0.3 * (i - j) * (i - j)) + i) / 1000.0;
      }
    }
    v[2][5] = Double.NaN;
    return new HeatMap(
        "Q-margin of each run in each gauge " + name,
        Axis.categories("gauge", List.of("ℓ1", "ℓ1.5", "ℓ2", "ℓ3", "ℓ∞", "nuclear", "spectral")),
        Axis.categories(
            "trained with",
            List.of("hyperbolic", "p = 1.5", "Euclidean", "p = 3 " + name, "cosh", "spectral")),
        v,
        "Q-margin " + name,
        false,
        "Every run is best in its own gauge: the largest value of a column lies on the diagonal.");
  }

  private static Figure correlation() {
    double[][] v = new double[24][24];
    List<String> names = IntStream.rangeClosed(1, 24).mapToObj(i -> "n" + i).toList();
    for (int i = 0; i < 24; i++) {
      for (int j = 0; j < 24; j++) {
        v[i][j] = Math.cos(0.3 * i * j);
      }
    }
    return new HeatMap(
        "Cosine between neurons",
        Axis.categories("neuron", names),
        Axis.categories("neuron", names),
        v,
        "cosine",
        true,
        "Neurons gather in a few directions.");
  }

  private static Figure decision(String name) {
    int n = 120;
    int[][] k = new int[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double x = -2 + 4.0 * j / (n - 1);
        double y = -2 + 4.0 * i / (n - 1);
        k[i][j] = x * y + 0.3 * x > 0.2 ? 1 : (x + y < -1.5 ? 2 : 0);
      }
    }
    SplittableRandom random = new SplittableRandom(3);
    List<Series> points = new ArrayList<>();
    for (String c : List.of("class −1 " + name, "class +1", "class 2")) {
      points.add(
          Series.scatter(
              c, random.doubles(9, -1.9, 1.9).toArray(), random.doubles(9, -1.9, 1.9).toArray()));
    }
    return new DecisionMap(
        "Decision boundary " + name,
        Axis.linear("x₁"),
        Axis.linear("x₂"),
        new double[] {-2, 2, -2, 2},
        k,
        points,
        "The boundary bends around the data with few corners.");
  }

  private static Figure sublevel(String name) {
    List<Shapes.Shape> shapes = new ArrayList<>();
    double[] a = grid(0, 2 * Math.PI, 160);
    for (double p : new double[] {1, 1.5, 2, 4}) {
      double[] r =
          map(
              a,
              v ->
                  Math.pow(
                      Math.pow(Math.abs(Math.cos(v)), p) + Math.pow(Math.abs(Math.sin(v)), p),
                      -1 / p));
      double[] x = new double[a.length];
      double[] y = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        x[i] = r[i] * Math.cos(a[i]);
        y[i] = r[i] * Math.sin(a[i]);
      }
      shapes.add(new Shapes.Shape("p = " + p + (p == 2 ? name : ""), x, y, true, p == 2));
    }
    shapes.add(
        new Shapes.Shape("x₁ = x₂", new double[] {-1, 1}, new double[] {-1, 1}, false, false));
    return new Shapes(
        "Unit sublevel sets " + name,
        Axis.linear("θ₁"),
        Axis.linear("θ₂"),
        shapes,
        "From the diamond to the square as p grows.");
  }

  private static Figure images(String name) {
    List<ImageGrid.Image> images = new ArrayList<>();
    for (int k = 0; k < 12; k++) {
      double[] pixels = new double[64];
      for (int i = 0; i < 64; i++) {
        int row = i / 8;
        pixels[i] = (k + 1) * Math.sin(0.2 * (k + 1) * (i % 8)) * Math.cos(0.15 * k * row);
      }
      images.add(new ImageGrid.Image("neuron " + (k + 1) + (k == 3 ? name : ""), 8, pixels));
    }
    return new ImageGrid(
        "First-layer weights " + name,
        images,
        false,
        "Each image is one neuron: few of them look alike.");
  }

  private static Table table(String name) {
    return new Table(
        "Numbers behind the figures " + name,
        List.of("map", "gauge", "p", "Q-margin", "KKT gap", "neurons", "seconds", "outcome"),
        List.of(
            List.of(
                "hyperbolic:beta=0.1",
                "ℓ1",
                "1",
                "0.4312",
                "1.3e-4",
                "6",
                "0.81",
                "reached log ℒ = −2000"),
            List.of(
                "euclidean " + name,
                "ℓ2",
                "2",
                "0.9911",
                "8.8e-6",
                "27",
                "0.42",
                "reached log ℒ = −2000"),
            List.of("cosh:s=1", "ℓ∞", "–", "3.0127", "2.1e-3", "50", "1.22", "step limit")),
        "All runs share data, width and seed.");
  }
}
