package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;

class EmbeddedTest {

  private static long count(Dataset data, int label) {
    return Arrays.stream(data.labels()).filter(l -> l == label).count();
  }

  @Test
  void digitsAreTheWholeSet() {
    Dataset digits = DataSpec.load("digits");
    assertThat(digits.size()).isEqualTo(1797);
    assertThat(digits.features()).isEqualTo(64);
    assertThat(digits.classes()).isEqualTo(10);
    assertThat(IntStream.range(0, 10).mapToLong(c -> count(digits, c)))
        .containsExactly(178L, 182L, 177L, 183L, 181L, 182L, 181L, 179L, 174L, 180L);
    assertThat(Arrays.stream(digits.inputs()).sum()).isEqualTo(561718);
    assertThat(digits.name()).isEqualTo("digits");
  }

  @Test
  void pairKeepsTheRowsOfTwoClasses() {
    Dataset digits = DataSpec.load("digits");
    Dataset pair = DataSpec.load("digits:3,1");
    assertThat(pair.classes()).isEqualTo(2);
    assertThat(count(pair, 0)).isEqualTo(183);
    assertThat(count(pair, 1)).isEqualTo(182);
    int row = 0;
    for (int i = 0; i < digits.size(); i++) {
      int label = digits.labels()[i];
      if (label == 3 || label == 1) {
        assertThat(pair.labels()[row]).isEqualTo(label == 1 ? 1 : 0);
        assertThat(Arrays.copyOfRange(pair.inputs(), row * 64, row * 64 + 64))
            .isEqualTo(Arrays.copyOfRange(digits.inputs(), i * 64, i * 64 + 64));
        row++;
      }
    }
    assertThat(pair.size()).isEqualTo(row);
  }

  @Test
  void irisIsTheWholeSet() {
    Dataset iris = DataSpec.load("iris");
    assertThat(iris.size()).isEqualTo(150);
    assertThat(iris.features()).isEqualTo(4);
    assertThat(IntStream.range(0, 3).mapToLong(c -> count(iris, c))).containsOnly(50L);
    assertThat(Arrays.copyOf(iris.inputs(), 4)).containsExactly(5.1, 3.5, 1.4, 0.2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "digits:",
        "digits:1",
        "digits:1,1",
        "digits:0,10",
        "digits:-1,2",
        "digits:a,b",
        "iris:0,3",
        "digits:0,1,",
        "digitz",
        "",
        "mnist:3",
        "synthetic:",
        "synthetic:nope"
      })
  void wrongNamesAreInputErrors(String spec) {
    assertThatThrownBy(() -> DataSpec.parse(spec)).isInstanceOf(InputException.class);
  }
}
