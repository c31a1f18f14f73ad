package org.mirrorflow.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks and how they follow one another. */
class LayoutTest {

  @Test
  void chainHasOneBlockPerPairOfWidths() {
    Layout layout = Layout.chain(new int[] {5, 4, 2, 1}, new int[] {1, 2, 3});
    assertThat(layout.blocks())
        .containsExactly(
            new Block("W1", 0, 4, 5, 1),
            new Block("W2", 20, 2, 4, 2),
            new Block("W3", 28, 1, 2, 3));
    assertThat(layout.count()).isEqualTo(3);
    assertThat(layout.start()).isZero();
    assertThat(layout.end()).isEqualTo(30);
    assertThat(layout.degree()).isEqualTo(6);
  }

  @Test
  void mayStartAnywhere() {
    Layout layout = new Layout(List.of(new Block("a", 7, 2, 3, 1), new Block("b", 13, 1, 1, 1)));
    assertThat(layout.start()).isEqualTo(7);
    assertThat(layout.end()).isEqualTo(14);
  }

  @Test
  void refusesGapsAndOverlaps() {
    for (int offset : new int[] {5, 7}) {
      assertThatThrownBy(
              () ->
                  new Layout(
                      List.of(new Block("a", 0, 2, 3, 1), new Block("second", offset, 1, 1, 1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("second starts at " + offset)
          .hasMessageContaining("expected 6");
    }
    assertThatThrownBy(() -> new Layout(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void blocksHaveEntriesAndADegree() {
    assertThat(new Block("one", 0, 1, 1, 1).end()).isEqualTo(1);
    int[][] wrong = {{-1, 1, 1, 1}, {0, 0, 1, 1}, {0, 1, 0, 1}, {0, 1, 1, 0}};
    for (int[] sizes : wrong) {
      assertThatThrownBy(() -> new Block("wrong", sizes[0], sizes[1], sizes[2], sizes[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("block wrong");
    }
    assertThatThrownBy(() -> new Block("huge", 0, 1 << 16, 1 << 16, 1))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new Block("late", Integer.MAX_VALUE, 1, 1, 1))
        .isInstanceOf(ArithmeticException.class);
  }
}
