package org.mirrorflow.lab.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.DenseNetwork;

/** Three samples whose largest margins are known in closed form. */
class LinearReferenceTest {
  private static final double SOLVED = 1e-6;
  private static final Dataset DATA =
      new Dataset("three", new double[] {1, 0, 0, 1, -1, 0}, new int[] {1, 1, 0}, 2, 2);
  private static final CertifyRequest REQUEST =
      new CertifyRequest(
          new DenseNetwork(List.of(2, 1), Activation.parse("linear")),
          DATA,
          new double[] {0.6, 0.8},
          "W1 = W1");

  @Test
  void theGapIsTheTrueSuboptimality() {
    check("l2", Math.sqrt(0.5), 0.6);
    check("l1", 0.5, 0.6 / 1.4);
    check("linf", 1, 0.6 / 0.8);
  }

  private static void check(String name, double best, double margin) {
    GaugeSpec gauge = GaugeSpec.parse(name);
    Certificate certificate = REQUEST.certificate(gauge, CertificateOptions.FINE);
    assertThat(certificate.qMargin()).isCloseTo(margin, within(SOLVED));
    LinearReference reference = LinearReference.of(REQUEST, gauge, certificate);
    assertThat(reference.maxMargin()).isCloseTo(best, within(SOLVED));
    assertThat(reference.suboptimality()).isCloseTo(best / margin - 1, within(SOLVED));
    assertThat(certificate.kktGap()).isCloseTo(best / margin - 1, within(SOLVED));
  }
}
