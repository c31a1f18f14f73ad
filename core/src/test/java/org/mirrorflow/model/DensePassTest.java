package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.FINITE_DIFFERENCE;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.gauge.Block;

/** The laws of homogeneous models, for every activation, depth and number of outputs. */
class DensePassTest {
  private static final int SAMPLES = 7;
  private static final int FEATURES = 4;

  /** Scaling by it rounds nothing, so that homogeneity holds bit by bit. */
  private static final double POWER_OF_TWO = 2;

  static Stream<LayeredModel> networks() {
    List<LayeredModel> networks = new ArrayList<>();
    for (String activation : List.of("relu", "leaky:0.1", "abs", "linear", "relu^2", "relu^3")) {
      for (String hidden : List.of("dense:6", "dense:5,6", "dense:4,3,5")) {
        for (int outputs : List.of(1, 3)) {
          networks.add(ModelSpec.parse(hidden + ",activation=" + activation).on(FEATURES, outputs));
        }
      }
    }
    networks.add(ModelSpec.parse("linear").on(FEATURES, 1));
    networks.add(ModelSpec.parse("linear").on(FEATURES, 3));
    return networks.stream();
  }

  /** One network at random θ, inputs and cotangent, after forward and pullback. */
  private record Trial(
      LayeredModel network,
      LayeredPass pass,
      double[] theta,
      double[] outputs,
      double[] cotangent,
      double[] gradient) {

    static Trial of(LayeredModel network) {
      LayeredPass pass = network.pass(gaussian(SAMPLES * FEATURES, 1), SAMPLES);
      double[] theta = new Initialisation(2, 3).parameters(network.layout());
      double[] outputs = new double[SAMPLES * network.outputs()];
      double[] cotangent = gaussian(outputs.length, 2);
      double[] gradient = new double[theta.length];
      pass.forward(theta, outputs);
      pass.pullback(cotangent, gradient);
      return new Trial(network, pass, theta, outputs, cotangent, gradient);
    }

    double[] outputsAt(double[] other) {
      double[] result = new double[outputs.length];
      network.pass(gaussian(SAMPLES * FEATURES, 1), SAMPLES).forward(other, result);
      return result;
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void eulerIdentityHoldsInEveryBlock(LayeredModel network) {
    Trial t = Trial.of(network);
    double value = dot(t.cotangent, t.outputs);
    double scale = absoluteDot(t.cotangent, t.outputs);
    for (Block block : network.layout().blocks()) {
      double product = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        product += t.theta[j] * t.gradient[j];
      }
      assertThat(product)
          .as(block.name())
          .isCloseTo(block.degree() * value, within(block.degree() * scale * ROUNDING));
    }
    int degree = network.layout().degree();
    assertThat(dot(t.theta, t.gradient))
        .isCloseTo(degree * value, within(degree * scale * ROUNDING));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void outputsAreHomogeneousInEveryBlock(LayeredModel network) {
    Trial t = Trial.of(network);
    for (Block block : network.layout().blocks()) {
      double[] scaled = t.theta.clone();
      scale(scaled, block, POWER_OF_TWO);
      assertThat(t.outputsAt(scaled))
          .as(block.name())
          .containsExactly(scaledCopy(t.outputs, Math.pow(POWER_OF_TWO, block.degree())));
    }
    double factor = Math.pow(POWER_OF_TWO, network.layout().degree());
    assertThat(t.outputsAt(scaledCopy(t.theta, POWER_OF_TWO)))
        .containsExactly(scaledCopy(t.outputs, factor));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientAgreesWithFiniteDifferences(LayeredModel network) {
    Trial t = Trial.of(network);
    double step = 1e-6;
    double scale = Math.sqrt(dot(t.gradient, t.gradient));
    for (int j = 0; j < t.theta.length; j++) {
      double[] up = t.theta.clone();
      double[] down = t.theta.clone();
      up[j] += step;
      down[j] -= step;
      double slope =
          (dot(t.cotangent, t.outputsAt(up)) - dot(t.cotangent, t.outputsAt(down))) / (2 * step);
      assertThat(t.gradient[j])
          .as("entry %d", j)
          .isCloseTo(slope, within(FINITE_DIFFERENCE * scale));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void pushforwardIsTheAdjointOfPullback(LayeredModel network) {
    Trial t = Trial.of(network);
    double[] direction = gaussian(t.theta.length, 5);
    double[] tangent = new double[t.outputs.length];
    t.pass.pushforward(direction, t.pass.slopes(), tangent);
    assertThat(dot(t.gradient, direction))
        .isCloseTo(
            dot(t.cotangent, tangent), within(ROUNDING * absoluteDot(t.gradient, direction)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void adjointnessHoldsForAnySlopes(LayeredModel network) {
    Trial t = Trial.of(network);
    double[][] slopes = t.pass.slopes();
    for (int l = 0; l < slopes.length; l++) {
      slopes[l] = gaussian(slopes[l].length, 6 + l);
    }
    double[] direction = gaussian(t.theta.length, 5);
    double[] tangent = new double[t.outputs.length];
    double[] gradient = new double[t.theta.length];
    t.pass.pullback(t.cotangent, slopes, gradient);
    t.pass.pushforward(direction, slopes, tangent);
    assertThat(dot(gradient, direction))
        .isCloseTo(dot(t.cotangent, tangent), within(ROUNDING * absoluteDot(gradient, direction)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void chosenSlopesDefaultToThoseOfTheActivation(LayeredModel network) {
    Trial t = Trial.of(network);
    double[] gradient = new double[t.theta.length];
    t.pass.pullback(t.cotangent, t.pass.slopes(), gradient);
    assertThat(gradient).containsExactly(t.gradient);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void rescalingOneNeuronChangesNothing(LayeredModel network) {
    Trial t = Trial.of(network);
    double c = POWER_OF_TWO;
    for (HiddenLayer layer : network.hiddenLayers()) {
      double[] scaled = t.theta.clone();
      for (int j = 0; j < layer.incoming().cols(); j++) {
        scaled[layer.incoming().offset() + j] *= c;
      }
      for (int r = 0; r < layer.outgoing().rows(); r++) {
        scaled[layer.outgoing().offset() + r * layer.outgoing().cols()] *=
            Math.pow(c, -layer.exponent());
      }
      assertThat(t.outputsAt(scaled)).containsExactly(t.outputs);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void innerValuesAreThoseOfTheDefinition(LayeredModel network) {
    Trial t = Trial.of(network);
    double[] inputs = gaussian(SAMPLES * FEATURES, 1);
    for (int l = 0; l < t.pass.layers().size() - 1; l++) {
      Block w = network.layout().block(l);
      Block next = network.layout().block(l + 1);
      double[] h = t.pass.preactivations(l);
      double[] a = t.pass.activations(l);
      for (int i = 0; i < SAMPLES; i++) {
        for (int j = 0; j < w.rows(); j++) {
          double sum = 0;
          for (int c = 0; c < w.cols(); c++) {
            sum += t.theta[w.offset() + j * w.cols() + c] * inputs[i * w.cols() + c];
          }
          assertThat(h[i * w.rows() + j]).isCloseTo(sum, within(ROUNDING * (1 + Math.abs(sum))));
          assertThat(a[i * w.rows() + j])
              .isEqualTo(network.activation().value(h[i * w.rows() + j]));
        }
      }
      if (l + 1 == t.pass.layers().size() - 1) {
        assertDeltasOfLastLayer(t, l, next);
      }
      inputs = a;
    }
  }

  private static void assertDeltasOfLastLayer(Trial t, int l, Block next) {
    double[] deltas = t.pass.deltas(l);
    int m = next.cols();
    for (int i = 0; i < SAMPLES; i++) {
      for (int j = 0; j < m; j++) {
        double sum = 0;
        for (int c = 0; c < next.rows(); c++) {
          sum += t.cotangent[i * next.rows() + c] * t.theta[next.offset() + c * m + j];
        }
        assertThat(deltas[i * m + j]).isCloseTo(sum, within(ROUNDING * (1 + Math.abs(sum))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void deltasTimesSlopesGiveTheGradient(LayeredModel network) {
    Trial t = Trial.of(network);
    double scale = Math.sqrt(dot(t.gradient, t.gradient));
    double[] inputs = gaussian(SAMPLES * FEATURES, 1);
    double[][] slopes = t.pass.slopes();
    for (int l = 0; l < t.pass.layers().size() - 1; l++) {
      Block w = network.layout().block(l);
      double[] deltas = t.pass.deltas(l);
      for (int j = 0; j < w.rows(); j++) {
        for (int c = 0; c < w.cols(); c++) {
          double sum = 0;
          for (int i = 0; i < SAMPLES; i++) {
            int unit = i * w.rows() + j;
            sum += deltas[unit] * slopes[l][unit] * inputs[i * w.cols() + c];
          }
          assertThat(t.gradient[w.offset() + j * w.cols() + c])
              .isCloseTo(sum, within(ROUNDING * scale));
        }
      }
      inputs = t.pass.activations(l);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void walkingBackToTheUnitsGivesTheDeltasOfThePullback(LayeredModel network) {
    Trial t = Trial.of(network);
    double[][] slopes = t.pass.slopes();
    double[] other = Arrays.stream(t.cotangent).map(u -> 1 - u).toArray();
    t.pass.pullback(other, slopes, new double[t.theta.length]);
    double[][] expected = deltas(t.pass, slopes.length);
    t.pass.pullback(t.cotangent, slopes, new double[t.theta.length]);
    t.pass.pullbackToUnits(other, slopes);
    assertThat(deltas(t.pass, slopes.length)).isDeepEqualTo(expected);
  }

  private static double[][] deltas(LayeredPass pass, int hidden) {
    return IntStream.range(0, hidden)
        .mapToObj(l -> pass.deltas(l).clone())
        .toArray(double[][]::new);
  }

  @Test
  void callersMayChangeTheirArraysBetweenCalls() {
    Trial t = Trial.of(ModelSpec.parse("dense:5,6").on(FEATURES, 3));
    double[] deltas = t.pass.deltas(0).clone();
    double[] gradient = new double[t.theta.length];
    double[] theta = t.theta.clone();
    Arrays.fill(t.theta, Double.NaN);
    t.pass.pullback(t.cotangent, gradient);
    Arrays.fill(t.cotangent, Double.NaN);
    assertThat(gradient).containsExactly(t.gradient);
    assertThat(t.pass.deltas(0)).containsExactly(deltas);
    assertThat(theta).doesNotContain(Double.NaN);
  }

  private static double[] gaussian(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(length).map(u -> random.nextGaussian()).toArray();
  }

  private static void scale(double[] theta, Block block, double c) {
    for (int j = block.offset(); j < block.end(); j++) {
      theta[j] *= c;
    }
  }

  private static double[] scaledCopy(double[] v, double c) {
    double[] result = v.clone();
    for (int j = 0; j < v.length; j++) {
      result[j] *= c;
    }
    return result;
  }

  private static double dot(double[] u, double[] v) {
    double sum = 0;
    for (int j = 0; j < u.length; j++) {
      sum += u[j] * v[j];
    }
    return sum;
  }

  private static double absoluteDot(double[] u, double[] v) {
    double sum = 0;
    for (int j = 0; j < u.length; j++) {
      sum += Math.abs(u[j] * v[j]);
    }
    return sum;
  }
}
