package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.horizon.HorizonPicture;
import org.mirrorflow.horizon.Regime;
import org.mirrorflow.horizon.ScaledGauge;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Shapes;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;

/** What gauge do the far sublevel sets of a potential have, and from which scale on? */
record HorizonChapter(long seed) implements StudyChapter {
  private static final String APPROACH = "Distance of the sublevel sets to the limit ball";
  private static final String EXPONENT = "Effective exponent against the scale";
  private static final double ACCURACY = 0.1;
  private static final int DIRECTIONS = 90;

  /** A map with what the theory says about its sublevel sets. */
  private record Expected(String label, String map, double p, Regime.Kind regime) {}

  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static final List<Expected> MAPS =
      List.of(
          new Expected("hyperbolic", "hyperbolic:beta=1", 1, Regime.Kind.LOGARITHMIC),
          new Expected("log map", "log:a=1", 1, Regime.Kind.LOGARITHMIC),
          new Expected("p = 3", "p:3", 3, Regime.Kind.EXACT),
          new Expected("p = 3 and quadratic", "p:3,quadratic=1", 3, Regime.Kind.ALGEBRAIC),
          new Expected("smoothed p = 1.5", "smoothed:p=1.5,delta=1", 1.5, Regime.Kind.ALGEBRAIC),
          new Expected("p = 2 with logarithm", "plog:p=2", 2, Regime.Kind.LOGARITHMIC),
          new Expected("cosh", "cosh:s=1", INFINITE, Regime.Kind.ALGEBRAIC),
          new Expected("formula", "expr:abs(x)^3*log(1+abs(x))", 3, Regime.Kind.LOGARITHMIC));

  private static final List<String> DRAWN = List.of("hyperbolic", "p = 3 and quadratic", "cosh");
  private static final double[] DECADES = {0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 100};

  /**
   * How far the sublevel sets of two coordinates are from the limit ball, measured and as the
   * leading order says.
   *
   * @param logScale log ρ
   * @param measured sup over Q(v) = 1 of |Q_{1/ρ}(v) − 1| over directions of the plane
   * @param predicted leading order of h(ρ)
   */
  record Approach(double[] logScale, double[] measured, double[] predicted) {}

  @Override
  public String id() {
    return "horizons";
  }

  @Override
  public String commands(StudySize size) {
    return command(size) + "\n./mirrorflow horizon hyperbolic:beta=1";
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, Horizon> horizons = new LinkedHashMap<>();
    Map<String, Approach> approaches = new LinkedHashMap<>();
    CsvText csv = new CsvText("map", "log_scale", "distance", "predicted_distance", "p_eff");
    for (Expected e : MAPS) {
      MirrorMap map = map(e);
      Horizon horizon = Horizon.of(map.potential());
      Approach approach = approach(map, horizon);
      horizons.put(e.label, horizon);
      approaches.put(e.label, approach);
      Growth growth = new Growth(map.potential());
      for (int k = 0; k < approach.logScale.length; k++) {
        double u = approach.logScale[k];
        csv.row(
            e.label, u, approach.measured[k], approach.predicted[k], growth.effectiveExponent(u));
      }
    }
    List<Figure> figures = new ArrayList<>();
    MAPS.stream().filter(e -> DRAWN.contains(e.label)).forEach(e -> figures.add(balls(e)));
    figures.add(exponents());
    figures.add(approachChart(approaches));
    return findings(
        size,
        "Horizons: the shape of far sublevel sets",
        "Which gauge do the sublevel sets of a potential tend to, scaled to unit size, and how"
            + " fast?",
        "An index p at infinity gives the ℓp ball, rapid growth the ℓ∞ ball, whatever slowly"
            + " varying factors and lower powers there are. Distance h(ρ): none (exact), a power"
            + " of the scale ρ (algebraic), or a power of log ρ (logarithmic).",
        List.of(judgeLimits(horizons), judgeApproach(approaches)),
        figures,
        List.of(table(horizons, approaches)),
        Map.of("horizons.csv", csv.toString()));
  }

  private static MirrorMap map(Expected e) {
    return MapSpec.parse(e.map).perLayer().get(0);
  }

  /** Holds when every map has the index and the regime that the theory says. */
  static ClaimResult judgeLimits(Map<String, Horizon> horizons) {
    boolean holds = !horizons.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Expected e : MAPS) {
      Horizon h = horizons.get(e.label);
      boolean known = h != null;
      holds &= known && sameIndex(h.p(), e.p) && h.regime().kind() == e.regime;
      measured.add(
          e.label
              + (known
                  ? ": index "
                      + index(h.p())
                      + ", "
                      + h.regime().kind().name().toLowerCase(Locale.ROOT)
                  : ": missing"));
    }
    return new ClaimResult(
        "horizons-limits",
        "Do potentials with one index at infinity share one limit gauge?",
        holds,
        EXPONENT,
        String.join("; ", measured),
        "the index and the regime of the potential's growth");
  }

  /** Estimated indices are good to 0.01. */
  private static boolean sameIndex(double p, double expected) {
    return p == expected || Math.abs(p - expected) <= 0.01;
  }

  private static String index(double p) {
    return Double.isInfinite(p) ? "∞" : Numbers.text(p);
  }

  /**
   * Holds when the distance of every map falls with the scale, is the leading order within 10 % at
   * the largest scale, and 0 for exact maps.
   */
  static ClaimResult judgeApproach(Map<String, Approach> approaches) {
    boolean holds = !approaches.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, Approach> entry : approaches.entrySet()) {
      Approach a = entry.getValue();
      int last = lastResolved(a);
      boolean fits = last >= 0 && falls(a.measured, last);
      double ratio = last < 0 ? Double.NaN : a.measured[last] / a.predicted[last];
      boolean exact = last >= 0 && a.predicted[last] == 0;
      holds &= fits && (exact ? a.measured[last] <= ROUNDING : Math.abs(ratio - 1) < ACCURACY);
      measured.add(entry.getKey() + " " + (exact ? "exact" : Numbers.text(ratio)));
    }
    return new ClaimResult(
        "horizons-approach",
        "Is the distance to the limit ball the one predicted from the growth of the"
            + " potential?",
        holds,
        APPROACH,
        "measured / predicted distance at the largest scale: " + String.join(", ", measured),
        "1 within 10 %, 0 for exact maps, falling all the way");
  }

  /** Below this a distance is the rounding of a bisection. */
  private static final double ROUNDING = 1e-9;

  private static int lastResolved(Approach a) {
    int last = a.measured.length - 1;
    while (last > 0 && a.predicted[last] > 0 && a.predicted[last] < 100 * ROUNDING) {
      last--;
    }
    return last;
  }

  private static boolean falls(double[] h, int last) {
    for (int k = 0; k < last; k++) {
      if (!(h[k + 1] <= h[k] + ROUNDING)) {
        return false;
      }
    }
    return Double.isFinite(h[last]);
  }

  private static Approach approach(MirrorMap map, Horizon horizon) {
    Layout plane = Layout.of(Block.matrix(2, 1));
    Gauge limit = horizon.limitGauge(Parts.ENTRIES).on(plane);
    ScaledGauge scaled = new ScaledGauge(map.potential(), Parts.ENTRIES, plane);
    double[] logScale = new double[DECADES.length];
    double[] measured = new double[DECADES.length];
    double[] predicted = new double[DECADES.length];
    for (int k = 0; k < DECADES.length; k++) {
      logScale[k] = DECADES[k] * Math.log(10);
      for (int i = 0; i <= DIRECTIONS; i++) {
        double angle = 0.5 * Math.PI * i / DIRECTIONS;
        double[] v = {Math.cos(angle), Math.sin(angle)};
        double q = limit.value(v);
        v[0] /= q;
        v[1] /= q;
        double h = Math.abs(scaled.value(v, Math.exp(-logScale[k])) - 1);
        measured[k] = Math.max(measured[k], h);
      }
      predicted[k] = horizon.approach(logScale[k], 2);
    }
    return new Approach(logScale, measured, predicted);
  }

  private static Shapes balls(Expected e) {
    HorizonPicture picture = HorizonPicture.of(map(e).potential());
    List<Shapes.Shape> shapes = new ArrayList<>();
    picture
        .limit()
        .ifPresent(ball -> shapes.add(new Shapes.Shape("limit", ball.x(), ball.y(), true, true)));
    for (HorizonPicture.Ball ball : picture.balls()) {
      String name = "scale 10^" + Math.round(ball.logScale() / Math.log(10));
      shapes.add(new Shapes.Shape(name, ball.x(), ball.y(), true, false));
    }
    return new Shapes(
        "Sublevel sets of " + e.label + ", scaled to unit size",
        Axis.linear("first coordinate").in("scales"),
        Axis.linear("second coordinate").in("scales"),
        shapes,
        "With growing scale the sets approach the shaded ball of the limit gauge, p = "
            + index(e.p)
            + ".");
  }

  private static Chart exponents() {
    List<Series> series = new ArrayList<>();
    for (Expected e : MAPS) {
      if (Double.isInfinite(e.p)) {
        continue;
      }
      HorizonPicture.Series curve = HorizonPicture.of(map(e).potential()).effectiveExponent();
      double[] decades = Arrays.stream(curve.logScale()).map(u -> u / Math.log(10)).toArray();
      series.add(Series.line(e.label, decades, curve.value()));
    }
    return new Chart(
        EXPONENT,
        Axis.powerOfTen("scale ρ").in("size of a weight"),
        Axis.linear("effective exponent 1 + ρ r''/r'").in("index p"),
        series,
        "At a finite scale a potential acts like the p-norm with this exponent: 2 below β for the"
            + " hyperbolic map, its index far out. Cosh grows without bound and is left out.");
  }

  private static Chart approachChart(Map<String, Approach> approaches) {
    List<Series> series = new ArrayList<>();
    approaches.forEach(
        (label, a) -> {
          if (a.predicted[0] > 0) {
            series.add(Series.line(label, a.logScale, visible(a.measured)));
            series.add(
                Series.dashed(label + ", predicted", a.logScale, visible(a.predicted)).like(label));
          }
        });
    return new Chart(
        APPROACH,
        Axis.log("log of the scale").in("natural logarithm"),
        Axis.log("distance h").in("share of the radius"),
        series,
        "Algebraic maps fall below the figure; logarithmic ones are straight lines of"
            + " slope −1. At large scales they follow the dashed leading order.");
  }

  private static double[] visible(double[] h) {
    return Arrays.stream(h).map(x -> x > ROUNDING ? x : Double.NaN).toArray();
  }

  private static Table table(Map<String, Horizon> horizons, Map<String, Approach> approaches) {
    return new Table(
        "Limit gauge of every potential",
        List.of("map", "specification", "p", "regime", "known by", "h at 10", "h at 10^8"),
        MAPS.stream().map(e -> row(e, horizons.get(e.label), approaches.get(e.label))).toList(),
        "h: largest distance of the sublevel set of two coordinates from the limit ball.");
  }

  private static List<String> row(Expected e, Horizon h, Approach a) {
    return List.of(
        e.label,
        e.map,
        index(h.p()),
        h.regime().kind().name(),
        h.estimated() ? "estimated" : "closed form",
        Numbers.text(a.measured[1]),
        Numbers.text(a.measured[7]));
  }
}
