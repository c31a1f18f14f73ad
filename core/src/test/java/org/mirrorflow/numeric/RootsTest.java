package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RootsTest {
  @Test
  void findsWhereAConditionEndsFromEitherSide() {
    Roots.Bracket up = Roots.bisect(x -> x * x < 2, 0, 2, 200);
    Roots.Bracket down = Roots.bisect(x -> x * x >= 2, 2, 0, 200);
    assertThat(up.out()).isEqualTo(Math.nextUp(up.in()));
    assertThat(down).isEqualTo(new Roots.Bracket(up.out(), up.in()));
    assertThat(up.in() * up.in()).isLessThan(2);
    assertThat(up.out() * up.out()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void halvesSoOftenAndNoMore() {
    Roots.Bracket bracket = Roots.bisect(x -> x < 1, 0, 8, 2);
    assertThat(bracket).isEqualTo(new Roots.Bracket(0, 2));
    assertThat(bracket.middle()).isEqualTo(1);
  }
}
