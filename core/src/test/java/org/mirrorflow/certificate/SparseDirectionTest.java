package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mirrorflow.certificate.convex.InteriorPoint;
import org.mirrorflow.certificate.convex.OuterGradients;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** The program of the gauge ℓ1 on few of its rows, beside the one on all of them. */
class SparseDirectionTest {
  private static final int FEATURES = 60;
  private static final int SAMPLES = 60;

  @Test
  void findsTheValueOfAllRows() {
    LayeredModel model = ModelSpec.parse("dense:40").on(FEATURES, 1);
    OwnAnswers own = OwnAnswers.of(model, SAMPLES);
    Gauge gauge = GaugeSpec.parse("l1").on(model.layout());
    MarginGradients gradients =
        OwnAnswers.gradients(model, own.data(), gauge.normalize(own.theta()), 0.01);
    assertThat(gradients.set().kinks()).isPositive();
    double scale = gauge.layout().degree() * gradients.minimum();
    Accuracy accuracy = new Accuracy(1e-7, 1e-7, 100, 1e12);
    OuterGradients outer = gradients.outer().orElseThrow();

    Bounds few = new Bounds(gradients.set(), gauge, scale, accuracy);
    offerStart(few, gradients, gauge);
    new SparseDirection(gradients, outer, few).run(400);
    assertThat(few.close()).isTrue();

    Bounds all = new Bounds(gradients.set(), gauge, scale, accuracy);
    double[] m = new double[gradients.set().size()];
    new InteriorPoint(gradients.set(), gradients, outer, Double.POSITIVE_INFINITY)
        .run(
            100,
            (x, s, v) -> {
              all.offerUpper(x, s);
              gradients.along(v, m);
              all.offerLower(v, m);
              return all.close();
            });
    assertThat(few.kappaUpper()).isCloseTo(all.kappaUpper(), within(3e-7 * (1 + all.kappaUpper())));
  }

  private static void offerStart(Bounds bounds, MarginGradients gradients, Gauge gauge) {
    double[] x = OwnAnswers.uniform(gradients);
    double[] s = new double[gradients.parameters()];
    double[] v = new double[s.length];
    double[] m = new double[x.length];
    gradients.combine(x, s);
    bounds.offerUpper(x, s);
    gauge.polar().subgradient(s, v);
    gradients.along(v, m);
    bounds.offerLower(v, m);
  }
}
