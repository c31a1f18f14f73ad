package org.mirrorflow.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.map.Entrywise;
import org.mirrorflow.map.Examples;
import org.mirrorflow.map.Examples.Parsed;
import org.mirrorflow.map.GroupMap;
import org.mirrorflow.map.LogMap;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.Potential;
import org.mirrorflow.map.SpectralMap;

/** Q_η at finite scales: reference values, limits, and what R itself says. */
class ScaledGaugeTest {
  private static final double[] V = {3, -1, 0.5};
  private static final Layout LINE = Layout.of(Block.matrix(1, 3));

  static List<String> potentials() {
    return Examples.closedForms();
  }

  private static MirrorMap map(String spec) {
    return MapSpec.parse(spec).perLayer().get(0);
  }

  /** Reference values of independent prototypes; |x|³ + x² and x⁴ + x² up to a constant factor. */
  @ParameterizedTest
  @CsvSource({
    "'p:3,quadratic=0.6666666666666666', 1e-1, 3.04463, 5",
    "'p:3,quadratic=0.6666666666666666', 1e-2, 3.04146, 5",
    "'p:3,quadratic=0.6666666666666666', 1e-4, 3.04110, 5",
    "'p:3,quadratic=0.6666666666666666', 1e-8, 3.04110, 5",
    "'p:4,quadratic=0.5', 1e-1, 3.00990, 5",
    "'p:4,quadratic=0.5', 1e-2, 3.00979, 5",
    "'p:4,quadratic=0.5', 1e-4, 3.00979, 5",
    "hyperbolic:beta=1, 1e-1, 3.676, 3",
    "hyperbolic:beta=1, 1e-2, 3.936, 3",
    "hyperbolic:beta=1, 1e-4, 4.164, 3",
    "hyperbolic:beta=1, 1e-8, 4.315, 3",
    "log:a=1, 1e-1, 3.627, 3",
    "log:a=1, 1e-2, 3.884, 3",
    "log:a=1, 1e-4, 4.142, 3",
    "log:a=1, 1e-8, 4.308, 3",
    "cosh:s=1, 1e-1, 3.0, 1",
    "cosh:s=1, 1e-2, 3.0, 1",
    "cosh:s=1, 1e-4, 3.0, 1",
    "cosh:s=1, 1e-8, 3.0, 1",
  })
  void referenceValues(String spec, double eta, double expected, int digits) {
    assertThat(ScaledGauge.of(map(spec), LINE).value(V, eta))
        .isCloseTo(expected, within(0.5 * Math.pow(10, -digits)));
  }

  /** An axis has gauge 1 at every scale: Q_η(c e_j) = c. */
  @ParameterizedTest
  @MethodSource("potentials")
  void axesHaveTheirLength(@Parsed Potential potential) {
    ScaledGauge gauge = new ScaledGauge(potential, Parts.ENTRIES, LINE);
    for (double eta : new double[] {1e-12, 1e-3, 1, 1e3}) {
      assertThat(gauge.value(new double[] {0, -2, 0}, eta))
          .isCloseTo(2, within(2 * Tolerances.SCALE));
    }
    assertThat(gauge.value(new double[3], 1)).isZero();
    assertThat(gauge.logScale(new double[3])).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** r(ρ(θ)) = R(θ), for entries, rows and singular values. */
  @ParameterizedTest
  @MethodSource("potentials")
  void presentScaleHasTheSamePotential(@Parsed Potential potential) {
    Block block = Block.matrix(3, 4);
    SplittableRandom random = new SplittableRandom(6);
    for (MirrorMap map :
        List.of(new Entrywise(potential), new GroupMap(potential), new SpectralMap(potential))) {
      double[] theta = random.doubles(12, -2, 2).toArray();
      double scale = Math.exp(ScaledGauge.of(map, Layout.of(block)).logScale(theta));
      double expected = map.value(theta, block);
      assertThat(potential.value(scale))
          .isCloseTo(expected, within(Tolerances.SCALE * expected * (1 + Math.log(1 + expected))));
    }
  }

  /** The rows of a matrix with one column are its entries; so are the entries of a diagonal. */
  @Test
  void groupsAndSingularValuesAreCoordinates() {
    double entries = ScaledGauge.of(map("log:a=1"), LINE).value(V, 1e-4);
    assertThat(
            ScaledGauge.of(new GroupMap(new LogMap(1)), Layout.of(Block.matrix(3, 1)))
                .value(V, 1e-4))
        .isCloseTo(entries, within(Tolerances.SCALE));
    double[] diagonal = {0, 3, 0, -1, 0, 0, 0, 0, 0.5};
    assertThat(
            ScaledGauge.of(new SpectralMap(new LogMap(1)), Layout.of(Block.matrix(3, 3)))
                .value(diagonal, 1e-4))
        .isCloseTo(entries, within(Tolerances.SCALE));
  }

  @Test
  void scalesOutOfReachAreNamed() {
    assertThatThrownBy(() -> ScaledGauge.of(map("cosh:s=1"), LINE).value(V, 1e-308))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("cosh");
  }
}
