package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.FINITE_DIFFERENCE;
import static org.mirrorflow.Tolerances.KERNEL;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.gauge.Block;

/** The laws of homogeneous models for chains over every kind of layer, and the definition. */
class ChainPassTest {
  private static final int SAMPLES = 5;
  private static final double POWER_OF_TWO = 2;

  static Stream<LayeredModel> networks() {
    List<LayeredModel> networks = new ArrayList<>();
    for (ChainLayer.Kind kind : ChainLayer.Kind.values()) {
      networks.addAll(with(new ChainLayer(kind, kind.weights() ? 5 : 0).word()));
    }
    return networks.stream();
  }

  /** Chains that have a layer in the middle, and at the end. */
  private static List<LayeredModel> with(String word) {
    boolean flat = word.startsWith("d") || word.equals("a");
    List<String> chains =
        flat
            ? List.of("chain:c3-" + word, "chain:c4-m-" + word + "-d3")
            : List.of("chain:c3-" + word + "-c2-a", "chain:" + word + "-c3-" + word + "-d4");
    List<LayeredModel> networks = new ArrayList<>();
    for (String activation : List.of("relu", "leaky:0.1", "abs", "relu^2")) {
      for (String chain : chains) {
        ModelSpec spec = ModelSpec.parse(chain + ",activation=" + activation);
        networks.add(on(spec, new ImageShape(1, 6, 5), 1));
        networks.add(on(spec, new ImageShape(2, 4, 9), 3));
      }
    }
    return networks;
  }

  private static LayeredModel on(ModelSpec spec, ImageShape image, int outputs) {
    return spec.on(image.features(), java.util.Optional.of(image), outputs);
  }

  /** One network at random θ, inputs and cotangent, after forward and pullback. */
  private record Trial(
      LayeredModel network,
      double[] inputs,
      LayeredPass pass,
      double[] theta,
      double[] outputs,
      double[] cotangent,
      double[] gradient) {

    static Trial of(LayeredModel network) {
      return of(network, SAMPLES, KernelFactory.best());
    }

    static Trial of(LayeredModel network, int samples, KernelFactory kernels) {
      double[] inputs = gaussian(samples * network.inputs(), 1);
      LayeredPass pass = network.pass(inputs, samples, kernels);
      double[] theta = new Initialisation(2, 3).parameters(network.layout());
      double[] outputs = new double[samples * network.outputs()];
      double[] cotangent = gaussian(outputs.length, 2);
      double[] gradient = new double[theta.length];
      pass.forward(theta, outputs);
      pass.pullback(cotangent, gradient);
      return new Trial(network, inputs, pass, theta, outputs, cotangent, gradient);
    }

    double[] outputsAt(double[] other) {
      double[] result = new double[outputs.length];
      network.pass(inputs, SAMPLES).forward(other, result);
      return result;
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void outputsAreThoseOfTheDefinition(LayeredModel network) {
    Trial t = Trial.of(network);
    ChainNetwork chain = (ChainNetwork) network;
    double[] expected =
        new DirectChain(chain.spec(), chain.image(), chain.outputs())
            .outputs(t.theta, t.inputs, SAMPLES);
    double scale = Math.sqrt(dot(expected, expected));
    assertThat(t.outputs).containsExactly(expected, within(KERNEL * scale));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void eulerIdentityHoldsInEveryBlock(LayeredModel network) {
    Trial t = Trial.of(network);
    double value = dot(t.cotangent, t.outputs);
    double scale = absoluteDot(t.theta, t.gradient);
    for (Block block : network.layout().blocks()) {
      double product = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        product += t.theta[j] * t.gradient[j];
      }
      assertThat(product)
          .as(block.name())
          .isCloseTo(block.degree() * value, within(scale * ROUNDING));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void outputsAreHomogeneousInEveryBlock(LayeredModel network) {
    Trial t = Trial.of(network);
    for (Block block : network.layout().blocks()) {
      double[] scaled = t.theta.clone();
      for (int j = block.offset(); j < block.end(); j++) {
        scaled[j] *= POWER_OF_TWO;
      }
      double factor = Math.pow(POWER_OF_TWO, block.degree());
      assertThat(t.outputsAt(scaled))
          .as(block.name())
          .containsExactly(Arrays.stream(t.outputs).map(f -> factor * f).toArray());
    }
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
  void pullbackAndPushforwardAreAdjointForAnySlopes(LayeredModel network) {
    Trial t = Trial.of(network);
    double[] direction = gaussian(t.theta.length, 5);
    double[] tangent = new double[t.outputs.length];
    double[] gradient = new double[t.theta.length];
    double[][] slopes = t.pass.slopes();
    t.pass.pullback(t.cotangent, slopes, gradient);
    assertThat(gradient)
        .containsExactly(t.gradient, within(ROUNDING * Math.sqrt(dot(gradient, gradient))));
    for (int round = 0; round < 2; round++) {
      t.pass.pullback(t.cotangent, slopes, gradient);
      t.pass.pushforward(direction, slopes, tangent);
      assertThat(dot(gradient, direction))
          .isCloseTo(
              dot(t.cotangent, tangent), within(ROUNDING * absoluteDot(gradient, direction)));
      for (int l = 0; l < slopes.length; l++) {
        slopes[l] = gaussian(slopes[l].length, 6 + l);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void rescalingOneChannelChangesNothing(LayeredModel network) {
    Trial t = Trial.of(network);
    for (HiddenLayer layer : network.hiddenLayers()) {
      double[] scaled = t.theta.clone();
      for (int j = 0; j < layer.incoming().cols(); j++) {
        scaled[layer.incoming().offset() + j] *= POWER_OF_TWO;
      }
      for (int r = 0; r < layer.outgoing().rows(); r++) {
        for (int c = 0; c < layer.columnsPerNeuron(); c++) {
          scaled[layer.outgoing().offset() + r * layer.outgoing().cols() + c] *=
              Math.pow(POWER_OF_TWO, -layer.exponent());
        }
      }
      assertThat(t.outputsAt(scaled)).containsExactly(t.outputs);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aLayerIsTheMapOfOneSampleThatItsWeightsAre(LayeredModel network) {
    Trial t = Trial.of(network);
    List<WeightLayer> layers = t.pass.layers();
    double scale = Math.sqrt(dot(t.gradient, t.gradient));
    for (int l = 0; l < layers.size(); l++) {
      WeightLayer layer = layers.get(l);
      double[] h = l < layers.size() - 1 ? t.pass.preactivations(l) : t.outputs;
      for (int k = 0; k < h.length; k++) {
        int unit = k % layer.units();
        int patch = layer.patch(k / layer.units(), unit);
        double sum = 0;
        for (int c = 0; c < layer.block().cols(); c++) {
          sum += t.theta[layer.weights(unit) + c] * layer.patches()[patch + c];
        }
        assertThat(h[k]).isCloseTo(sum, within(KERNEL * (1 + Math.abs(sum))));
        if (l < layers.size() - 1) {
          assertThat(t.pass.activations(l)[k])
              .isCloseTo(network.activation().value(h[k]), within(KERNEL * (1 + Math.abs(sum))));
        }
      }
    }
    double[] gradient = new double[t.theta.length];
    double[][] slopes = t.pass.slopes();
    t.pass.pullback(new double[t.cotangent.length], slopes, gradient);
    t.pass.pullbackToUnits(t.cotangent, slopes);
    Arrays.fill(gradient, 0);
    double[] walked = new double[t.theta.length];
    for (int i = 0; i < SAMPLES; i++) {
      int c = network.outputs();
      double[] v = Arrays.copyOfRange(t.cotangent, i * c, (i + 1) * c);
      for (int l = layers.size() - 1; l >= 0; l--) {
        layers.get(l).outer(i, v, walked);
        if (l > 0) {
          double[] below = new double[layers.get(l - 1).units()];
          layers.get(l).adjoint(i, v, below);
          double[] deltas = t.pass.deltas(l - 1);
          for (int k = 0; k < below.length; k++) {
            int at = i * below.length + k;
            assertThat(deltas[at]).isCloseTo(below[k], within(KERNEL * scale));
            below[k] *= network.activation().slope(t.pass.preactivations(l - 1)[at]);
          }
          v = below;
        }
      }
      for (int j = 0; j < walked.length; j++) {
        gradient[j] += walked[j];
      }
    }
    assertThat(gradient).containsExactly(t.gradient, within(KERNEL * scale));
  }

  /** A little more than a block of samples is two parts, each smaller than a block. */
  @ParameterizedTest
  @ValueSource(ints = {1, 9, 40, 57, 60, 64, 100, 130})
  void deltasOfManySamplesAreThoseOfEach(int samples) {
    LayeredModel network = on(ModelSpec.parse("conv:4-6"), new ImageShape(1, 8, 8), 1);
    Trial all = Trial.of(network, samples, KernelFactory.best());
    all.pass.pullbackToUnits(all.cotangent, all.pass.slopes());
    for (int i = 0; i < samples; i++) {
      double[] image =
          Arrays.copyOfRange(all.inputs, i * network.inputs(), (i + 1) * network.inputs());
      LayeredPass one = network.pass(image, 1, KernelFactory.best());
      one.forward(all.theta, new double[1]);
      one.pullbackToUnits(new double[] {all.cotangent[i]}, one.slopes());
      for (int hidden = 0; hidden < 2; hidden++) {
        double[] expected = one.deltas(hidden);
        double[] found =
            Arrays.copyOfRange(
                all.pass.deltas(hidden), i * expected.length, (i + 1) * expected.length);
        double scale = Math.sqrt(dot(expected, expected));
        assertThat(found).containsExactly(expected, within(KERNEL * scale));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void plainAndVectorKernelsAgree(LayeredModel network) {
    Trial plain = Trial.of(network, SAMPLES, KernelFactory.plain());
    Trial best = Trial.of(network);
    double scale = Math.sqrt(dot(plain.gradient, plain.gradient));
    assertThat(best.outputs)
        .containsExactly(
            plain.outputs, within(KERNEL * Math.sqrt(dot(best.outputs, best.outputs))));
    assertThat(best.gradient).containsExactly(plain.gradient, within(KERNEL * scale));
  }

  @Test
  void threadsAndTheRoomInCachesDoNotChangeTheBits() {
    LayeredModel network = on(ModelSpec.parse("conv:16-16"), new ImageShape(1, 28, 28), 10);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      for (KernelFactory factory : List.of(KernelFactory.plain(), KernelFactory.best())) {
        Trial one = Trial.of(network, 41, factory);
        for (int threads : new int[] {2, 3, 8}) {
          Trial more = Trial.of(network, 41, factory.on(executor, threads));
          assertThat(more.outputs).containsExactly(one.outputs);
          assertThat(more.gradient).containsExactly(one.gradient);
        }
      }
    } finally {
      executor.shutdown();
    }
  }

  private static double[] gaussian(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(length).map(u -> random.nextGaussian()).toArray();
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
