package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.io.InputException;

class ModelSpecTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "dense:50",
        "dense:64,64",
        "dense:64,64,activation=leaky:0.1",
        "dense:3,activation=relu^2",
        "dense:3,activation=abs",
        "dense:3,activation=linear",
        "chain:c3-m-c4-a",
        "chain:c3-p-d4,activation=leaky:0.1"
      })
  void specificationsReadBack(String spec) {
    ModelSpec model = ModelSpec.parse(spec);
    assertThat(model.spec()).isEqualTo(spec);
    ImageShape image = new ImageShape(1, 5, 4);
    assertThat(model.on(20, Optional.of(image), 2).spec()).isEqualTo(spec);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "conv:",
        "conv:3-0",
        "conv:3x",
        "chain:c3-a-m",
        "chain:c3-d4-c2",
        "chain:c3--m",
        "vgg:12",
        "conv:3,activation=tanh",
        "dense",
        "dense:",
        "dense:0",
        "dense:-3",
        "dense:4,,5",
        "dense:4.5",
        "dense:99999999999",
        "dense:activation=relu",
        "dense:4,activation=tanh",
        "dense:4,activation=relu,activation=abs",
        "dense:4,activation",
        "linear,activation=relu"
      })
  void otherFormsAreRefusedInOneLine(String spec) {
    assertThatThrownBy(() -> ModelSpec.parse(spec))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected")
        .hasMessageNotContaining("\n");
  }

  @Test
  void modelsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> ModelSpec.parse("dense:100000,100000").on(2, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("parameters");
    assertThatThrownBy(() -> ModelSpec.parse("dense:2,2,2,2,2,activation=relu^99").on(2, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("degree");
  }

  @Test
  void blocksAreInWeightFileOrderWithTheDegreesOfTheActivation() {
    LayeredModel network = ModelSpec.parse("dense:4,5,activation=relu^3").on(2, 1);
    assertThat(network.layout().blocks())
        .containsExactly(
            new Block("W1", 0, 4, 2, 9), new Block("W2", 8, 5, 4, 3), new Block("W3", 28, 1, 5, 1));
    assertThat(network.layout().degree()).isEqualTo(13);
    assertThat(network.hiddenLayers())
        .extracting(HiddenLayer::neurons, HiddenLayer::exponent)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(4, 3), org.assertj.core.groups.Tuple.tuple(5, 3));
    assertThat(ModelSpec.parse("linear").on(3, 2).hiddenLayers()).isEmpty();
  }

  @Test
  void initialWeightsHaveTheStatedDeviationAndOneStreamPerBlock() {
    Initialisation initial = new Initialisation(0.5, 7);
    LayeredModel narrow = ModelSpec.parse("dense:200").on(100, 1);
    LayeredModel wide = ModelSpec.parse("dense:200,30").on(100, 1);
    double[] theta = initial.parameters(narrow.layout());
    assertThat(initial.parameters(wide.layout())).startsWith(Arrays.copyOf(theta, 200 * 100));
    assertThat(initial.parameters(narrow.layout())).isEqualTo(theta);
    assertThat(new Initialisation(0.5, 8).parameters(narrow.layout())).isNotEqualTo(theta);
    double square = 0;
    for (int j = 0; j < 20000; j++) {
      square += theta[j] * theta[j];
    }
    // The relative standard error of a variance of 20,000 Gaussians is 1 %.
    assertThat(square / 20000).isCloseTo(0.25 / 100, within(5 * 0.01 * 0.25 / 100));
    assertThat(List.of(-1.0, 0.0, Double.NaN, Double.POSITIVE_INFINITY))
        .allSatisfy(
            scale ->
                assertThatThrownBy(() -> new Initialisation(scale, 0))
                    .isInstanceOf(IllegalArgumentException.class));
  }
}
