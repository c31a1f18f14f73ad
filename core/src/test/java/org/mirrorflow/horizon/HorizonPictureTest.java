package org.mirrorflow.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.map.Cosh;
import org.mirrorflow.map.Examples;
import org.mirrorflow.map.Examples.Parsed;
import org.mirrorflow.map.HyperbolicEntropy;
import org.mirrorflow.map.PNorm;
import org.mirrorflow.map.Potential;

/** The polylines lie on the sets they stand for. */
class HorizonPictureTest {
  private static final Layout PLANE = Layout.of(Block.matrix(1, 2));

  static List<String> potentials() {
    return Examples.closedForms();
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void pointsLieOnTheBoundary(@Parsed Potential potential) {
    HorizonPicture picture = HorizonPicture.of(potential);
    ScaledGauge gauge = new ScaledGauge(potential, Parts.ENTRIES, PLANE);
    assertThat(picture.balls()).isNotEmpty();
    for (HorizonPicture.Ball ball : picture.balls()) {
      assertClosed(ball);
      for (int k = 0; k < ball.x().length; k++) {
        double[] v = {ball.x()[k], ball.y()[k]};
        assertThat(gauge.value(v, Math.exp(-ball.logScale())))
            .isCloseTo(1, within(Tolerances.SCALE * (1 + Math.abs(ball.logScale()))));
      }
    }
    HorizonPicture.Ball limit = picture.limit().orElseThrow();
    assertClosed(limit);
    Lp norm = Lp.of(Horizon.of(potential).p());
    for (int k = 0; k < limit.x().length; k++) {
      assertThat(norm.norm(new double[] {limit.x()[k], limit.y()[k]}, 0, 2))
          .isCloseTo(1, within(Tolerances.GAUGE));
    }
    assertThat(Arrays.stream(picture.effectiveExponent().value())).allMatch(p -> p > 1);
    assertThat(picture.effectiveExponent().logScale()).isSorted();
  }

  private static void assertClosed(HorizonPicture.Ball ball) {
    int last = ball.x().length - 1;
    assertThat(ball.x()[last]).isEqualTo(ball.x()[0]).isCloseTo(1, within(Tolerances.SCALE));
    assertThat(ball.y()[last]).isZero();
    assertThat(ball.y()[0]).isZero();
    double turned = 0;
    for (int k = 0; k < last; k++) {
      double cross = ball.x()[k] * ball.y()[k + 1] - ball.x()[k + 1] * ball.y()[k];
      double dot = ball.x()[k] * ball.x()[k + 1] + ball.y()[k] * ball.y()[k + 1];
      assertThat(cross).isPositive();
      turned += Math.atan2(cross, dot);
    }
    assertThat(turned).isCloseTo(2 * Math.PI, within(Tolerances.SCALE));
  }

  @Test
  void theExponentIsShownOverTwentyDecadesAndTheScalesOfTheBalls() {
    double decades = 10 * Math.log(10);
    double[] shown =
        HorizonPicture.of(new HyperbolicEntropy(1), -50, 7).effectiveExponent().logScale();
    assertThat(shown[0]).isEqualTo(-50);
    assertThat(shown[shown.length - 1]).isCloseTo(decades, within(Tolerances.SCALE * decades));
    shown = HorizonPicture.of(new HyperbolicEntropy(1), 0, 100).effectiveExponent().logScale();
    assertThat(shown[0]).isCloseTo(-decades, within(Tolerances.SCALE * decades));
    assertThat(shown[shown.length - 1]).isCloseTo(100, within(Tolerances.SCALE * 100));
  }

  @Test
  void showsAsManyScalesAsCanBeToldApart() {
    assertThat(HorizonPicture.of(new PNorm(3)).balls()).hasSizeLessThan(5);
    assertThat(HorizonPicture.of(new Cosh(1)).balls()).hasSizeBetween(3, 7);
    assertThat(HorizonPicture.of(new HyperbolicEntropy(1)).balls()).hasSizeGreaterThan(10);
    assertThat(HorizonPicture.of(new HyperbolicEntropy(1), 0, 100).balls())
        .extracting(HorizonPicture.Ball::logScale)
        .containsExactly(0.0, 100.0);
  }
}
