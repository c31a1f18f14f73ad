package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.HiddenLayer;

class NeuronStrengthsTest {

  private static HiddenLayer layer(int exponent) {
    return new HiddenLayer(new Block("W1", 0, 3, 2, 1), new Block("W2", 6, 2, 3, 1), 1, exponent);
  }

  @Test
  void strengthIsTheProductOfTheNorms() {
    double[] theta = {3, 4, 0, 0, 5, 12, 8, 1, 0, 6, 1, 2};
    assertThat(NeuronStrengths.of(layer(1), theta).values())
        .containsExactly(new double[] {50, 0, 26}, within(1e-12));
    assertThat(NeuronStrengths.of(layer(2), theta).values())
        .containsExactly(new double[] {250, 0, 338}, within(1e-11));
    assertThat(NeuronStrengths.of(layer(1), theta).byStrength()).containsExactly(0, 2, 1);
    assertThat(NeuronStrengths.of(layer(2), theta).byStrength()).containsExactly(2, 0, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void rescalingANeuronChangesNoStrength(int exponent) {
    HiddenLayer layer = layer(exponent);
    double[] theta = new SplittableRandom(1).doubles(12, -1, 1).toArray();
    double[] scaled = theta.clone();
    double c = 8;
    scaled[2] *= c;
    scaled[3] *= c;
    scaled[7] *= Math.pow(c, -exponent);
    scaled[10] *= Math.pow(c, -exponent);
    double[] expected = NeuronStrengths.of(layer, theta).values();
    assertThat(NeuronStrengths.of(layer, scaled).values())
        .containsExactly(expected, within(ROUNDING));
  }

  @Test
  void oneNeuronAmongManyIsTheSparseEnd() {
    NeuronStrengths one = new NeuronStrengths(new double[] {0, 0, 7, 0});
    assertThat(one.active()).isEqualTo(1);
    assertThat(one.participationRatio()).isEqualTo(1);
    assertThat(one.hoyer()).isEqualTo(1);
    assertThat(one.gini()).isCloseTo(0.75, within(ROUNDING));
  }

  @Test
  void equalNeuronsAreTheDenseEnd() {
    NeuronStrengths equal = new NeuronStrengths(new double[] {0.3, 0.3, 0.3, 0.3, 0.3});
    assertThat(equal.active()).isEqualTo(5);
    assertThat(equal.participationRatio()).isCloseTo(5, within(ROUNDING));
    assertThat(equal.hoyer()).isCloseTo(0, within(ROUNDING));
    assertThat(equal.gini()).isCloseTo(0, within(ROUNDING));
  }

  @Test
  void activeMeansAboveFivePercentOfTheLargest() {
    NeuronStrengths c = new NeuronStrengths(new double[] {100, 5, 5.001, 4.999, 50});
    assertThat(c.active()).isEqualTo(3);
    assertThat(c.largest()).isEqualTo(100);
  }

  /** Gini as the mean absolute difference over twice the mean; the others as they are defined. */
  @Test
  void formulasAgreeWithTheirDefinitions() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 50; trial++) {
      double[] c = random.doubles(2 + trial, 0, 1).map(u -> u * u * u).toArray();
      int m = c.length;
      double sum = Arrays.stream(c).sum();
      double squares = Arrays.stream(c).map(x -> x * x).sum();
      double differences = 0;
      for (double a : c) {
        for (double b : c) {
          differences += Math.abs(a - b);
        }
      }
      NeuronStrengths strengths = new NeuronStrengths(c);
      double root = Math.sqrt(m);
      assertThat(strengths.participationRatio())
          .isCloseTo(sum * sum / squares, within(m * ROUNDING));
      assertThat(strengths.hoyer())
          .isCloseTo((root - sum / Math.sqrt(squares)) / (root - 1), within(10 * ROUNDING));
      assertThat(strengths.gini()).isCloseTo(differences / (2 * m * sum), within(10 * ROUNDING));
    }
  }

  /** Order and unit do not matter, even where squares of the strengths leave the range. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-200, 1e-3, 1, 1e200})
  void metricsDependOnRatiosAlone(double unit) {
    double[] c = {1, 0.2, 3, 0.01};
    double[] other = {3 * unit, 0.01 * unit, unit, 0.2 * unit};
    NeuronStrengths a = new NeuronStrengths(c);
    NeuronStrengths b = new NeuronStrengths(other);
    assertThat(b.active()).isEqualTo(a.active());
    assertThat(b.participationRatio()).isCloseTo(a.participationRatio(), within(ROUNDING));
    assertThat(b.hoyer()).isCloseTo(a.hoyer(), within(ROUNDING));
    assertThat(b.gini()).isCloseTo(a.gini(), within(ROUNDING));
  }

  /** Nothing is spread where there is nothing. */
  @Test
  void layersOfZerosHaveNoSpread() {
    NeuronStrengths zero = new NeuronStrengths(new double[3]);
    assertThat(zero.active()).isZero();
    assertThat(zero.participationRatio()).isNaN();
    assertThat(zero.hoyer()).isNaN();
    assertThat(zero.gini()).isNaN();
  }

  @Test
  void oneNeuronAloneIsNeitherSparseNorDense() {
    NeuronStrengths alone = new NeuronStrengths(new double[] {2});
    assertThat(alone.hoyer()).isZero();
    assertThat(alone.gini()).isZero();
    assertThat(alone.participationRatio()).isEqualTo(1);
  }
}
