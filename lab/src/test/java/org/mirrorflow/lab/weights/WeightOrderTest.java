package org.mirrorflow.lab.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.lab.certify.CertifyRequest;
import org.mirrorflow.model.Activation;

/** Order and orientation of layers in files as PyTorch, Keras and NumPy write them. */
class WeightOrderTest {
  @TempDir private Path folder;

  private static final Reading TRANSPOSED = new Reading(List.of(), true, 0);

  /** Square, no two equal, none symmetric. */
  private static Map<String, Tensor> square(String names) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : names.split(" ", -1)) {
      double k = tensors.size();
      tensors.put(name, Tensor.matrix(2, 2, k, 1, 2, 3));
    }
    return tensors;
  }

  private Path npz(Map<String, Tensor> tensors) {
    Path path = folder.resolve("w.npz");
    Npz.write(path, tensors);
    return path;
  }

  /** As the format's own writer: one type, sorted by name. */
  private Path safetensors(Map<String, Tensor> tensors) {
    Path path = folder.resolve("w.safetensors");
    Safetensors.write(path, new TreeMap<>(tensors), Safetensors.Precision.F32);
    return path;
  }

  private static List<String> names(WeightFile file) {
    return file.layers().stream().map(WeightFile.Layer::name).toList();
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Path file, Reading reading) {
    return assertThatThrownBy(() -> WeightFile.read(file, reading))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("; expected ")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input.weight hidden.weight output.weight",
        "net.input.weight net.extra.weight net.output.weight",
        "first.weight middle.weight last.weight",
        "fc1.weight fc2.weight output.weight",
        "layers.0.weight layers.2.weight layers.10.weight",
        "W1 W2 W10",
      })
  void namesDecideInBothFormats(String order) {
    List<String> expected = Arrays.asList(order.split(" ", -1));
    assertThat(names(WeightFile.read(npz(square(order))))).isEqualTo(expected);
    assertThat(names(WeightFile.read(safetensors(square(order))))).isEqualTo(expected);
  }

  @Test
  void theOrderOfAnNpzIsThatOfTheModel() {
    String order = "encoder.weight body.weight a.weight";
    WeightFile file = WeightFile.read(npz(square(order)));
    assertThat(names(file)).containsExactly(order.split(" ", -1));
    assertThat(file.layers().get(2).weight().data()).containsExactly(2, 1, 2, 3);
  }

  @Test
  void safetensorsInTheOrderOfTheAlphabetHaveNone() {
    Path file = safetensors(square("encoder.weight body.weight a.weight"));
    assertRefused(file, Reading.PLAIN)
        .hasMessageContaining("--layers")
        .hasMessageContaining("order");
    Reading said = new Reading(List.of("encoder.weight", "body.weight", "a.weight"), null, 0);
    WeightFile read = WeightFile.read(file, said);
    assertThat(names(read)).isEqualTo(said.layers());
    assertThat(read.transposed()).isFalse();
    assertThat(read.layers().get(0).weight().data()).containsExactly(0, 1, 2, 3);
  }

  /** Names that say nothing: what is listed is read, and its bias with it. */
  @Test
  void matricesOfAnyNameAreReadWhereTheyAreListed() {
    Map<String, Tensor> tensors = square("theta proj out");
    tensors.put("proj.bias", Tensor.vector(7, 8));
    Path file = npz(tensors);
    assertRefused(file, Reading.PLAIN)
        .hasMessageContaining("theta")
        .hasMessageContaining("--layers");
    Reading said = new Reading(List.of("out", "proj", "theta"), null, 0);
    WeightFile read = WeightFile.read(file, said);
    assertThat(names(read)).isEqualTo(said.layers());
    assertThat(read.layers().get(0).weight().data()).containsExactly(2, 1, 2, 3);
    assertThat(read.layers().get(1).bias().data()).containsExactly(7, 8);
    assertRefused(file, new Reading(List.of("out", "proj"), null, 0)).hasMessageContaining("theta");
  }

  @Test
  void safetensorsOfAnotherOrderHaveOne() {
    Path path = folder.resolve("own.safetensors");
    Safetensors.write(path, square("encoder.weight body.weight"), Safetensors.Precision.F64);
    assertThat(names(WeightFile.read(path))).containsExactly("encoder.weight", "body.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "sequential/dense/kernel sequential/dense_1/kernel sequential/dense_2/kernel",
    "dense/kernel:0 dense_1/kernel:0",
    "dense_9/kernel dense_10/kernel",
    "params.Dense_0.kernel params.Dense_1.kernel",
  })
  void kernelsOfKerasAndFlaxAreTurned(String order) {
    WeightFile file = WeightFile.read(npz(square(order)));
    assertThat(names(file)).containsExactly(order.split(" ", -1));
    assertThat(file.transposed()).isTrue();
    assertThat(file.mapping()).contains("transposed");
    assertThat(file.layers().get(1).weight().data()).containsExactly(1, 2, 1, 3);
    Reading asTheyAre = new Reading(List.of(), false, 0);
    assertThat(WeightFile.read(npz(square(order)), asTheyAre).layers().get(1).weight().data())
        .containsExactly(1, 1, 2, 3);
  }

  @Test
  void kernelsWhoseShapesSayOtherwiseStay() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("dense/kernel", Tensor.matrix(3, 2, 1, 2, 3, 4, 5, 6));
    tensors.put("dense/bias", Tensor.vector(7, 8, 9));
    tensors.put("dense_1/kernel", Tensor.matrix(1, 3, 1, 2, 3));
    WeightFile stays = WeightFile.read(npz(tensors));
    assertThat(stays.transposed()).isFalse();
    assertThat(stays.layers().get(0).bias().data()).containsExactly(7, 8, 9);
    tensors.put("dense/kernel", Tensor.matrix(2, 3, 1, 2, 3, 4, 5, 6));
    tensors.put("dense_1/kernel", Tensor.matrix(3, 1, 1, 2, 3));
    WeightFile turned = WeightFile.read(npz(tensors));
    assertThat(turned.layers().get(0).weight().data()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(turned.layers().get(0).inputs()).isEqualTo(2);
  }

  /** numpy.savez(file, *arrays) names by number; with Keras' get_weights biases lie between. */
  @Test
  void arraysWithoutNamesAreTurnedAsTheirShapesShow() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("arr_0", Tensor.matrix(2, 3, 1, 2, 3, 4, 5, 6));
    tensors.put("arr_1", Tensor.vector(7, 8, 9));
    tensors.put("arr_2", Tensor.matrix(3, 1, 1, 2, 3));
    tensors.put("arr_3", Tensor.vector(0));
    WeightFile keras = WeightFile.read(npz(tensors));
    assertThat(keras.transposed()).isTrue();
    assertThat(names(keras)).containsExactly("arr_0", "arr_2");
    assertThat(keras.layers().get(0).bias().data()).containsExactly(7, 8, 9);

    Path unknown = npz(square("arr_0 arr_1"));
    assertRefused(unknown, Reading.PLAIN).hasMessageContaining("--transpose");
    assertThat(WeightFile.read(unknown, TRANSPOSED).layers().get(0).weight().data())
        .containsExactly(0, 2, 1, 3);
    Map<String, Tensor> one = Map.of("arr_0", Tensor.matrix(1, 2, 1, 2));
    assertRefused(npz(one), Reading.PLAIN).hasMessageContaining("--transpose");
    assertThat(WeightFile.read(npz(one), Reading.PLAIN.of(2)).transposed()).isFalse();
    assertThat(WeightFile.read(npz(one), Reading.PLAIN.of(1)).transposed()).isTrue();
  }

  @Test
  void matricesOfNumpyThatAreInOutNeedTheOption() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("W1", Tensor.matrix(2, 3, 1, 2, 3, 4, 5, 6));
    tensors.put("W2", Tensor.matrix(3, 1, 1, 2, 3));
    assertRefused(npz(tensors), Reading.PLAIN).hasMessageContaining("--transpose");
    assertThat(WeightFile.read(npz(tensors), TRANSPOSED).layers().get(0).weight().data())
        .containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void layersThatAreSaidMustBeThoseOfTheFile() {
    Path file = npz(square("a.weight b.weight"));
    assertRefused(file, new Reading(List.of("a.weight"), null, 0))
        .hasMessageContaining("every weight array once: a.weight, b.weight");
    assertRefused(file, new Reading(List.of("a.weight", "a.weight"), null, 0))
        .hasMessageContaining("--layers a.weight,a.weight");
    Map<String, Tensor> chain = new LinkedHashMap<>();
    chain.put("a.weight", Tensor.matrix(3, 2, 1, 2, 3, 4, 5, 6));
    chain.put("b.weight", Tensor.matrix(1, 3, 1, 2, 3));
    assertRefused(npz(chain), new Reading(List.of("b.weight", "a.weight"), null, 0))
        .hasMessageContaining("do not chain in the order of --layers");
  }

  /** The same square network, written (out, in) under PyTorch's names and (in, out) as kernels. */
  @Test
  void aKerasNetworkIsThatOfPyTorch() {
    var data = DataSpec.load("synthetic:xor,n=20,d=5,seed=0");
    double[] first = new double[25];
    double[] turned = new double[25];
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        first[i * 5 + j] = Math.sin(1 + 3 * i + 7 * j * j);
        turned[j * 5 + i] = first[i * 5 + j];
      }
    }
    Tensor last = Tensor.matrix(1, 5, 1, -1, 1, -1, 1);
    Map<String, Tensor> torch = new LinkedHashMap<>();
    torch.put("0.weight", new Tensor(new int[] {5, 5}, first));
    torch.put("2.weight", last);
    Map<String, Tensor> keras = new LinkedHashMap<>();
    keras.put("dense/kernel", new Tensor(new int[] {5, 5}, turned));
    keras.put("dense_1/kernel", new Tensor(new int[] {5, 1}, last.data()));
    Activation relu = Activation.parse("relu");
    double[] theta = CertifyRequest.of(npz(torch), data, relu).theta();
    assertThat(CertifyRequest.of(npz(keras), data, relu).theta()).isEqualTo(theta);
  }
}
