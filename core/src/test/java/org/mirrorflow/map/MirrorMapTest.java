package org.mirrorflow.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.IDENTITY;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;

/** Charts and units: what a flow asks of a map besides the map itself. */
class MirrorMapTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "cosh:s=1; PRIMAL",
        "expr:exp(x^2); PRIMAL",
        "p:28; PRIMAL",
        "p:26; DUAL",
        "hyperbolic:beta=1; DUAL",
        "group(cosh:s=1); DUAL",
        "spectral(cosh:s=1); DUAL"
      })
  void weightsCarryTheStateWhereTheDualOfLargeOnesIsNoDouble(String spec, MirrorMap.Chart chart) {
    assertThat(Examples.map(spec).chart()).isEqualTo(chart);
  }

  @ParameterizedTest
  @ValueSource(strings = {"group(cosh:s=1)", "spectral(p:3)"})
  void mapsOfTheDualHaveNoUnitButOne(String spec) {
    MirrorMap map = Examples.map(spec);
    assertThat(map.inUnits(0)).isSameAs(map);
    assertThatThrownBy(() -> map.inUnits(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(spec + ": the dual variable has no unit but 1");
  }

  @Test
  void entrywiseMapsInUnitsAreThatManyTimesSmaller() {
    MirrorMap map = Examples.map("cosh:s=1");
    assertThat(map.inUnits(0)).isSameAs(map);
    Block block = Block.matrix(1, 2);
    double[] theta = {3, -1};
    double[] z = new double[2];
    map.inUnits(1.5).gradient(theta, block, z);
    for (int j = 0; j < 2; j++) {
      double expected = Math.exp(-1.5) * Math.sinh(theta[j]);
      assertThat(z[j]).isCloseTo(expected, within(IDENTITY * Math.abs(expected)));
    }
  }

  @Test
  void theMapOfAVectorInUnitsIsThatOfItsBlocks() {
    Layout layout = Layout.chain(new int[] {1, 1, 1}, new int[] {1, 1});
    ParameterMap map = MapSpec.parse("cosh:s=1|cosh:s=2").on(layout);
    assertThat(map.inUnits(0)).isSameAs(map);
    ParameterMap units = map.inUnits(3);
    double[] theta = {1, 5};
    assertThat(units.value(theta))
        .isCloseTo(Math.exp(-3) * map.value(theta), within(IDENTITY * map.value(theta)));
    assertThat(units.layout()).isEqualTo(layout);
  }

  @Test
  void aVectorNeedsOneMapPerBlock() {
    Layout layout = Layout.chain(new int[] {1, 1, 1}, new int[] {1, 1});
    assertThatThrownBy(() -> new ParameterMap(layout, MapSpec.parse("p:3").perLayer()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 maps for 2 blocks; expected one per block");
    assertThatThrownBy(() -> new MapSpec(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no map; expected at least one");
  }
}
