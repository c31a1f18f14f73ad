package org.mirrorflow.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.IDENTITY;

import org.junit.jupiter.api.Test;
import org.mirrorflow.gauge.Layout;

class CoordinatesTest {
  private static final Layout TWO = Layout.chain(new int[] {2, 3, 1}, new int[] {1, 1});
  private static final int SECOND = 6;
  private static final double[] THETA = {1, -2, 0.5, 0, 3, -0.25, 2, -5, 1};

  private static ParameterMap on(String spec) {
    return MapSpec.parse(spec).on(TWO);
  }

  private static double[] gradient(ParameterMap map) {
    double[] z = new double[THETA.length];
    map.gradient(THETA, z);
    return z;
  }

  @Test
  void aBlockIsCarriedByItsWeightsWhereTheDualLeavesTheDoublesAndByTheDualElsewhere() {
    ParameterMap map = on("p:3|cosh:s=1");
    Coordinates coordinates = new Coordinates(map);
    double[] z = gradient(map);
    double[] x = new double[THETA.length];
    coordinates.of(z, THETA, x);
    for (int j = 0; j < x.length; j++) {
      assertThat(x[j]).isEqualTo(j < SECOND ? z[j] : THETA[j]);
    }
    double[] theta = new double[x.length];
    coordinates.primal(x, theta);
    assertThat(theta).containsExactly(THETA, within(IDENTITY));
    double[] dual = new double[x.length];
    coordinates.dual(x, map, dual);
    assertThat(dual).containsExactly(z);
  }

  @Test
  void unitsDivideTheDualAndLeaveTheWeightsAlone() {
    ParameterMap map = on("cosh:s=1|cosh:s=2");
    Coordinates coordinates = new Coordinates(map);
    double[] z = gradient(map);
    double[] dual = new double[z.length];
    coordinates.dual(THETA, map.inUnits(2), dual);
    for (int j = 0; j < z.length; j++) {
      assertThat(dual[j]).isCloseTo(Math.exp(-2) * z[j], within(IDENTITY * Math.abs(z[j])));
    }
    double[] theta = new double[z.length];
    coordinates.primal(THETA, theta);
    assertThat(theta).containsExactly(THETA);
  }

  @Test
  void onlyWhereAllBlocksAreCarriedByTheirWeightsIsThereAUnit() {
    assertThat(new Coordinates(on("cosh:s=1")).allPrimal()).isTrue();
    for (String spec : new String[] {"p:3", "p:3|cosh:s=1", "cosh:s=1|p:3"}) {
      Coordinates mixed = new Coordinates(on(spec));
      assertThat(mixed.allPrimal()).as(spec).isFalse();
      assertThat(mixed.logUnit(5000)).isZero();
      assertThat(mixed.logUnitAt(THETA)).isZero();
    }
  }

  @Test
  void theUnitIsOneUpToE600AndTheSizeItselfBeyond() {
    Coordinates coordinates = new Coordinates(on("cosh:s=1"));
    assertThat(coordinates.logUnit(600)).isZero();
    assertThat(coordinates.logUnit(Math.nextUp(600.0))).isEqualTo(Math.nextUp(600.0));
    double[] theta = THETA.clone();
    theta[1] = -1e6;
    assertThat(coordinates.logUnitAt(theta)).isEqualTo(1e6 - Math.log(2));
    assertThat(coordinates.logUnitAt(THETA)).isZero();
  }

  @Test
  void theLargestDualIsThatOfTheBlockWithTheSteepestEntryEvenWhereItIsNoDouble() {
    Coordinates coordinates = new Coordinates(on("cosh:s=1|cosh:s=0.001"));
    double[] theta = new double[THETA.length];
    assertThat(coordinates.logLargestDual(theta)).isEqualTo(Double.NEGATIVE_INFINITY);
    theta[3] = -7;
    assertThat(coordinates.logLargestDual(theta))
        .isCloseTo(Math.log(Math.sinh(7)), within(7 * IDENTITY));
    theta[THETA.length - 1] = -2;
    assertThat(coordinates.logLargestDual(theta)).isCloseTo(2000 - Math.log(2), within(1e-9));
    theta[0] = 4000;
    assertThat(coordinates.logLargestDual(theta)).isCloseTo(4000 - Math.log(2), within(1e-9));
  }
}
