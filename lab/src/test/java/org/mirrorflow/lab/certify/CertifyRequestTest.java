package org.mirrorflow.lab.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.DenseNetwork;

/** Weights of small integers, so that outputs by hand are exact. */
class CertifyRequestTest {
  /** x = (1, 2), (−3, 1), (0, −4). */
  private static final Dataset DATA =
      new Dataset("three", new double[] {1, 2, -3, 1, 0, -4}, new int[] {1, 0, 1}, 2, 2);

  @TempDir private Path folder;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /** W1 x = (−1, 12), (−4, −8), (4, −4). */
  @BeforeEach
  void twoLayers() {
    tensors.put("0.weight", Tensor.matrix(2, 2, 1, -1, 4, 4));
    tensors.put("2.weight", Tensor.matrix(1, 2, 2, -3));
  }

  private CertifyRequest request(Dataset data) {
    Path file = folder.resolve("w.npz");
    Npz.write(file, tensors);
    return CertifyRequest.of(file, data, Activation.RELU);
  }

  private static double[] outputs(CertifyRequest request) {
    double[] outputs = new double[request.data().size() * request.network().outputs()];
    request
        .network()
        .pass(request.data().inputs(), request.data().size())
        .forward(request.theta(), outputs);
    return outputs;
  }

  @Test
  void withoutBiasesWeightsAndDataStayAsTheyAre() {
    CertifyRequest request = request(DATA);
    assertThat(request.data()).isSameAs(DATA);
    assertThat(request.theta()).containsExactly(1, -1, 4, 4, 2, -3);
    assertThat(((DenseNetwork) request.network()).widths()).containsExactly(2, 2, 1);
    assertThat(request.mapping()).isEqualTo("W1 = 0.weight, W2 = 2.weight");
    assertThat(outputs(request)).containsExactly(2 * 0 - 3 * 12, 0, 2 * 4);
  }

  /** W1 x + b of every sample, b = (10, −1): (9, 11), (6, −9), (14, −17). */
  @Test
  void aFirstBiasIsTheWeightOfAConstantInput() {
    tensors.put("0.bias", Tensor.vector(10, -1));
    CertifyRequest request = request(DATA);
    assertThat(((DenseNetwork) request.network()).widths()).containsExactly(3, 2, 1);
    assertThat(request.theta()).containsExactly(1, -1, 10, 4, 4, -1, 2, -3);
    assertThat(request.data().inputs()).containsExactly(1, 2, 1, -3, 1, 1, 0, -4, 1);
    assertThat(request.data().labels()).isEqualTo(DATA.labels());
    assertThat(request.mapping()).isEqualTo("W1 = 0.weight with bias, W2 = 2.weight");
    assertThat(outputs(request)).containsExactly(2 * 9 - 3 * 11, 2 * 6, 2 * 14);
  }

  @Test
  void theBiasOfALinearModelIsItsOffset() {
    tensors.clear();
    tensors.put("weight", Tensor.matrix(1, 2, 3, 5));
    tensors.put("bias", Tensor.vector(-7));
    assertThat(outputs(request(DATA))).containsExactly(3 + 10 - 7, -9 + 5 - 7, -20 - 7);
  }

  @Test
  void aLaterBiasOfZeroIsNone() {
    double[] without = outputs(request(DATA));
    tensors.put("2.bias", Tensor.vector(-0.0));
    CertifyRequest request = request(DATA);
    assertThat(request.data()).isSameAs(DATA);
    assertThat(outputs(request)).isEqualTo(without);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, -Double.MIN_VALUE, Double.NaN})
  void anyOtherLaterBiasIsRefused(double bias) {
    tensors.put("2.bias", Tensor.vector(bias));
    assertRefused(DATA, "2.weight: a bias after the first layer", "bias=False");
  }

  @Test
  void weightsThatDoNotFitTheDataAreRefused() {
    Dataset threeFeatures = new Dataset("wide", new double[6], new int[] {1, 0}, 3, 2);
    assertRefused(threeFeatures, "from 2 inputs to 1 outputs", "3 inputs and 1 outputs");
    Dataset threeClasses = new Dataset("many", new double[6], new int[] {0, 1, 2}, 2, 3);
    assertRefused(threeClasses, "from 2 inputs to 1 outputs", "2 inputs and 3 outputs");
  }

  @Test
  void aFirstBiasOfAnotherLengthIsRefused() {
    tensors.put("0.bias", Tensor.vector(1, 2, 3));
    assertRefused(DATA, "0.weight: a bias of 3 entries", "one per output, 2");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void weightsThatAreNotFiniteAreRefused(double weight) {
    tensors.put("2.weight", Tensor.matrix(1, 2, 1, weight));
    assertRefused(DATA, "2.weight[0,1]: " + weight);
    tensors.put("2.weight", Tensor.matrix(1, 2, 1, 1));
    tensors.put("0.bias", Tensor.vector(1, weight));
    assertRefused(DATA, "bias of 0.weight[1]: " + weight);
  }

  private void assertRefused(Dataset data, String... words) {
    assertThatThrownBy(() -> request(data))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(words)
        .hasMessageContaining("; expected ")
        .hasMessageNotContaining("\n");
  }
}
