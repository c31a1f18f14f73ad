package org.mirrorflow.analysis;

import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.model.HiddenLayer;

/**
 * The analyses of one run. Conserved quantities are compared with their values at the start.
 * Margins are measured in the limit gauge of the map.
 *
 * @since 0.1.0
 */
public final class RunAnalysis {
  private final FlowProblem problem;
  private final Gauge gauge;
  private final BalanceLaws laws;
  private final HorizonApproach approach;
  private final KernelAlignment labels;
  private final List<KernelAlignment> startFeatures = new ArrayList<>();
  private final Asked asked;

  /**
   * The analyses of one run.
   *
   * @param problem the flow that is analysed
   * @param gauge Q, the limit gauge of the map
   * @param startCoordinates those of the state at time 0
   */
  public RunAnalysis(FlowProblem problem, Gauge gauge, double[] startCoordinates) {
    this(problem, gauge, startCoordinates, Asked.NOTHING);
  }

  /**
   * The analyses of one run that is asked for more.
   *
   * @param problem the flow that is analysed; certificates compute with its kernels
   * @param gauge Q, the limit gauge of the map
   * @param startCoordinates those of the state at time 0
   * @param asked what is measured besides
   */
  public RunAnalysis(FlowProblem problem, Gauge gauge, double[] startCoordinates, Asked asked) {
    this.problem = problem;
    this.asked = asked;
    this.gauge = gauge;
    this.approach = HorizonApproach.of(problem.map(), MapHorizon.of(problem.map()));
    this.labels = KernelAlignment.toLabels(problem.data());
    FlowPoint start = new FlowPoint(problem);
    start.moveTo(startCoordinates);
    this.laws = new BalanceLaws(problem.model(), problem.map(), start.theta());
    for (int l = 0; l < problem.model().hiddenLayers().size(); l++) {
      double[] activations = start.pass().activations(l);
      startFeatures.add(new KernelAlignment(activations, activations.length / samples()));
    }
  }

  /**
   * {@return what is measured at a state, all but the certificate}
   *
   * @param state where the flow is
   * @param point the evaluated point there
   */
  public Mark measure(FlowState state, FlowPoint point) {
    return measure(state, point, null, besides(state, point, null));
  }

  /**
   * {@return what is measured at a state, with a certificate whose bounds are as close as the
   * effort allows}
   *
   * @param state where the flow is
   * @param point the evaluated point there
   * @param effort {@link Accuracy#mark} on the way, {@link Accuracy#END} at the end
   * @throws org.mirrorflow.io.InputException if no certificate is known for the gauge
   */
  public Mark measure(FlowState state, FlowPoint point, Accuracy effort) {
    CertificateOptions options =
        new CertificateOptions(effort, CertificateOptions.KINK_TOLERANCE, problem.kernels());
    return measure(
        state, point, certificate(gauge, point, options), besides(state, point, options));
  }

  private Certificate certificate(Gauge in, FlowPoint point, CertificateOptions options) {
    return options == null
        ? null
        : Certificate.of(problem.model(), problem.data(), in, point.theta(), options);
  }

  /** What was asked for; without options, without certificates. */
  private Besides besides(FlowState state, FlowPoint point, CertificateOptions options) {
    List<Besides.InGauge> gauges = new ArrayList<>();
    for (GaugeSpec spec : asked.gauges()) {
      Gauge in = spec.on(problem.model().layout());
      MarginSummary margin =
          MarginSummary.of(
              in, point.theta(), point.minimumMargin(), problem.loss(), point.logLoss());
      gauges.add(new Besides.InGauge(spec.spec(), margin, certificate(in, point, options)));
    }
    if (asked.test().isEmpty()) {
      return new Besides(Double.NaN, Double.NaN, gauges);
    }
    FlowPoint test = new FlowPoint(asked.test().get());
    test.moveTo(state.coordinates());
    return new Besides(
        test.margins().accuracy(test.outputs()),
        test.logLoss() - Math.log(asked.test().get().data().size()),
        gauges);
  }

  private Mark measure(FlowState state, FlowPoint point, Certificate certificate, Besides besides) {
    return mark(
        state,
        point.theta(),
        point.minimumMargin(),
        point.logLoss(),
        point.margins().accuracy(point.outputs()),
        certificate,
        layers(point),
        besides);
  }

  /**
   * {@return what is measured of parameters alone, where the samples are elsewhere: no certificate
   * and no layers}
   *
   * @param state where the flow is
   * @param theta θ there
   * @param minMargin min_j q_j(θ)
   * @param logLoss log ℒ(θ)
   * @param accuracy share of samples classified
   */
  public Mark measure(
      FlowState state, double[] theta, double minMargin, double logLoss, double accuracy) {
    return mark(state, theta, minMargin, logLoss, accuracy, null, List.of(), Besides.NOTHING);
  }

  private Mark mark(
      FlowState state,
      double[] theta,
      double minMargin,
      double logLoss,
      double accuracy,
      Certificate certificate,
      List<LayerFeatures> layers,
      Besides besides) {
    return new Mark(
        state.steps(),
        state.logUnit(),
        state.s(),
        state.work(),
        state.logTime(),
        logLoss,
        MarginSummary.of(gauge, theta, minMargin, problem.loss(), logLoss),
        approach.at(theta),
        accuracy,
        BalanceSummary.of(laws, theta, state.work(), state.logUnit()),
        certificate,
        layers,
        besides);
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
