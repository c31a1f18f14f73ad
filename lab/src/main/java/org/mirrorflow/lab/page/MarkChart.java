package org.mirrorflow.lab.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.run.Trajectory;

/**
 * A chart over the marks of flows: some columns of their trajectories against one.
 *
 * @param title heading
 * @param x horizontal axis
 * @param abscissa what the marks are plotted against
 * @param y vertical axis
 * @param lines what is plotted; the first is the quantity itself, the others belong to it
 * @param caption a sentence that says what to see of one flow
 * @param together the same of several flows, of which the first line is shown
 */
record MarkChart(
    String title,
    Axis x,
    Abscissa abscissa,
    Axis y,
    List<Line> lines,
    String caption,
    String together) {

  /** One caption for one flow and for several. */
  MarkChart(String title, Axis x, Abscissa abscissa, Axis y, List<Line> lines, String caption) {
    this(title, x, abscissa, y, lines, caption, caption);
  }

  MarkChart against(Axis axis, Abscissa other) {
    return new MarkChart(title, axis, other, y, lines, caption, together);
  }

  private MarkChart together(String other) {
    return new MarkChart(title, x, abscissa, y, lines, caption, other);
  }

  /**
   * What marks are plotted against.
   *
   * @param column of the trajectory
   * @param value what becomes of an entry; NaN leaves the mark out
   */
  record Abscissa(String column, DoubleUnaryOperator value) {
    /** log(1/ℒ), which grows along every flow; marks with ℒ ≥ 1/e are left out. */
    static final Abscissa DECAY = new Abscissa(LOG_LOSS, x -> x <= -1 ? -x : Double.NaN);

    /** log t; the start, at t = 0, is left out. */
    static final Abscissa LOG_TIME = of("logTime");

    /** Accepted steps. */
    static final Abscissa STEPS = of("steps");

    /** Passes over the samples of a training. */
    static final Abscissa EPOCHS = of("epoch");

    /** Minutes since the first cell of a sweep. */
    static final Abscissa MINUTES = of("minutes");

    private static Abscissa of(String column) {
      return new Abscissa(column, DoubleUnaryOperator.identity());
    }

    double[] of(Trajectory t) {
      return Arrays.stream(t.column(column)).map(value).toArray();
    }

    boolean in(Trajectory t) {
      return t.columns().contains(column);
    }
  }

  /**
   * A column of trajectories, or what becomes of it.
   *
   * @param name in the legend
   * @param column of the trajectory
   * @param value what becomes of an entry
   * @param dashed how it is drawn
   */
  record Line(String name, String column, DoubleUnaryOperator value, boolean dashed) {
    static Line of(String name, String column) {
      return new Line(name, column, DoubleUnaryOperator.identity(), false);
    }

    static Line dashed(String name, String column) {
      return new Line(name, column, DoubleUnaryOperator.identity(), true);
    }

    static Line negated(String name, String column) {
      return new Line(name, column, x -> -x, false);
    }

    static Line size(String name, String column) {
      return new Line(name, column, Math::abs, false);
    }

    /** With one value at least, both coordinates finite. */
    Optional<Series> of(
        String run, Trajectory trajectory, Abscissa abscissa, DoublePredicate shown) {
      if (!trajectory.columns().contains(column) || !abscissa.in(trajectory)) {
        return Optional.empty();
      }
      double[] x = abscissa.of(trajectory);
      double[] y = Arrays.stream(trajectory.column(column)).map(value).toArray();
      int[] kept =
          IntStream.range(0, x.length)
              .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]) && shown.test(y[i]))
              .toArray();
      double[] keptX = IntStream.of(kept).mapToDouble(i -> x[i]).toArray();
      double[] keptY = IntStream.of(kept).mapToDouble(i -> y[i]).toArray();
      return kept.length == 0
          ? Optional.empty()
          : Optional.of(dashed ? Series.dashed(run, keptX, keptY) : Series.line(run, keptX, keptY));
    }
  }

  static final String LOG_LOSS = "logLoss";

  /**
   * What is relative and smaller comes from rounding: a point on a logarithmic axis, but no news.
   */
  private static final double ROUNDING = 1e-13;

  private static final Axis DECAY = Axis.log("log(1/loss)").in("natural logarithm");

  /** What is plotted of every flow. */
  static final List<MarkChart> ALL =
      List.of(
          new MarkChart(
              "Loss against time",
              Axis.linear("log t").in("natural logarithm"),
              Abscissa.LOG_TIME,
              Axis.linear("log(1/loss)").in("natural logarithm"),
              List.of(Line.negated("log(1/loss)", LOG_LOSS)),
              "Late in training the loss falls like 1/t, up to powers of log t: the slope is 1."),
          new MarkChart(
              "Loss against steps",
              Axis.linear("accepted steps"),
              Abscissa.STEPS,
              Axis.log("log(1/loss)").in("natural logarithm"),
              List.of(Line.negated("log(1/loss)", LOG_LOSS)),
              "How far each step came. Marks before the loss is below 1 are left out."),
          along(
                  "Margin",
                  Axis.linear("margin over gauge to the power of the degree"),
                  List.of(
                      Line.of("Q-margin", "qMargin"),
                      Line.dashed("smoothed margin", "smoothedMargin")),
                  "Both tend to the same limit, the margin in the limit gauge that the flow"
                      + " maximises.")
              .together(
                  "Each flow in its own limit gauge: margins in different gauges have different"
                      + " sizes."),
          along(
                  "Distance from a KKT point",
                  Axis.log("relative KKT gap"),
                  List.of(
                      Line.of("KKT gap, slopes at kinks free", "kktGap"),
                      Line.dashed("lower bound", "kktGapLower"),
                      Line.dashed("one slope per sample", "kktGapFixed")),
                  "0 at a KKT point of the margin problem. Where the bounds meet, the gap is known.")
              .together(
                  "0 at a KKT point of the margin problem, each flow in its own limit gauge: the"
                      + " upper bound, slopes at kinks free."),
          along(
                  "Balance",
                  Axis.log("relative drift"),
                  List.of(
                      Line.of("between layers", "balanceDrift"),
                      Line.of("of neurons", "neuronBalanceDrift")),
                  "The exact flow conserves what is plotted: the drift is the integrator's error.")
              .together(
                  "The largest drift between layers: the exact flow has none, so this is the"
                      + " integrator's error."),
          along(
              "Distance from the limit gauge",
              Axis.log("relative distance |h|"),
              List.of(Line.size("|h|", "horizonGap")),
              "How far the potential's own gauge, at the present size of the weights, is from the"
                  + " gauge of the limit. 0 for exact maps, which have no points here."),
          along(
                  "Accuracy on held-out samples",
                  Axis.linear("share of the samples"),
                  List.of(Line.of("held out", "testAccuracy"), Line.dashed("training", "accuracy")),
                  "How many of the samples of --test are classified, beside those of the training"
                      + " data.")
              .together("How many of the samples of --test are classified."),
          along(
              "Loss on held-out samples",
              Axis.linear("log of the mean loss").in("natural logarithm"),
              List.of(Line.of("held out", "testLogLoss")),
              "It rises where the flow becomes surer of samples that it classifies wrongly."));

  /** The same, and the neurons of the first hidden layer. */
  static final List<MarkChart> OF_FLOWS = with(ALL, features(1));

  /** What is plotted of flows, trainings and sweeps while they go on. */
  static final List<MarkChart> OF_RUNS =
      with(
          OF_FLOWS,
          new MarkChart(
              "Accuracy against steps",
              Axis.linear("accepted steps"),
              Abscissa.STEPS,
              Axis.linear("share of the training samples"),
              List.of(Line.of("accuracy", "accuracy")),
              "How many of the training samples are classified."),
          new MarkChart(
              "Trainings: loss",
              Axis.linear("epoch"),
              Abscissa.EPOCHS,
              Axis.linear("log loss").in("natural logarithm"),
              List.of(Line.of("log loss", LOG_LOSS)),
              "Of the sum over the training samples."),
          new MarkChart(
              "Trainings: accuracy",
              Axis.linear("epoch"),
              Abscissa.EPOCHS,
              Axis.linear("share of the training samples"),
              List.of(Line.of("accuracy", "trainAccuracy")),
              "How many of the training samples are classified."),
          new MarkChart(
              "Sweeps: finished cells",
              Axis.linear("minutes since the first cell"),
              Abscissa.MINUTES,
              Axis.linear("cells"),
              List.of(Line.of("cells", "cells")),
              "How many cells have ended."));

  private static List<MarkChart> with(List<MarkChart> charts, MarkChart... more) {
    return Stream.concat(charts.stream(), Stream.of(more)).toList();
  }

  private static MarkChart along(String title, Axis y, List<Line> lines, String caption) {
    return new MarkChart(title, DECAY, Abscissa.DECAY, y, lines, caption);
  }

  /** Active neurons and their effective number, for every hidden layer. */
  static MarkChart features(int layers) {
    List<Line> lines = new ArrayList<>();
    for (int l = 1; l <= layers; l++) {
      lines.add(Line.of("active, layer " + l, "active_" + l));
      lines.add(Line.dashed("participation ratio, layer " + l, "participationRatio_" + l));
    }
    return along(
            "Active neurons",
            Axis.linear("neurons"),
            lines,
            "Active: above 5 % of the strongest neuron of its layer. The participation ratio is an"
                + " effective number of neurons.")
        .together("Neurons of the first hidden layer above 5 % of the strongest.");
  }

  /** Margins and KKT gaps in the gauges that were asked for besides, a line each. */
  static List<MarkChart> gauges(Trajectory trajectory) {
    List<Line> margins = inGauges("qMargin_", trajectory);
    return margins.isEmpty()
        ? List.of()
        : List.of(
            along(
                "Margins in other gauges",
                Axis.log("margin over gauge to the power of the degree"),
                margins,
                "The flow maximises the margin in its own limit gauge; in others it need not grow."),
            along(
                "Distance from KKT points in other gauges",
                Axis.log("relative KKT gap"),
                inGauges("kktGap_", trajectory),
                "Only the gap in the gauge of the limit tends to 0."));
  }

  /** The same, a chart for each gauge. */
  static List<MarkChart> perGauge(Trajectory trajectory) {
    List<MarkChart> charts = new ArrayList<>();
    for (MarkChart all : gauges(trajectory)) {
      for (Line line : all.lines) {
        charts.add(
            new MarkChart(
                all.title + ": " + line.name(),
                all.x,
                all.abscissa,
                all.y,
                List.of(line),
                all.caption));
      }
    }
    return charts;
  }

  private static List<Line> inGauges(String prefix, Trajectory trajectory) {
    return trajectory.columns().stream()
        .filter(column -> column.startsWith(prefix))
        .map(column -> Line.of(column.substring(prefix.length()), column))
        .toList();
  }

  /** The chart of one flow, all its lines; empty where it has no marks of the first. */
  Optional<Chart> of(Trajectory trajectory) {
    if (first(title, trajectory).isEmpty()) {
      return Optional.empty();
    }
    return chart(
        lines.stream()
            .flatMap(line -> line.of(line.name(), trajectory, abscissa, this::shown).stream())
            .toList(),
        caption);
  }

  /** The first line of a flow under its own name; empty where the flow has no such marks. */
  Optional<Series> first(String name, Trajectory trajectory) {
    return lines.get(0).of(name, trajectory, abscissa, this::shown);
  }

  /** The chart of several flows, with more words in its caption; empty if there is none. */
  Optional<Chart> overlay(List<Series> series, String more) {
    return chart(series, together + more);
  }

  private Optional<Chart> chart(List<Series> series, String said) {
    return series.isEmpty() ? Optional.empty() : Optional.of(new Chart(title, x, y, series, said));
  }

  private boolean shown(double value) {
    return y.scale() != Axis.Scale.LOG || value > ROUNDING;
  }
}
