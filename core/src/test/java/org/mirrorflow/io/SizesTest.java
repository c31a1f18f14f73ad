package org.mirrorflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SizesTest {
  @Test
  void productsOfAnyLengthAreExactOrRefused() {
    assertThat(Sizes.product("x", "y", 3, 4, 5)).isEqualTo(60);
    assertThat(Sizes.product("x", "y", 0, Long.MAX_VALUE)).isZero();
    assertThat(Sizes.fit(46340, 46340)).isTrue();
    assertThat(Sizes.fit(46341, 46341)).isFalse();
    assertThat(Sizes.fit(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
    assertThatThrownBy(() -> Sizes.product("data d", "take fewer", 1 << 20, 1 << 20))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("data d: 1048576 x 1048576 numbers at once; expected fewer");
  }
}
