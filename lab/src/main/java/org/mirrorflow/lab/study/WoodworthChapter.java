package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.Potential;

/**
 * The scale of the start decides between the kernel and the rich regime of diagonal networks
 * (Woodworth et al. 2020, arXiv 2002.09277).
 */
record WoodworthChapter(long seed) implements StudyChapter {
  private static final String ERRORS =
      "Error of the interpolating weights against the initial scale";
  private static final String NORMS = "ℓ1 norm of the interpolating weights";
  private static final String KERNEL = "Distance from the kernel solution";
  private static final String POTENTIALS =
      "Dual variable of a weight under the potential of every depth";
  private static final String SOURCE = "Woodworth et al. 2020";
  private static final double DISTANCE = 1e-3;
  private static final double REGIME = 0.02;
  private static final List<Integer> DEPTHS = List.of(2, 3, 4);
  private static final double[] SHALLOW = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1};
  private static final double[] DEEP = {0.03, 0.06, 0.1, 0.2, 0.3, 0.5, 1};

  /**
   * What becomes of one scale.
   *
   * @param alpha the scale
   * @param distance of the flow's end from the weights of least potential, relative
   * @param error ‖β − β*‖²
   * @param predicted the same of the weights of least potential
   * @param sum ‖β‖₁/‖β*‖₁
   * @param fromKernel ‖β − β_kernel‖/‖β_kernel‖, β_kernel of least ℓ2 norm
   */
  record Point(
      double alpha,
      double distance,
      double error,
      double predicted,
      double sum,
      double fromKernel) {}

  @Override
  public String id() {
    return "woodworth-2020";
  }

  @Override
  public List<String> cites() {
    return List.of(id());
  }

  private SparseRegression problem() {
    return new SparseRegression(30, 100, 3, seed);
  }

  private static double[] scales(int depth) {
    return depth == 2 ? SHALLOW : DEEP;
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    DEPTHS.forEach(
        depth ->
            Arrays.stream(scales(depth)).forEach(a -> work.add(new RegimeOf(problem(), depth, a))));
    return work;
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    double[] truth = problem().truth();
    double[][] x = problem().inputs();
    double[] ones = new double[truth.length];
    Arrays.fill(ones, 1);
    double[] kernel =
        SparseRegression.transposed(
            x, SparseRegression.solve(x, ones, SparseRegression.times(x, truth)));
    Map<String, List<Point>> points = new LinkedHashMap<>();
    CsvText csv =
        new CsvText("depth", "alpha", "distance", "error", "predicted_error", "l1", "from_kernel");
    for (int depth : DEPTHS) {
      List<Point> own = new ArrayList<>();
      for (double alpha : scales(depth)) {
        RegimeOf.Result r = runs.get(new RegimeOf(problem(), depth, alpha));
        Point p =
            new Point(
                alpha,
                r.distance(),
                square(r.flow(), truth),
                square(r.potential(), truth),
                sum(r.flow()) / sum(truth),
                Math.sqrt(square(r.flow(), kernel) / SparseRegression.dot(kernel, kernel)));
        own.add(p);
        csv.row(depth, alpha, p.distance, p.error, p.predicted, p.sum, p.fromKernel);
      }
      points.put("D = " + depth, own);
    }
    List<ClaimResult> claims =
        List.of(judgePotential(points), judgeRegimes(points), judgeDepth(points));
    return findings(
        size,
        "Kernel and rich regime of diagonal networks (Woodworth et al. 2020)",
        "Weights β = uᴰ − vᴰ start at u = v = α and are fitted to few samples of a sparse truth:"
            + " which interpolating weights come out?",
        "Those of least potential, a potential of its own for every D and α: the least ℓ2 norm for"
            + " large α (kernel), the least ℓ1 norm for small α (rich), which the truth has.",
        claims,
        List.of(
            errors(points),
            chart(
                NORMS,
                points,
                "‖β‖₁/‖β*‖₁",
                Point::sum,
                "From the kernel solution on the right to the truth, 1, on the left; deeper ones get"
                    + " there at larger α."),
            kernelChart(points),
            potentials()),
        stated(claims),
        Map.of("woodworth-2020.csv", csv.toString()));
  }

  private static List<Table> stated(List<ClaimResult> claims) {
    return Stated.tables(
        "Woodworth et al.",
        List.of(
            new Stated.Row(
                "the limit has the least potential Q of depth and scale",
                SOURCE + ", theorems 1 and 3",
                "exactly",
                claims.get(0).measured()),
            new Stated.Row(
                "α → 0 gives the least ℓ1 norm, α → ∞ the least ℓ2 norm",
                SOURCE,
                "yes, for D ≥ 2",
                claims.get(1).measured()),
            new Stated.Row(
                "scale that the rich regime needs",
                SOURCE,
                "exponentially small for D = 2, a power for D > 2",
                claims.get(2).measured())),
        List.of(
            new Stated.Setting(
                "data",
                "sparse regression, Gaussian inputs; their sizes are not known to us",
                "30 samples, 100 features, 3 relevant, no noise"),
            new Stated.Setting("model and loss", "β = uᴰ − vᴰ, squares", "the same"),
            new Stated.Setting(
                "algorithm",
                "gradient descent with small steps",
                "gradient flow, Heun's method with controlled steps, to a residual of 1e-4")),
        List.of(
            new Stated.Gap(
                "matrix factorisation, deep networks on MNIST and CIFAR-10",
                "regression is no task of this program; the chapter has a small integrator of its own"),
            new Stated.Gap(
                "the potentials of D > 2 as maps",
                "their dual variable is bounded, and maps here are onto; hyperbolic is that of D = 2")));
  }

  private static double square(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(j -> (a[j] - b[j]) * (a[j] - b[j])).sum();
  }

  private static double sum(double[] a) {
    return Arrays.stream(a).map(Math::abs).sum();
  }

  /** Holds when every flow ends at the weights of least potential, to a thousandth. */
  static ClaimResult judgePotential(Map<String, List<Point>> points) {
    double worst = Numbers.largest(Numbers.all(points), Point::distance);
    return new ClaimResult(
        "woodworth-potential",
        "Does the flow in the factors end at the weights of least potential?",
        worst < DISTANCE,
        ERRORS,
        "largest relative distance over depths and scales: " + Numbers.text(worst),
        "0; below " + Numbers.text(DISTANCE) + " as the flow ends at a residual of 1e-4");
  }

  /**
   * Holds when for every depth the least scale has the ℓ1 norm, the largest the kernel's weights.
   */
  static ClaimResult judgeRegimes(Map<String, List<Point>> points) {
    boolean holds = !points.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, List<Point>> entry : points.entrySet()) {
      Point rich = entry.getValue().get(0);
      Point lazy = entry.getValue().get(entry.getValue().size() - 1);
      holds &= Math.abs(rich.sum - 1) < REGIME && lazy.fromKernel < REGIME;
      holds &= rich.error < 0.1 * lazy.error;
      measured.add(
          entry.getKey()
              + " ℓ1 "
              + Numbers.text(rich.sum)
              + " and error "
              + Numbers.text(rich.error)
              + " at the least α, "
              + Numbers.text(lazy.fromKernel)
              + " from the kernel solution with error "
              + Numbers.text(lazy.error)
              + " at the largest");
    }
    return new ClaimResult(
        "woodworth-regimes",
        "Does a small start give the sparse solution and a large one the kernel solution?",
        holds,
        NORMS,
        String.join("; ", measured),
        "within 2 % of the truth's ℓ1 norm, of the kernel solution, and a tenth of its error");
  }

  /** Holds when at every scale that two depths share the deeper one is the sparser. */
  static ClaimResult judgeDepth(Map<String, List<Point>> points) {
    List<List<Point>> all = List.copyOf(points.values());
    int compared = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int d = 0; d + 1 < all.size(); d++) {
      for (Point shallow : all.get(d)) {
        for (Point deep : all.get(d + 1)) {
          if (shallow.alpha == deep.alpha && shallow.alpha < 1) {
            compared++;
            double ratio = (shallow.sum - 1) / Math.max(deep.sum - 1, ROUNDING);
            least = Double.isNaN(ratio) ? Double.NEGATIVE_INFINITY : Math.min(least, ratio);
          }
        }
      }
    }
    return new ClaimResult(
        "woodworth-depth",
        "Is a deeper network in the rich regime at a larger scale?",
        compared > 0 && least > 1,
        NORMS,
        "excess of the ℓ1 norm over the next deeper network's, at "
            + compared
            + " equal α < 1: at least "
            + Numbers.text(least)
            + " times",
        "larger than 1 everywhere");
  }

  /** An excess below the residual of the flows is none. */
  private static final double ROUNDING = 1e-4;

  private static Chart errors(Map<String, List<Point>> points) {
    List<Series> series = new ArrayList<>();
    points.forEach(
        (label, all) -> {
          double[] alpha = all.stream().mapToDouble(Point::alpha).toArray();
          series.add(
              Series.scatter(label, alpha, all.stream().mapToDouble(Point::error).toArray()));
          series.add(
              Series.dashed(
                      label + ", least potential",
                      alpha,
                      all.stream().mapToDouble(Point::predicted).toArray())
                  .like(label));
        });
    return new Chart(
        ERRORS,
        Axis.log("α").in("initial factor"),
        Axis.log("‖β − β*‖²").in("population error"),
        series,
        "Points: gradient flow in the factors; dashed: the weights of least potential. Inputs are"
            + " standard normal, so that this is the population error. Below 1e-7 the points show the"
            + " residual at which flows end.");
  }

  private static Chart chart(
      String title,
      Map<String, List<Point>> points,
      String name,
      ToDoubleFunction<Point> what,
      String caption) {
    return new Chart(
        title,
        Axis.log("α").in("initial factor"),
        Axis.linear(name).in("ratio"),
        Curves.each(
            points,
            (label, all) ->
                Series.line(
                    label,
                    all.stream().mapToDouble(Point::alpha).toArray(),
                    all.stream().mapToDouble(what).toArray())),
        caption);
  }

  private static Chart kernelChart(Map<String, List<Point>> points) {
    return chart(
        KERNEL,
        points,
        "distance from the kernel solution, relative to its length",
        Point::fromKernel,
        "At α = 1 every depth is at the interpolating weights of least ℓ2 norm.");
  }

  private static Chart potentials() {
    double[] beta =
        IntStream.rangeClosed(-12, 24).mapToDouble(k -> Math.pow(10, k / 6.0)).toArray();
    List<Series> series = new ArrayList<>();
    for (int depth : DEPTHS) {
      DepthPotential potential = new DepthPotential(depth, 1);
      double[] z = Arrays.stream(beta).map(b -> dual(potential, b)).toArray();
      series.add(Series.line("D = " + depth, beta, z));
    }
    Potential map = MapSpec.parse("hyperbolic:beta=2").perLayer().get(0).potential();
    series.add(
        Series.dashed(
                "hyperbolic:beta=2, at 1/4",
                beta,
                Arrays.stream(beta).map(b -> map.gradient(b) / 4).toArray())
            .like("D = 2"));
    return new Chart(
        POTENTIALS,
        Axis.log("β/αᴰ").in("weight"),
        Axis.log("r'(β)").in("dual variable, α = 1"),
        series,
        "Linear near 0 (kernel), then a logarithm for D = 2, which is the map hyperbolic with 4 times"
            + " the speed, and a bound for D > 2 (rich).");
  }

  /** The z of β > 0, by bisection; the inverse rises. */
  private static double dual(DepthPotential potential, double beta) {
    double low = 0;
    double high = Double.isInfinite(potential.bound()) ? 100 : potential.bound();
    for (int k = 0; k < 200; k++) {
      double middle = 0.5 * (low + high);
      boolean below = potential.inverse(middle) < beta;
      low = below ? middle : low;
      high = below ? high : middle;
    }
    return low;
  }
}
