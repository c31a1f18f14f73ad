package org.mirrorflow.lab.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    LinearReference reference = LinearReference.of(REQUEST, gauge, certificate);
    assertThat(reference.maxMargin()).isCloseTo(best, within(SOLVED));
    assertThat(reference.margin()).isCloseTo(margin, within(SOLVED));
    assertThat(reference.suboptimality()).isCloseTo(best / margin - 1, within(SOLVED));
    assertThat(certificate.kktGap()).isCloseTo(best / margin - 1, within(SOLVED));
  }

  /**
   * One sample per class, the unit vectors: by symmetry the best W is c(I − 11ᵀ/3), or c(I + t 11ᵀ)
   * in gauges that a common row changes, of margin c.
   */
  @ParameterizedTest
  @CsvSource({
    "l2, 0.70710678118654752",
    "operator, 1",
    "nuclear, 0.5",
    "linf, 2",
    "l1, 0.33333333333333333",
    "rowsum:l1, 0.33333333333333333"
  })
  void severalClassesInAnyGauge(String name, double best) {
    Dataset data =
        new Dataset("axes", new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, new int[] {0, 1, 2}, 3, 3);
    double[] weights = {2, 0, 0.1, 0.3, 1, 0, 0, -0.2, 3};
    CertifyRequest request =
        new CertifyRequest(
            new DenseNetwork(List.of(3, 3), Activation.parse("linear")), data, weights, "W1 = W1");
    GaugeSpec gauge = GaugeSpec.parse(name);
    LinearReference reference =
        LinearReference.of(request, gauge, request.certificate(gauge, CertificateOptions.FINE));
    assertThat(reference.maxMargin()).isCloseTo(best, within(SOLVED * best));
    assertThat(reference.maxMarginUpper()).isBetween(reference.maxMargin(), best * (1 + SOLVED));
  }

  /** max over the rows of their ℓ1 norms, by its own bound. */
  @Test
  void largestRowSum() {
    Dataset data =
        new Dataset("axes", new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, new int[] {0, 1, 2}, 3, 3);
    CertifyRequest request =
        new CertifyRequest(
            new DenseNetwork(List.of(3, 3), Activation.parse("linear")),
            data,
            new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
            "W1 = W1");
    GaugeSpec gauge = GaugeSpec.parse("rowsum:linf");
    LinearReference reference =
        LinearReference.of(request, gauge, request.certificate(gauge, CertificateOptions.FINE));
    // w_kk − w_lk summed over the six pairs is at most 2 Σ |w_kl|, 6 in all: margin at most 1
    assertThat(reference.maxMargin()).isCloseTo(1, within(SOLVED));
  }
}
