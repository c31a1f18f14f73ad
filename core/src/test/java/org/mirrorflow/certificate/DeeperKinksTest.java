package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** Free slopes beyond the first hidden layer. */
class DeeperKinksTest {
  private static final Dataset XOR = DataSpec.load("synthetic:xor,n=20,d=5,seed=0");
  private static final LayeredModel MODEL = ModelSpec.parse("dense:10,10").on(5, 1);

  private static double[] trained(double until) {
    FlowProblem problem = FlowProblem.of(MODEL, XOR, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    double[] start = new Initialisation(1, 0).parameters(MODEL.layout());
    return problem.parameters(
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(until))
            .run(problem.start(start), FlowObserver.NONE)
            .state());
  }

  @Test
  void lateInAFlowTheyLowerTheGap() {
    double[] theta = trained(-300);
    Gauge gauge = GaugeSpec.parse("l2").on(MODEL.layout());
    Certificate c = Certificate.of(MODEL, XOR, gauge, theta, CertificateOptions.FINE);
    assertThat(c.kinksByLayer()).hasSize(2);
    assertThat(c.kinksByLayer()[0]).isPositive();
    assertThat(c.kinksByLayer()[1]).isPositive();
    assertThat(c.kinks()).isEqualTo(Arrays.stream(c.kinksByLayer()).sum());
    assertThat(c.kktGap()).isLessThan(0.9 * c.kktGapFixed());
    assertThat(c.kktGapLower()).isBetween(0.0, c.kktGap());
    assertThat(c.kinkDistance()).isBetween(0.0, CertificateOptions.KINK_TOLERANCE);
    assertThat(c.lambda()).hasSize(XOR.size());
    assertThat(Arrays.stream(c.lambda()).sum()).isCloseTo(1, within(1e-9));
  }

  /** Never above what the first layer's kinks alone allow, in any gauge. */
  @ParameterizedTest
  @ValueSource(strings = {"l1", "l2", "linf", "lp:3", "group:l1", "operator"})
  void neverRaisesTheGap(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(MODEL.layout());
    double[] unit = gauge.normalize(trained(-30));
    MarginGradients fixed = MarginGradients.fixed(MODEL, XOR, unit, KernelFactory.best());
    double[] start = new double[XOR.size()];
    Arrays.fill(start, 1.0 / start.length);
    CertificateOptions options =
        CertificateOptions.FINE.withAccuracy(new Accuracy(1e-6, 1e-5, 5_000, 1e9));
    CertifiedPoint itself = CertifiedPoint.fixed(gauge, unit, fixed, options.accuracy(), start, 1);
    CertifiedPoint more = new DeeperKinks(MODEL, XOR, gauge, options).best(itself, unit);
    assertThat(more.upper()).isLessThanOrEqualTo(itself.upper());
    assertThat(more.lower()).isLessThanOrEqualTo(more.upper());
  }

  /**
   * On every layer the kinks of the new point are exactly 0, those of the layers below included.
   */
  @Test
  void movesLayerByLayer() {
    double[] theta = GaugeSpec.parse("l2").on(MODEL.layout()).normalize(trained(-300));
    boolean[] first = LayerKinks.of(MODEL, XOR, theta, 0, KernelFactory.best()).within(1e-3);
    double[] moved = LayerKinks.of(MODEL, XOR, theta, 0, KernelFactory.best()).moved(first);
    boolean[] second = LayerKinks.of(MODEL, XOR, moved, 1, KernelFactory.best()).within(1e-3);
    moved = LayerKinks.of(MODEL, XOR, moved, 1, KernelFactory.best()).moved(second);
    assertThat(LayerKinks.of(MODEL, XOR, moved, 0, KernelFactory.best()).zeros(first, theta))
        .isEqualTo(first);
    assertThat(LayerKinks.of(MODEL, XOR, moved, 1, KernelFactory.best()).zeros(second, theta))
        .isEqualTo(second);
  }
}
