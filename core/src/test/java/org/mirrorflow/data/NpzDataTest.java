package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;

class NpzDataTest {

  private static final Tensor X = Tensor.matrix(3, 2, 0, 1, 2, 3, 4, 5);
  private static final Tensor Y = Tensor.vector(-1, 1, 1);

  @TempDir private Path folder;

  private Dataset read(Map<String, Tensor> arrays) {
    Path file = folder.resolve("data.npz");
    Npz.write(file, arrays);
    return DataSpec.load(file.toString());
  }

  @Test
  void readsFeaturesAndLabels() {
    Dataset data = read(Map.of("X", X, "y", Y, "more", Tensor.scalar(1)));
    assertThat(data.inputs()).containsExactly(X.data());
    assertThat(data.labels()).containsExactly(0, 1, 1);
    assertThat(data.features()).isEqualTo(2);
    assertThat(data.name()).isEqualTo(folder.resolve("data.npz").toString());
  }

  @Test
  void labelsMayBeAColumnAndAnyIntegers() {
    Dataset data = read(Map.of("X", X, "y", Tensor.matrix(3, 1, 7, 3, 5)));
    assertThat(data.labels()).containsExactly(2, 0, 1);
    assertThat(data.classes()).isEqualTo(3);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(Map.of("x", X, "y", Y), "no array X among"),
        Arguments.of(Map.of("X", X), "no array y among X"),
        Arguments.of(Map.of(), "no array X among none"),
        Arguments.of(Map.of("X", Y, "y", Y), ":X: shape [3]"),
        Arguments.of(
            Map.of("X", new Tensor(new int[] {3, 0}, new double[0]), "y", Y), ":X: shape [3, 0]"),
        Arguments.of(Map.of("X", X, "y", Tensor.vector(0, 1)), ":y: shape [2]"),
        Arguments.of(Map.of("X", X, "y", Tensor.matrix(1, 3, 0, 1, 1)), ":y: shape [1, 3]"),
        Arguments.of(Map.of("X", X, "y", Tensor.scalar(0)), ":y: shape []"),
        Arguments.of(Map.of("X", X, "y", Tensor.vector(0, 0.5, 1)), ":y[1]: label 0.5"),
        Arguments.of(Map.of("X", X, "y", Tensor.vector(0, 1, Double.NaN)), ":y[2]: label NaN"),
        Arguments.of(Map.of("X", X, "y", Tensor.vector(1, 1, 1)), ":y: only the class 1"),
        Arguments.of(
            Map.of("X", Tensor.matrix(3, 2, 0, 1, 2, Double.NaN, 4, 5), "y", Y), ":X[1,1]: NaN"),
        Arguments.of(Map.of("X", Tensor.matrix(0, 2), "y", Tensor.vector()), ":y: no samples"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void errorsNameFileAndArray(Map<String, Tensor> arrays, String found) {
    assertThatThrownBy(() -> read(arrays))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder.resolve("data.npz").toString())
        .hasMessageContaining(found);
  }
}
