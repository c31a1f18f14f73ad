package org.mirrorflow.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.horizon.Regime;
import org.mirrorflow.io.InputException;

/** The contract of potentials as far as a kink at 0 leaves it, and the kink. */
final class ElasticNetTest {
  private static final double LAST_BITS = 1e-15;

  private static double[] grid() {
    return DoubleStream.iterate(1e-12, x -> x < 1e12, x -> 1.7 * x).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"enet:lambda=1", "enet:lambda=0.01", "enet:lambda=30"})
  void awayFromTheKinkItIsAPotential(String spec) {
    ElasticNet r = (ElasticNet) Examples.potential(spec);
    for (double x : grid()) {
      double z = r.gradient(x);
      double h = 1e-4 * x;
      assertThat(r.value(-x)).isEqualTo(r.value(x));
      assertThat(r.gradient(-x)).isEqualTo(-z);
      assertThat(r.value(x) + r.conjugate(z))
          .isCloseTo(x * z, within(1e-9 * x * z + r.lambda() * LAST_BITS));
      assertThat(r.dualPotential(x)).isCloseTo(x * z - r.value(x), within(LAST_BITS * x * z));
      assertThat((r.value(x + h) - r.value(x - h)) / (2 * h)).isCloseTo(z, within(1e-9 * z));
      assertThat(r.inverse(z)).isCloseTo(x, within(2 * Math.ulp(z)));
      assertThat(Math.exp(r.logValue(x))).isCloseTo(r.value(x), within(1e-13 * r.value(x)));
      assertThat(r.inverseFromLog(r.logGradient(x)))
          .isCloseTo(x, within(1e-13 * z * (1 + Math.abs(Math.log(z)))));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.01, 30})
  void onAnIntervalOfTheDualTheWeightIsExactlyZero(double lambda) {
    ElasticNet r = new ElasticNet(lambda);
    for (double share : new double[] {0, 1e-300, 0.3, 1}) {
      assertThat(r.inverse(share * lambda)).isZero();
      assertThat(r.inverse(-share * lambda)).isZero();
      assertThat(r.conjugate(share * lambda)).isZero();
    }
    assertThat(r.inverse(Math.nextUp(lambda))).isPositive();
    assertThat(r.inverse(-3 * lambda)).isCloseTo(-2 * lambda, within(Math.ulp(3 * lambda)));
    assertThat(r.gradient(0)).isZero();
    assertThat(1 / r.curvature(0)).isZero();
  }

  /**
   * Rows whose dual has a norm of at most λ are 0 as a whole; beyond, they keep their direction.
   */
  @Test
  void aGroupIsZeroAsAWhole() {
    MirrorMap map = MapSpec.parse("group(enet:lambda=1)").perLayer().get(0);
    Block block = Block.matrix(3, 2);
    double[] theta = new double[6];
    map.inverse(new double[] {0.6, 0.8, 3, 4, 0, 0}, block, theta);
    assertThat(theta).containsExactly(new double[] {0, 0, 2.4, 3.2, 0, 0}, within(LAST_BITS));
    assertThat(theta[0]).isZero();
    double[] curved = new double[6];
    map.conjugateCurvature(new double[] {0.6, 0.8, 3, 4, 0, 0}, theta, block)
        .apply(new double[] {1, 1, 4, -3, 1, 1}, curved);
    // across the row: ‖θ‖/‖z‖ = 4/5
    assertThat(curved).containsExactly(new double[] {0, 0, 3.2, -2.4, 0, 0}, within(LAST_BITS));
  }

  @Test
  void itsHorizonIsThatOfTheEuclideanMap() {
    Horizon horizon = Horizon.of(new ElasticNet(0.5));
    assertThat(horizon.p()).isEqualTo(2);
    assertThat(horizon.regime().kind()).isEqualTo(Regime.Kind.ALGEBRAIC);
    double x = 1e6;
    ElasticNet r = new ElasticNet(0.5);
    assertThat(x * r.gradient(x) / r.value(x) - 2).isCloseTo(-2 * 0.5 / x, within(1e-10));
    Layout layout = new Layout(java.util.List.of(Block.matrix(2, 2)));
    assertThat(MapHorizon.of(MapSpec.parse("group(enet)"), layout).gauge().spec())
        .isEqualTo(MapHorizon.of(MapSpec.parse("group(euclidean)"), layout).gauge().spec());
  }

  @Test
  void specificationsAreReadAndRefused() {
    assertThat(MapSpec.parse("enet").spec()).isEqualTo("enet:lambda=1");
    assertThat(MapSpec.parse("enet:0.1").spec()).isEqualTo("enet:lambda=0.1");
    assertThatThrownBy(() -> MapSpec.parse("enet:0")).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> MapSpec.parse("enett")).hasMessageContaining("enet");
  }

  @Test
  void theRegistryListsItApart() {
    assertThat(MapRegistry.kinked()).extracting(MapRegistry.Family::name).containsExactly("enet");
    assertThat(MapRegistry.families()).extracting(MapRegistry.Family::name).doesNotContain("enet");
    for (MapRegistry.Family family : MapRegistry.kinked()) {
      for (String spec : family.examples()) {
        assertThat(MapSpec.parse(spec).spec()).isEqualTo(spec);
      }
    }
  }
}
