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
  void aCountTakesTheFirstOfTheClasses() {
    Dataset pair = DataSpec.load("digits:3,8");
    Dataset few = DataSpec.load(" digits:n=40, 3,8");
    assertThat(few.name()).isEqualTo("digits:3,8,n=40");
    assertThat(few.size()).isEqualTo(40);
    assertThat(few.image()).isEqualTo(pair.image());
    assertThat(few.labels()).isEqualTo(Arrays.copyOf(pair.labels(), 40)).contains(0, 1);
    assertThat(few.inputs()).isEqualTo(Arrays.copyOf(pair.inputs(), 40 * 64));
    assertThat(DataSpec.parse("digits:n=1797").spec()).isEqualTo("digits:n=1797");
    assertThat(DataSpec.load("digits:n=1797").inputs()).isEqualTo(DataSpec.load("digits").inputs());
    assertThatThrownBy(() -> DataSpec.load("digits:3,8,n=358"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("357 samples");
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
        "digits:0,1,n=0",
        "digits:0,1,n=",
        "digits:0,1,n=3,n=4",
        "digits:0,n=40",
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
