package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;

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
