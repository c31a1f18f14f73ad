package org.mirrorflow.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;

class MapSpecTest {
  private static final Layout TWO = Layout.chain(new int[] {3, 4, 1}, new int[] {1, 1});

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "p:3.0; p:3",
        "p:p=3; p:3",
        "p:3,quadratic=0; p:3",
        "p:3,1; p:3,quadratic=1",
        "' euclidean | p:2 '; euclidean|p:2",
        "hyperbolic:beta=1e-1; hyperbolic:beta=0.1",
        "hyperbolic; hyperbolic:beta=1",
        "cosh: s = 2; cosh:s=2",
        "group(hyperbolic) | spectral( p:3 ); group(hyperbolic:beta=1)|spectral(p:3)",
        "group(expr:abs(x)^3+x^2)|expr:x^4 + x^2; group(expr:abs(x)^3+x^2)|expr:x^4 + x^2",
        "smoothed; smoothed:p=1.5,delta=0.001",
        "log:a=1e-9; log:a=1e-9"
      })
  void readsWhatPeopleWrite(String given, String canonical) {
    MapSpec spec = MapSpec.parse(given);
    assertThat(spec.spec()).isEqualTo(canonical);
    assertThat(MapSpec.parse(canonical)).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "hyperbolc:beta=1; unknown map 'hyperbolc'; one of euclidean, p, smoothed, plog, hyperbolic, log, cosh",
        "Euclidean; unknown map 'Euclidean'; did you mean euclidean?",
        "group(hyperbolic:beta=0; no ) at the end; group(",
        "group(hyperbolic:beta=0); beta = 0; beta > 0",
        "group(group(p:3)); unknown map 'group(p'; euclidean",
        "spectral(); unknown map ''; euclidean",
        "smoothed:p=2; p = 2; 1 < p < 2",
        "plog:p=1; p = 1; p > 1",
        "smoothed:delta=-1; delta = -1; delta > 0",
        "''; unknown map ''; euclidean",
        "euclidean|; unknown map ''; euclidean",
        "hyperbolic:b=1; unknown parameter 'b=1'; beta (beta > 0)",
        "euclidean:1; unknown parameter '1'; no parameter",
        "p; no value for p; p > 1",
        "p:; p = '' is not a number; decimal number",
        "p:1; p = 1; p > 1",
        "p:0.5; p = 0.5; p > 1",
        "p:1e999; p = Infinity; finite p > 1",
        "p:NaN; p = 'NaN' is not a number; decimal number",
        "p:2,p=3; p given twice; one value",
        "p:1.5,quadratic=1; p = 1.5; p > 2",
        "p:3,quadratic=-1; quadratic = -1; quadratic > 0",
        "hyperbolic:beta=0; beta = 0; beta > 0",
        "hyperbolic:beta=-1; beta = -1; beta > 0",
        "log:a=0; a = 0; a > 0",
        "cosh:s=-0.1; s = -0.1; s > 0"
      })
  void refusesWithPlaceFindingExpectationAndRemedy(String spec, String found, String expected) {
    assertThatThrownBy(() -> MapSpec.parse(spec))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("map ")
        .hasMessageContaining(found + "; expected ")
        .hasMessageContaining(expected);
  }

  @Test
  void anUnknownMapIsToldAllThereAre() {
    List<String> names = new ArrayList<>();
    MapRegistry.families().forEach(family -> names.add(family.name()));
    MapRegistry.wrappers().forEach(wrapper -> names.add(wrapper.name() + "(...)"));
    assertThatThrownBy(() -> MapSpec.parse("hyperbolc:beta=1"))
        .hasMessageContaining("one of " + String.join(", ", names) + ", expr:...");
  }

  @Test
  void recordsRefuseTheSameValuesAsSpecifications() {
    assertThatThrownBy(() -> new PNorm(Double.NaN)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new HyperbolicEntropy(Double.POSITIVE_INFINITY))
        .isInstanceOf(InputException.class);
  }

  @Test
  void oneMapServesAllLayersAndSeveralOneEach() {
    assertThat(MapSpec.parse("p:3").on(TWO).maps())
        .containsExactly(new Entrywise(new PNorm(3)), new Entrywise(new PNorm(3)));
    ParameterMap map = MapSpec.parse("euclidean|cosh:s=1").on(TWO);
    assertThat(map.maps())
        .containsExactly(new Entrywise(new Euclidean()), new Entrywise(new Cosh(1)));
    assertThatThrownBy(() -> MapSpec.parse("p:3|p:2|p:3").on(TWO))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("3 maps for a model with 2 layers")
        .hasMessageContaining("2 separated by |");
  }

  @Test
  void theMapOfTheVectorIsThatOfItsBlocks() {
    ParameterMap map = MapSpec.parse("euclidean|hyperbolic:beta=0.1").on(TWO);
    double[] theta = new double[TWO.end()];
    for (int j = 0; j < theta.length; j++) {
      theta[j] = Math.sin(1 + 3 * j);
    }
    double[] z = new double[theta.length];
    map.gradient(theta, z);
    for (int j = 0; j < theta.length; j++) {
      double expected = j < 12 ? theta[j] : new HyperbolicEntropy(0.1).gradient(theta[j]);
      assertThat(z[j]).isEqualTo(expected);
    }
    double[] back = new double[theta.length];
    map.inverse(z, back);
    assertThat(back).containsExactly(theta, within(1e-14));
    double pairing = 0;
    for (int j = 0; j < theta.length; j++) {
      pairing += theta[j] * z[j];
    }
    assertThat(map.dualPotential(theta)).isCloseTo(pairing - map.value(theta), within(1e-13));
    assertThat(map.dualPotential(theta))
        .isEqualTo(map.dualPotential(theta, 0) + map.dualPotential(theta, 1));
    double[] out = new double[theta.length];
    map.conjugateCurvature(z, theta).apply(z, out);
    assertThat(out[0]).isEqualTo(z[0]);
    assertThat(out[13]).isCloseTo(z[13] * Math.hypot(theta[13], 0.1), within(1e-14));
    assertThat(List.copyOf(map.maps())).hasSize(2);
  }
}
