package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.horizon.HorizonPicture;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Shapes;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.map.MapSpec;

/**
 * Mirror flow on separable data in the plane under three potentials: each turns to the max-margin
 * direction of its horizon (Pesme, Dragomir and Flammarion 2024, arXiv 2406.12763).
 */
record PesmeChapter(long seed) implements StudyChapter {
  private static final String DATA = "synthetic:clouds,n=20,d=2,noise=0.35,seed=8";
  private static final String PLANE =
      "Data in the plane and the max-margin direction of every horizon";
  private static final String PATHS = "Direction of the weights along the flow";
  private static final String ANGLES = "Angle to the max-margin direction of the own horizon";
  private static final String SOURCE = "Pesme et al. 2024";

  /** The angle to the own direction, as a share of that to the nearest other, at the end. */
  private static final double NEAR = 0.2;

  /**
   * A potential.
   *
   * @param label in figures
   * @param map specification
   * @param p index of its horizon
   * @param integrator of its flow
   * @param logLoss target of log ℒ
   */
  private record Item(String label, String map, double p, String integrator, double logLoss) {
    String horizon() {
      return "ℓ" + (Double.isInfinite(p) ? "∞" : Numbers.text(p));
    }
  }

  private static final List<Item> ITEMS =
      List.of(
          new Item("hyperbolic entropy", "hyperbolic:beta=1", 1, "auto", -1e9),
          new Item("quadratic", "euclidean", 2, "auto", -1e6),
          new Item("cosh", "cosh:s=1", Double.POSITIVE_INFINITY, "explicit", -300));

  /**
   * Where a flow goes.
   *
   * @param horizon its horizon
   * @param decay log(1/ℒ) along the way
   * @param angles angle to the max-margin direction of every horizon along the way, in radians
   */
  record Way(String horizon, double[] decay, Map<String, double[]> angles) {

    double last(String of) {
      double[] all = angles.get(of);
      return all == null || all.length == 0 ? Double.NaN : all[all.length - 1];
    }
  }

  @Override
  public String id() {
    return "pesme-2024";
  }

  @Override
  public List<String> cites() {
    return List.of(id());
  }

  private static PathOf work(StudySize size, Item item) {
    return new PathOf(DATA, item.map, item.integrator, 0, size.far(item.logLoss));
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    return List.copyOf(ITEMS.stream().map(item -> work(size, item)).toList());
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Dataset data = DataSpec.load(DATA);
    Map<String, double[]> directions = new LinkedHashMap<>();
    ITEMS.forEach(
        i -> directions.put(i.horizon(), LinearMaxMargin.of(data, Lp.of(i.p)).direction()));
    Map<String, Way> ways = new LinkedHashMap<>();
    Map<String, PathOf.Result> paths = new LinkedHashMap<>();
    CsvText csv =
        new CsvText("potential", "log_inverse_loss", "angle_to_own_direction", "w1", "w2");
    for (Item item : ITEMS) {
      PathOf.Result path = runs.get(work(size, item));
      paths.put(item.label, path);
      Way way = way(item, path, directions);
      ways.put(item.label, way);
      for (int k = 0; k < path.size(); k++) {
        double[] w = path.weights().get(k);
        csv.row(item.label, way.decay[k], way.angles.get(way.horizon)[k], w[0], w[1]);
      }
    }
    List<ClaimResult> claims = List.of(judgeDirections(ways), judgeFall(ways));
    List<Figure> figures =
        new ArrayList<>(List.of(plane(data, directions), paths(paths, directions)));
    figures.add(angles(ways));
    ITEMS.forEach(item -> figures.add(sets(item)));
    return findings(
        size,
        "Three potentials in the plane (Pesme, Dragomir, Flammarion 2024)",
        "Three potentials, whose far sublevel sets have three shapes, on one separable set in the"
            + " plane: where do the weights turn?",
        "Each to the direction of largest margin in the norm whose ball its far sublevel sets tend"
            + " to: the horizon function of the potential.",
        claims,
        figures,
        stated(claims),
        Map.of("pesme-2024.csv", csv.toString()));
  }

  private static List<Table> stated(List<ClaimResult> claims) {
    return Stated.tables(
        "Pesme et al.",
        List.of(
            new Stated.Row(
                "the direction converges to the max-margin direction of the horizon",
                SOURCE + ", abstract",
                "yes, for potentials with a horizon and exponential tails",
                claims.get(0).measured()),
            new Stated.Row(
                "how fast", SOURCE, "no rate that we know of", claims.get(1).measured())),
        List.of(
            new Stated.Setting(
                "data", "a separable set in the plane; its points are not known to us", DATA),
            new Stated.Setting(
                "potentials", "three of different horizon", "hyperbolic entropy, ½x², cosh"),
            new Stated.Setting(
                "algorithm", "mirror descent with small steps", "mirror flow, integrated"),
            new Stated.Setting(
                "loss and start", "of exponential tail, weights 0", "exponential, weights 0")),
        List.of(
            new Stated.Gap(
                "their points, figure by figure", "their coordinates are not public text")));
  }

  private static Way way(Item item, PathOf.Result path, Map<String, double[]> directions) {
    return new Way(
        item.horizon(),
        path.decays(),
        Curves.map(
            directions,
            direction -> path.weights().stream().mapToDouble(w -> angle(w, direction)).toArray()));
  }

  private static double angle(double[] a, double[] b) {
    return Math.abs(Math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]));
  }

  /** Holds when every flow ends at its own direction: five times nearer than at another. */
  static ClaimResult judgeDirections(Map<String, Way> ways) {
    boolean holds = !ways.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, Way> entry : ways.entrySet()) {
      Way way = entry.getValue();
      double own = way.last(way.horizon);
      double other =
          way.angles.keySet().stream()
              .filter(h -> !h.equals(way.horizon))
              .mapToDouble(way::last)
              .min()
              .orElse(Double.NaN);
      holds &= own < NEAR * other;
      measured.add(entry.getKey() + " " + Numbers.text(own) + " against " + Numbers.text(other));
    }
    return new ClaimResult(
        "pesme-direction",
        "Does every potential lead to the max-margin direction of its own horizon?",
        holds,
        PATHS,
        "angle to the own direction against the nearest other, in radians: "
            + String.join(", ", measured),
        "at least five times nearer to the own");
  }

  /** Holds when over the second half of the marks every angle falls, never rising by a tenth. */
  static ClaimResult judgeFall(Map<String, Way> ways) {
    boolean holds = !ways.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, Way> entry : ways.entrySet()) {
      double[] own = entry.getValue().angles.get(entry.getValue().horizon);
      int half = own.length / 2;
      double first = own.length < 4 ? Double.NaN : own[half];
      double last = entry.getValue().last(entry.getValue().horizon);
      boolean falls =
          IntStream.range(half, Math.max(half, own.length - 1))
              .allMatch(k -> own[k + 1] <= 1.1 * own[k] + ROUNDING);
      holds &= falls && last < first;
      measured.add(entry.getKey() + " from " + Numbers.text(first) + " to " + Numbers.text(last));
    }
    return new ClaimResult(
        "pesme-fall",
        "Does the angle fall all the way?",
        holds,
        ANGLES,
        "angle to the own direction from half way to the end: " + String.join(", ", measured),
        "falls, and never rises by more than a tenth");
  }

  private static final double[] LOG_SCALES =
      IntStream.of(-1, 0, 1, 2, 4).mapToDouble(decade -> decade * Math.log(10)).toArray();

  /** An angle of two doubles is known to a few ulp. */
  private static final double ROUNDING = 1e-14;

  private static Chart plane(Dataset data, Map<String, double[]> directions) {
    List<Series> series = new ArrayList<>();
    for (int label = 0; label < 2; label++) {
      int own = label;
      int[] members =
          IntStream.range(0, data.size()).filter(i -> data.labels()[i] == own).toArray();
      series.add(
          Series.scatter(
              label == 0 ? "negative" : "positive",
              Arrays.stream(members).mapToDouble(i -> data.inputs()[2 * i]).toArray(),
              Arrays.stream(members).mapToDouble(i -> data.inputs()[2 * i + 1]).toArray()));
    }
    directions.forEach(
        (horizon, w) -> {
          double size = Math.hypot(w[0], w[1]);
          series.add(
              Series.line(
                  horizon,
                  new double[] {0, 1.5 * w[0] / size},
                  new double[] {0, 1.5 * w[1] / size}));
        });
    return new Chart(
        PLANE,
        Axis.linear("first coordinate").in("features"),
        Axis.linear("second coordinate").in("features"),
        series,
        "Three norms, three directions from the origin. A direction separates the classes by the"
            + " line through the origin across it.");
  }

  private static Chart paths(Map<String, PathOf.Result> paths, Map<String, double[]> directions) {
    List<Series> series =
        new ArrayList<>(
            Curves.each(
                paths,
                (label, path) ->
                    Series.line(
                        label,
                        path.decays(),
                        path.weights().stream().mapToDouble(PesmeChapter::degrees).toArray())));
    double end =
        paths.values().stream()
            .flatMap(path -> path.decay().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    directions.forEach(
        (horizon, w) ->
            series.add(
                Series.dashed(
                    horizon + " direction",
                    new double[] {1, end},
                    new double[] {degrees(w), degrees(w)})));
    return new Chart(
        PATHS,
        Curves.DECAY,
        Axis.linear("direction of the weights").in("degrees"),
        series,
        "Every path leaves 0 along the mean of the data and turns to the direction of its own"
            + " horizon, dashed.");
  }

  /** From 0 to 360, since the directions lie around 180. */
  private static double degrees(double[] w) {
    return (Math.toDegrees(Math.atan2(w[1], w[0])) + 360) % 360;
  }

  private static Chart angles(Map<String, Way> ways) {
    return new Chart(
        ANGLES,
        Curves.DECAY,
        Axis.log("angle").in("radians"),
        Curves.each(
            ways, (label, way) -> Series.line(label, way.decay, way.angles.get(way.horizon))),
        "Quadratic and cosh fall in proportion to 1/log(1/ℒ), the hyperbolic entropy more slowly:"
            + " its far shape is reached only at large scales.");
  }

  private static Shapes sets(Item item) {
    HorizonPicture picture =
        HorizonPicture.of(MapSpec.parse(item.map).perLayer().get(0).potential(), LOG_SCALES);
    List<Shapes.Shape> shapes = new ArrayList<>();
    picture
        .limit()
        .ifPresent(ball -> shapes.add(new Shapes.Shape("horizon", ball.x(), ball.y(), true, true)));
    for (HorizonPicture.Ball ball : picture.balls()) {
      String name = "scale " + Numbers.powerOfTen(Math.round(ball.logScale() / Math.log(10)));
      shapes.add(new Shapes.Shape(name, ball.x(), ball.y(), true, false));
    }
    return new Shapes(
        "Sublevel sets of the potential: " + item.label,
        Axis.linear("first coordinate").in("scales"),
        Axis.linear("second coordinate").in("scales"),
        shapes,
        "Scaled to one size, the sets tend to the shaded ball of " + item.horizon() + ".");
  }
}
