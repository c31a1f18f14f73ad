package org.mirrorflow.lab.horizon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.horizon.HorizonPicture;
import org.mirrorflow.lab.Version;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Shapes;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.map.MirrorMap;

/**
 * The horizon of one map as a page: sublevel sets against the limit ball, exponent against scale.
 */
public final class HorizonReport {
  private HorizonReport() {}

  /**
   * {@return the page}
   *
   * @param map the map
   * @param answer what it says of itself
   */
  public static Report of(MirrorMap map, HorizonAnswer answer) {
    String limit = answer.limit() == null ? "no limit gauge" : answer.limit().gauge();
    Chapter chapter =
        new Chapter(
            "horizon",
            "The horizon of " + answer.map(),
            "Which margin does a flow with this potential maximise, and from which scale on?",
            "./mirrorflow horizon '" + answer.map() + "'",
            "Sublevel sets of the potential, scaled to unit size, tend to the unit ball of the limit"
                + " gauge.",
            "Limit gauge: "
                + limit
                + (answer.estimated() ? " (estimated from growth)" : " (closed form)")
                + "\nRegime: "
                + answer.regime()
                + ", deviation "
                + answer.regimeFormula(),
            figures(map),
            List.of(values(answer), arrivals(answer)));
    return new Report(
        "Horizon of " + answer.map(),
        "Limit gauge " + limit + ", regime " + answer.regime() + ".",
        List.of(),
        List.of(chapter),
        List.of(Bibliography.SOFTWARE.citation(), Bibliography.MIRROR_FLOW_BIAS.citation()),
        List.of(new Report.Fact("Version", Version.PROGRAM)));
  }

  /**
   * {@return sublevel sets against the limit ball, and the effective exponent against the scale}
   *
   * @param map the map
   */
  public static List<Figure> figures(MirrorMap map) {
    HorizonPicture picture = HorizonPicture.of(map.potential());
    return List.of(balls(picture), exponents(picture));
  }

  private static Figure balls(HorizonPicture picture) {
    List<Shapes.Shape> shapes = new ArrayList<>();
    picture
        .limit()
        .ifPresent(ball -> shapes.add(new Shapes.Shape("limit", ball.x(), ball.y(), true, true)));
    for (HorizonPicture.Ball ball : picture.balls()) {
      String name =
          String.format(Locale.ROOT, "scale 1e%d", Math.round(ball.logScale() / Math.log(10)));
      shapes.add(new Shapes.Shape(name, ball.x(), ball.y(), true, false));
    }
    return new Shapes(
        "Sublevel sets, scaled to unit size",
        Axis.linear("first coordinate"),
        Axis.linear("second coordinate"),
        shapes,
        "With growing scale the sets approach the shaded ball of the limit gauge.");
  }

  private static Figure exponents(HorizonPicture picture) {
    HorizonPicture.Series series = picture.effectiveExponent();
    double[] decades = series.logScale().clone();
    for (int i = 0; i < decades.length; i++) {
      decades[i] /= Math.log(10);
    }
    return new Chart(
        "Effective exponent",
        Axis.powerOfTen("scale"),
        Axis.linear("effective exponent"),
        List.of(Series.line("effective exponent", decades, series.value())),
        "A flow at this scale behaves like the p-norm potential with this exponent.");
  }

  private static Table values(HorizonAnswer answer) {
    List<List<String>> rows = new ArrayList<>();
    for (HorizonAnswer.GaugeAt at : answer.gaugeAt()) {
      rows.add(List.of(Double.toString(at.eta()), text(at.value())));
    }
    rows.add(List.of("limit", text(answer.gaugeLimit())));
    return new Table(
        "Gauge of " + Arrays.toString(answer.at()),
        List.of("eta", "value"),
        rows,
        "eta is one over the scale.");
  }

  private static Table arrivals(HorizonAnswer answer) {
    List<List<String>> rows = new ArrayList<>();
    for (HorizonAnswer.ArrivalWithin a : answer.arrivals()) {
      rows.add(
          List.of(
              Double.toString(a.epsilon()),
              a.everywhere() ? "at every scale" : text(a.logScale()),
              text(a.logTime()),
              text(a.logLogTime())));
    }
    return new Table(
        "When the gauge is within epsilon of its limit",
        List.of("epsilon", "log scale", "log time", "log log time"),
        rows,
        "A dash: beyond the range of float64, or no number as it holds at every scale.");
  }

  private static String text(Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.6g", value);
  }
}
