package org.mirrorflow.lab.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.model.Activation;

/**
 * Two classes with an output each, as PyTorch users have them, beside the difference of the two.
 */
class TwoOutputsTest {
  private static final double ROUNDING = 1e-12;
  private static final double[] W1 = {1, 0.5, -1, 0.25, 0.5, 1};
  private static final double[] W2 = {-0.5, 1, 0.25, 1, -1.5, 0.75};
  private static final double[] X = {1, 0.2, -1, 0.1, 0.8, 0.9, -0.7, -0.4};

  @TempDir Path folder;

  private Dataset data;
  private CertifyRequest two;
  private CertifyRequest one;

  @BeforeEach
  void save() {
    double[] difference = new double[3];
    Arrays.setAll(difference, j -> W2[3 + j] - W2[j]);
    data = new Dataset("four", X, new int[] {1, 0, 1, 0}, 2, 2);
    two = request("two.npz", Tensor.matrix(2, 3, W2));
    one = request("one.npz", Tensor.matrix(1, 3, difference));
  }

  private CertifyRequest request(String name, Tensor last) {
    Path file = folder.resolve(name);
    Npz.write(file, Map.of("W1", Tensor.matrix(3, 2, W1), "W2", last));
    return CertifyRequest.of(file, data, Activation.RELU);
  }

  @Test
  void marginsAreThoseOfTheDifference() {
    Certificate pair = certificate(two);
    Certificate single = certificate(one);
    assertThat(single.minMargin()).isPositive();
    assertThat(pair.minMargin()).isCloseTo(single.minMargin(), within(ROUNDING));
    assertThat(pair.kktGap()).isGreaterThanOrEqualTo(0);
    assertThat(two.network().outputs()).isEqualTo(2);
  }

  private static Certificate certificate(CertifyRequest request) {
    return request.certificate(GaugeSpec.parse("l2"), CertificateOptions.FINE);
  }
}
