package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContradictionsTest {

  private static Contradictions of(int classes, double[] inputs, int... labels) {
    int d = inputs.length / labels.length;
    return Contradictions.of(new Dataset("test", inputs, labels, d, classes));
  }

  @Test
  void equalRowsOfDifferentClasses() {
    Contradictions found = of(2, new double[] {1, 2, 3, 4, 1, 2, 1, 2}, 0, 1, 0, 1);
    assertThat(found.pair()).contains(new Contradictions.Pair(0, 3, true));
    assertThat(found.zeroRow()).isEmpty();
    assertThat(found.rowNumbers()).isFalse();
  }

  @Test
  void rowsOnOneRayOfDifferentClasses() {
    Contradictions found = of(2, new double[] {1, -0.0, -1, 0, 4, 0}, 0, 1, 1);
    assertThat(found.pair()).contains(new Contradictions.Pair(0, 2, false));
    assertThat(of(2, new double[] {1, 0, -1, 0, 4, 0}, 0, 1, 0).pair()).isEmpty();
  }

  /** 3x is rounded entry by entry; a row that differs in the twelfth digit is on another ray. */
  @Test
  void multiplesAreRounded() {
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < 100; k++) {
      double[] rows = new double[10];
      for (int j = 0; j < 5; j++) {
        rows[j] = random.nextDouble(-1, 1);
        rows[5 + j] = 3.7 * rows[j];
      }
      assertThat(of(2, rows, 0, 1).pair()).contains(new Contradictions.Pair(0, 1, false));
      rows[7] *= 1 + 1e-12;
      assertThat(of(2, rows, 0, 1).pair()).isEmpty();
    }
  }

  @Test
  void rowsOfZeros() {
    assertThat(of(2, new double[] {1, 2, 0, -0.0, 0, 0}, 0, 1, 0).zeroRow()).hasValue(1);
  }

  @Test
  void labelsThatAreRowNumbers() {
    assertThat(of(4, new double[] {1, 2, 3, 4}, 0, 1, 2, 3).rowNumbers()).isTrue();
    assertThat(of(2, new double[] {1, -2}, 0, 1).rowNumbers()).isFalse();
    assertThat(of(3, new double[] {1, 2, 3, 4}, 0, 1, 2, 2).rowNumbers()).isFalse();
  }
}
