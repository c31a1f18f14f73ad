package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.io.InputException;

class TransformTest {

  private static Dataset data(double... inputs) {
    int[] labels = new int[inputs.length / 2];
    labels[0] = 1;
    return new Dataset("d", inputs, labels, 2, 2);
  }

  @Test
  void standardizedColumnsHaveMeanZeroAndVarianceOne() {
    Dataset iris = DataSpec.load("iris");
    Dataset out = Transform.STANDARDIZE.apply(iris);
    for (int j = 0; j < 4; j++) {
      double sum = 0;
      double square = 0;
      for (int i = 0; i < 150; i++) {
        sum += out.inputs()[i * 4 + j];
        square += out.inputs()[i * 4 + j] * out.inputs()[i * 4 + j];
      }
      assertThat(sum / 150).isCloseTo(0, within(Tolerances.ROUNDING));
      assertThat(square / 150).isCloseTo(1, within(Tolerances.ROUNDING));
    }
    assertThat(out.name()).isEqualTo("iris | standardize");
    assertThat(out.labels()).isEqualTo(iris.labels());
    assertThat(iris.inputs()[0]).isEqualTo(5.1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, -1e300, 4.9e-324, 1e17})
  void constantColumnBecomesZero(double value) {
    double[] out =
        Transform.STANDARDIZE.apply(data(value, 1, value, 2, value, 3, value, 4)).inputs();
    for (int i = 0; i < 4; i++) {
      assertThat(Math.abs(out[2 * i])).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-320, 1e-200, 1, 1e200, 1.7e308})
  void standardizeAndUnitNormWorkAtEveryScale(double scale) {
    double[] out =
        Transform.STANDARDIZE.apply(data(scale, 1, -scale, 2, scale, 1, -scale, 2)).inputs();
    for (int i = 0; i < 4; i++) {
      assertThat(out[2 * i]).isCloseTo(i % 2 == 0 ? 1 : -1, within(Tolerances.ROUNDING));
      assertThat(out[2 * i + 1]).isCloseTo(i % 2 == 0 ? -1 : 1, within(Tolerances.ROUNDING));
    }
    double[] unit = Transform.UNIT_NORM.apply(data(scale, scale, 0, -scale)).inputs();
    double diagonal = Math.sqrt(0.5);
    assertThat(unit[0]).isCloseTo(diagonal, within(Tolerances.ROUNDING));
    assertThat(unit[1]).isCloseTo(diagonal, within(Tolerances.ROUNDING));
    assertThat(unit[3]).isEqualTo(-1);
  }

  @Test
  void zeroSampleHasNoUnitNorm() {
    assertThatThrownBy(() -> Transform.UNIT_NORM.apply(data(1, 1, 0, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("sample 1");
  }

  @Test
  void namesAddUp() {
    Dataset digits = DataSpec.load("digits:0,1");
    assertThat(Transform.UNIT_NORM.apply(Transform.STANDARDIZE.apply(digits)).name())
        .isEqualTo("digits:0,1 | standardize | unit-norm");
  }
}
