package org.mirrorflow.lab.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.analysis.Besides;
import org.mirrorflow.analysis.LayerFeatures;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.analysis.Quantities;
import org.mirrorflow.analysis.Quantity;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.model.HiddenLayer;

/**
 * Assembles the result of a run from what was measured at its end.
 *
 * @param problem what flowed
 * @param horizon of its map
 */
public record EndOfRun(FlowProblem problem, MapHorizon horizon) {

  /** The result of a run with marks. */
  RunResult result(
      FlowResult flow, Mark last, double[] theta, Trajectory trajectory, double seconds) {
    return result(
        flow,
        last,
        theta,
        trajectory,
        seconds,
        GrowthSummary.of(problem, horizon, flow, theta, trajectory).orElse(null),
        RateSummary.of(trajectory, HorizonApproach.of(problem.map(), horizon)));
  }

  /**
   * {@return the result of a flow that was measured at its end alone: no growth and no rate}
   *
   * @param flow outcome and final state
   * @param last what was measured there
   * @param theta θ there
   * @param seconds of the flow
   */
  public RunResult result(FlowResult flow, Mark last, double[] theta, double seconds) {
    return result(flow, last, theta, new Trajectory(List.of(), List.of()), seconds, null, null);
  }

  private RunResult result(
      FlowResult flow,
      Mark last,
      double[] theta,
      Trajectory trajectory,
      double seconds,
      GrowthSummary growth,
      RateSummary rate) {
    Map<String, Number> left = numbers(last, trajectory);
    Number steps = left.remove("steps");
    Number kinks = left.remove("kinks");
    Number qMargin = left.remove("qMargin");
    Number smoothed = left.remove("smoothedMargin");
    boolean separated = flow.minimumMargin() > 0;
    return new RunResult(
        new RunResult.End(
            flow.outcome().name(),
            steps.longValue(),
            seconds,
            (Double) left.remove("logLoss"),
            (Double) left.remove("logTime")),
        new RunResult.Margin(
            horizon.gauge().spec(),
            separated ? (Double) qMargin : null,
            separated ? (Double) smoothed : null),
        new RunResult.Certificate(
            (Double) left.remove("kktGap"),
            (Double) left.remove("kktGapFixed"),
            (Double) left.remove("kktGapLower"),
            (Double) left.remove("kinkDistance"),
            kinks == null ? null : kinks.intValue()),
        new RunResult.Balance(
            (Double) left.remove("balanceDrift"), (Double) left.remove("neuronBalanceDrift")),
        features(theta),
        (Double) left.remove("accuracy"),
        horizon.regime().kind().name(),
        growth,
        rate,
        layers(last.layers()),
        List.of(),
        Collections.unmodifiableMap(left));
  }

  /** All quantities that a result has, by their names. */
  private static Map<String, Number> numbers(Mark last, Trajectory trajectory) {
    Map<String, Number> numbers = new LinkedHashMap<>();
    for (Quantity<Mark> q : Quantities.OF_MARK) {
      double value = q.value().applyAsDouble(last);
      if (q.end() == Quantity.End.LARGEST && !trajectory.rows().isEmpty()) {
        value = Math.max(value, trajectory.largest(q.name()));
      }
      boolean asked = q.end() != Quantity.End.ASKED || !Double.isNaN(value);
      if (q.end() != Quantity.End.ABSENT && asked) {
        numbers.put(q.reported(), q.reported(value));
      }
    }
    for (Besides.InGauge gauge : last.besides().gauges()) {
      for (Quantity<Besides.InGauge> q : Quantities.OF_GAUGE) {
        numbers.put(q.reported() + "_" + gauge.gauge(), q.reported(q.value().applyAsDouble(gauge)));
      }
    }
    return numbers;
  }

  private RunResult.Features features(double[] theta) {
    int active = 0;
    double ratio = 0;
    for (HiddenLayer layer : problem.model().hiddenLayers()) {
      NeuronStrengths strengths = NeuronStrengths.of(layer, theta);
      active += strengths.active();
      ratio += strengths.participationRatio();
    }
    return problem.model().hiddenLayers().isEmpty()
        ? new RunResult.Features(null, null)
        : new RunResult.Features(active, RunResult.orNull(ratio));
  }

  private List<RunResult.Layer> layers(List<LayerFeatures> measured) {
    List<RunResult.Layer> layers = new ArrayList<>();
    for (int l = 0; l < measured.size(); l++) {
      HiddenLayer hidden = problem.model().hiddenLayers().get(l);
      Map<String, Number> features = new LinkedHashMap<>();
      for (Quantity<LayerFeatures> q : Quantities.OF_LAYER) {
        features.put(q.reported(), q.reported(q.value().applyAsDouble(measured.get(l))));
      }
      layers.add(
          new RunResult.Layer(
              hidden.incoming().name(), hidden.neurons(), Collections.unmodifiableMap(features)));
    }
    return layers;
  }
}
