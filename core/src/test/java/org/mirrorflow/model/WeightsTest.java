package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;

/** Initial weights, and which of the weights belong to a neuron. */
class WeightsTest {

  @Test
  void weightsAreGaussianWithTheVarianceOfTheFanIn() {
    Layout layout = Layout.chain(new int[] {25, 400, 100}, new int[] {1, 1});
    double scale = 3;
    double[] theta = new Initialisation(scale, 11).parameters(layout);
    for (Block block : layout.blocks()) {
      double[] unit =
          Arrays.stream(theta, block.offset(), block.end())
              .map(x -> x * Math.sqrt(block.cols()) / scale)
              .toArray();
      double bound = Tolerances.STANDARD_ERRORS / Math.sqrt(unit.length);
      assertThat(mean(unit, 1)).isCloseTo(0, within(bound));
      assertThat(mean(unit, 2)).isCloseTo(1, within(bound * Math.sqrt(2)));
      assertThat(mean(unit, 4)).isCloseTo(3, within(bound * Math.sqrt(96)));
    }
  }

  private static double mean(double[] v, int power) {
    return Arrays.stream(v).map(x -> Math.pow(x, power)).average().getAsDouble();
  }

  @Test
  void scaleMultipliesAndSeedDecides() {
    Layout layout = Layout.chain(new int[] {3, 4, 2}, new int[] {1, 1});
    double[] one = new Initialisation(1, 5).parameters(layout);
    double[] eight = new Initialisation(8, 5).parameters(layout);
    assertThat(new Initialisation(1, 5).parameters(layout)).containsExactly(one);
    assertThat(new Initialisation(1, 6).parameters(layout)).isNotEqualTo(one);
    assertThat(Arrays.stream(one).map(x -> 8 * x).toArray()).containsExactly(eight);
  }

  @Test
  void firstLayerDoesNotDependOnWhatFollows() {
    Layout shallow = Layout.chain(new int[] {3, 4, 1}, new int[] {1, 1});
    Layout deep = Layout.chain(new int[] {3, 4, 7, 2}, new int[] {1, 1, 1});
    Initialisation initialisation = new Initialisation(1, 9);
    assertThat(Arrays.copyOf(initialisation.parameters(deep), 12))
        .containsExactly(Arrays.copyOf(initialisation.parameters(shallow), 12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void otherScalesAreRefused(double scale) {
    assertThatThrownBy(() -> new Initialisation(scale, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  /** Two channels of kernel area 3 read by two outputs: columns 3h .. 3h + 2 belong to h. */
  @Test
  void outgoingWeightsOfAChannelAreItsColumnsInEveryRow() {
    HiddenLayer layer =
        new HiddenLayer(new Block("W1", 1, 2, 2, 1), new Block("W2", 5, 2, 6, 1), 3, 1);
    double[] theta = new double[17];
    Arrays.setAll(theta, j -> j);
    assertThat(layer.neurons()).isEqualTo(2);
    assertThat(layer.incomingWeights(theta, 1)).containsExactly(3, 4);
    assertThat(layer.outgoingWeights(theta, 0)).containsExactly(5, 6, 7, 11, 12, 13);
    assertThat(layer.outgoingWeights(theta, 1)).containsExactly(8, 9, 10, 14, 15, 16);
  }

  @Test
  void blocksThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new HiddenLayer(Block.matrix(3, 2), Block.matrix(1, 4), 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 4 columns");
  }
}
