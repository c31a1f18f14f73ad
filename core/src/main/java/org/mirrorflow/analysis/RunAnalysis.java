package org.mirrorflow.analysis;

import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.Margins;

/**
 * The analyses of one run: what is conserved is compared with the start, the margins are taken in
 * the limit gauge of the map.
 */
public final class RunAnalysis {
  /** Largest Jacobian (margins × parameters) for which every mark has a certificate. */
  public static final long MOST_ENTRIES_AT_MARKS = 20_000;

  /** Largest Jacobian for which the end has a certificate. */
  public static final long MOST_ENTRIES_AT_END = 3_000_000;

  private final FlowProblem problem;
  private final Gauge gauge;
  private final BalanceLaws laws;
  private final HorizonApproach approach;
  private final KernelAlignment labels;
  private final List<KernelAlignment> startFeatures = new ArrayList<>();

  /**
   * @param problem the flow that is analysed
   * @param gauge Q, the limit gauge of the map
   * @param startDual dual variable at time 0
   */
  public RunAnalysis(FlowProblem problem, Gauge gauge, double[] startDual) {
    this.problem = problem;
    this.gauge = gauge;
    this.approach = HorizonApproach.of(problem.map(), MapHorizon.of(problem.map()));
    this.labels = KernelAlignment.toLabels(problem.data());
    FlowPoint start = new FlowPoint(problem);
    start.moveTo(startDual);
    this.laws = new BalanceLaws(problem.model(), problem.map(), start.theta());
    for (int l = 0; l < problem.model().hiddenLayers().size(); l++) {
      double[] activations = start.pass().activations(l);
      startFeatures.add(new KernelAlignment(activations, activations.length / samples()));
    }
  }

  /** The limit gauge. */
  public Gauge gauge() {
    return gauge;
  }

  /** The balance laws relative to the start. */
  public BalanceLaws laws() {
    return laws;
  }

  /**
   * Measures the flow at a state and its evaluated point, with a certificate where it costs little
   * beside the steps between two marks.
   */
  public Mark measure(FlowState state, FlowPoint point) {
    return measure(state, point, entries() <= MOST_ENTRIES_AT_MARKS);
  }

  /** Measures the end of a flow, with a certificate where it is made in seconds. */
  public Mark measureEnd(FlowState state, FlowPoint point) {
    return measure(state, point, entries() <= MOST_ENTRIES_AT_END);
  }

  /** Size of the Jacobian of all margins, to which the cost of a certificate is tied. */
  private long entries() {
    long margins = new Margins(problem.data(), problem.loss()).count();
    return margins * problem.model().layout().end();
  }

  private Certificate certificate(double[] theta) {
    return KktGap.of(problem.model(), problem.data(), gauge, theta, CertificateOptions.COARSE);
  }

  private Mark measure(FlowState state, FlowPoint point, boolean certified) {
    double[] theta = point.theta();
    return new Mark(
        state.steps(),
        state.s(),
        state.work(),
        state.logTime(),
        point.logLoss(),
        MarginSummary.of(
            gauge,
            problem.model().layout(),
            theta,
            point.minimumMargin(),
            problem.loss(),
            point.logLoss()),
        approach.at(theta),
        point.margins().accuracy(point.outputs()),
        laws.blockPotentials(theta),
        laws.predictedBlockPotentials(state.work()),
        laws.blockDrift(theta),
        laws.neuronDrift(theta).orElse(Double.NaN),
        laws.equationResidual(theta, state.work()),
        certified ? certificate(theta) : null,
        layers(point));
  }

  private List<LayerFeatures> layers(FlowPoint point) {
    List<LayerFeatures> features = new ArrayList<>();
    List<HiddenLayer> layers = problem.model().hiddenLayers();
    for (int l = 0; l < layers.size(); l++) {
      features.add(
          LayerFeatures.of(
              layers.get(l),
              point.theta(),
              point.pass().preactivations(l),
              point.pass().activations(l),
              samples(),
              labels,
              startFeatures.get(l)));
    }
    return features;
  }

  private int samples() {
    return problem.data().size();
  }
}
