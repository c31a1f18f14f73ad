package org.mirrorflow.lab.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;

/** Which array is taken as which layer. */
class WeightFileTest {
  @TempDir private Path folder;

  private WeightFile read(String file, Map<String, Tensor> tensors) {
    Path path = folder.resolve(file);
    if (file.endsWith(".npz")) {
      Npz.write(path, tensors);
    } else {
      Safetensors.write(path, tensors, Safetensors.Precision.F64);
    }
    return WeightFile.read(path);
  }

  /** Square matrices chain in any order, so that the names alone decide. */
  @ParameterizedTest
  @CsvSource({
    "10.weight 0.weight 2.weight, 0.weight 2.weight 10.weight",
    "fc10.weight fc2.weight, fc2.weight fc10.weight",
    "net.10.weight net.9.weight net.0.weight, net.0.weight net.9.weight net.10.weight",
    "dense10/kernel dense9/kernel, dense9/kernel dense10/kernel",
    "W10 W9 W1, W1 W9 W10"
  })
  void numbersInNamesCompareAsNumbers(String stored, String expected) {
    for (String file : new String[] {"square.npz", "square.safetensors"}) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : stored.split(" ", -1)) {
        tensors.put(name, Tensor.matrix(2, 2, tensors.size(), 0, 0, 1));
      }
      WeightFile weights = read(file, tensors);
      assertThat(weights.layers())
          .extracting(WeightFile.Layer::name)
          .containsExactly(expected.split(" ", -1));
      for (WeightFile.Layer layer : weights.layers()) {
        assertThat(layer.weight().data()).isEqualTo(tensors.get(layer.name()).data());
      }
    }
  }

  @Test
  void theMappingSaysWhichArrayIsWhichLayer() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("10.weight", Tensor.matrix(1, 4, 1, 1, 1, 1));
    tensors.put("0.weight", Tensor.matrix(3, 2, 1, 2, 3, 4, 5, 6));
    tensors.put("0.bias", Tensor.vector(7, 8, 9));
    tensors.put("2.weight", new Tensor(new int[] {4, 3}, new double[12]));
    WeightFile weights = read("w.npz", tensors);
    assertThat(weights.mapping())
        .isEqualTo("W1 = 0.weight with bias, W2 = 2.weight, W3 = 10.weight");
    assertThat(weights.layers().get(0).bias().data()).containsExactly(7, 8, 9);
    assertThat(weights.layers().get(1).bias()).isNull();
    assertThat(weights.layers().get(0).inputs()).isEqualTo(2);
    assertThat(weights.layers().get(0).outputs()).isEqualTo(3);
  }

  @Test
  void theOrderOfTheFileCountsWhereOnlyThatChains() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("hidden.weight", Tensor.matrix(3, 2, 1, 2, 3, 4, 5, 6));
    tensors.put("classifier.weight", Tensor.matrix(1, 3, 1, 2, 3));
    assertThat(read("w.npz", tensors).mapping())
        .isEqualTo("W1 = hidden.weight, W2 = classifier.weight");
  }

  @Test
  void biasesGoByTheNameOfTheirWeights() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b1", Tensor.vector(5));
    tensors.put("W1", Tensor.matrix(1, 2, 1, 2));
    assertThat(read("w.npz", tensors).mapping()).isEqualTo("W1 = W1 with bias");
    tensors.put("b2", Tensor.vector(5));
    assertRefused(tensors, "biases without weights");
  }

  @Test
  void shapesThatAreNoChainOfDenseLayersAreRefused() {
    assertRefused(
        Map.of("W1", Tensor.matrix(3, 2, 1, 2, 3, 4, 5, 6), "W2", Tensor.matrix(1, 2, 1, 2)),
        "the matrices do not chain");
    assertRefused(
        Map.of("conv.weight", new Tensor(new int[] {1, 1, 2, 2}, new double[4])),
        "[1, 1, 2, 2] that is no dense layer");
    assertRefused(Map.of("norm.weight", Tensor.vector(1, 2)), "[2] that is no dense layer");
    assertRefused(Map.of("b1", Tensor.vector(1)), "no weight matrix");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void layersWithoutEntriesAreRefused(int axis) {
    int[] shape = {2, 2};
    shape[axis] = 0;
    assertRefused(Map.of("W1", new Tensor(shape, new double[0])), "that is no dense layer");
  }

  private void assertRefused(Map<String, Tensor> tensors, String words) {
    assertThatThrownBy(() -> read("refused.npz", tensors))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("refused.npz")
        .hasMessageContaining(words)
        .hasMessageContaining("; expected ")
        .hasMessageNotContaining("\n");
  }
}
