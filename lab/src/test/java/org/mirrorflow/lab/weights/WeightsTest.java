package org.mirrorflow.lab.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.model.ModelSpec;

final class WeightsTest {
  private static final Layout LAYOUT = ModelSpec.parse("dense:3").on(2, 1).layout();

  @TempDir Path folder;

  private static Map<String, Tensor> good() {
    double[] theta = new double[LAYOUT.end()];
    for (int j = 0; j < theta.length; j++) {
      theta[j] = 1.0 / (j + 1);
    }
    return new LinkedHashMap<>(Weights.tensors(LAYOUT, theta));
  }

  private Path file(Map<String, Tensor> tensors) {
    Path file = folder.resolve("w.npz");
    Npz.write(file, tensors);
    return file;
  }

  @Test
  void readBackToTheSameBitsInAnyOrderOfTheFile() {
    Map<String, Tensor> turned = new LinkedHashMap<>();
    turned.put("W2", good().get("W2"));
    turned.put("W1", good().get("W1"));
    assertThat(Weights.read(file(turned), LAYOUT))
        .hasSize(9)
        .startsWith(1, 1.0 / 2)
        .endsWith(1.0 / 8, 1.0 / 9);
  }

  @Test
  void aStateDictionaryOfPyTorchFillsTheBlocksInItsOwnOrder() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("fc1.weight", good().get("W1"));
    state.put("fc2.weight", good().get("W2"));
    double[] theta = Weights.read(file(good()), LAYOUT);
    assertThat(Weights.read(file(state), LAYOUT)).containsExactly(theta);
    Path safetensors = folder.resolve("w.safetensors");
    Safetensors.write(safetensors, state, Safetensors.Precision.F64);
    assertThat(Weights.read(safetensors, LAYOUT)).containsExactly(theta);
    state.put("fc1.bias", Tensor.vector(1, 2, 3));
    assertRefused(state, "fc1.weight: a bias beside it");
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    Map<String, Tensor> tensors = good();
    tensors.remove("W2");
    assertRefused(tensors, "no array W2");
    tensors.put("W2", Tensor.matrix(3, 1, 1, 2, 3));
    assertRefused(tensors, "W2: shape [3, 1]; expected (1, 3)");
    tensors.put("W2", Tensor.matrix(1, 3, 1, Double.NaN, 3));
    assertRefused(tensors, "W2[0,1]: NaN; expected finite numbers");
    tensors.putAll(good());
    tensors.put("W3", Tensor.scalar(1));
    assertRefused(tensors, "arrays the model does not have: W3");
  }

  private void assertRefused(Map<String, Tensor> tensors, String words) {
    assertThatThrownBy(() -> Weights.read(file(tensors), LAYOUT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(words);
  }
}
