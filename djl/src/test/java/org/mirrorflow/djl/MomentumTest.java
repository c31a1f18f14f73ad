package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.hipparchus.util.FastMath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.model.Loss;

/**
 * Momentum of the training loop against a loop written out here: softmax regression, v ← μ v + ∂ℒ̄,
 * z ← z − η v, θ = (r')⁻¹(z), with the maps as their formulas.
 */
final class MomentumTest {
  private static final int N = 9;
  private static final int D = 4;
  private static final int C = 3;
  private static final double MU = 0.9;

  /** r' and its inverse. */
  private record Pair(DoubleUnaryOperator gradient, DoubleUnaryOperator inverse) {}

  private static final Map<String, Pair> MAPS =
      Map.of(
          "euclidean", new Pair(x -> x, z -> z),
          "p:3", new Pair(x -> x * Math.abs(x), z -> Math.copySign(Math.sqrt(Math.abs(z)), z)),
          "hyperbolic:beta=0.1", new Pair(x -> FastMath.asinh(x / 0.1), z -> 0.1 * Math.sinh(z)),
          "cosh:s=1", new Pair(Math::sinh, FastMath::asinh),
          "log:a=2",
              new Pair(
                  x -> Math.copySign(Math.log1p(2 * Math.abs(x)) / 2, x),
                  z -> Math.copySign(Math.expm1(2 * Math.abs(z)) / 2, z)));

  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  private static double[] start() {
    double[] w = new double[C * D];
    for (int j = 0; j < w.length; j++) {
      w[j] = 0.5 * Math.cos(3.7 * j * j + 1);
    }
    return w;
  }

  private static double[] inputs() {
    double[] x = new double[N * D];
    for (int j = 0; j < x.length; j++) {
      x[j] = 2 * Math.sin(1.3 * j * j + 0.2);
    }
    return x;
  }

  private static int[] labels() {
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = (i * i) % C;
    }
    return labels;
  }

  /** ∂ of the mean cross-entropy in the weights; the loss itself is the last entry. */
  private static double[] gradient(double[] w) {
    double[] x = inputs();
    double[] g = new double[C * D + 1];
    for (int i = 0; i < N; i++) {
      double[] e = new double[C];
      double sum = 0;
      for (int c = 0; c < C; c++) {
        double f = 0;
        for (int j = 0; j < D; j++) {
          f += w[c * D + j] * x[i * D + j];
        }
        e[c] = Math.exp(f);
        sum += e[c];
      }
      for (int c = 0; c < C; c++) {
        double residual = (e[c] / sum - (labels()[i] == c ? 1 : 0)) / N;
        for (int j = 0; j < D; j++) {
          g[c * D + j] += residual * x[i * D + j];
        }
      }
      g[C * D] -= Math.log(e[labels()[i]] / sum) / N;
    }
    return g;
  }

  /** The loop in plain Java; with {@code scaled} gradients are divided by the last mean loss. */
  private static double[] byHand(Pair map, double eta, int steps, boolean scaled) {
    double[] w = start();
    double[] z = new double[w.length];
    double[] v = new double[w.length];
    for (int j = 0; j < w.length; j++) {
      z[j] = map.gradient().applyAsDouble(w[j]);
    }
    double reference = 1;
    for (int step = 0; step < steps; step++) {
      double[] g = gradient(w);
      for (int j = 0; j < w.length; j++) {
        v[j] = MU * v[j] + g[j] / reference;
        z[j] -= eta * v[j];
        w[j] = map.inverse().applyAsDouble(z[j]);
      }
      reference = scaled ? g[C * D] : 1;
    }
    return w;
  }

  private double[] trained(String map, DataType type, double eta, int steps, boolean scaled) {
    Block block = Linear.builder().setUnits(C).optBias(false).build();
    block.initialize(manager, type, new Shape(1, D));
    NDArray weight = block.getParameters().get(0).getValue().getArray();
    weight.set(Arrays64.create(manager, start(), weight.getShape(), type).toByteBuffer());
    MirrorDescent optimizer =
        MirrorDescent.builder(block, map).learningRate(eta).momentum(MU).build();
    MarginTrainer trainer =
        new MarginTrainer(block, manager, new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
    NDArray x = Arrays64.create(manager, inputs(), new Shape(N, D), type);
    double reference = 0;
    for (int step = 0; step < steps; step++) {
      double logLoss = trainer.step(x, labels(), reference).logLoss();
      reference = scaled ? logLoss - Math.log(N) : 0;
    }
    return Arrays64.values(weight);
  }

  private static void assertNear(double[] found, double[] expected, double relative) {
    double change = 0;
    double[] start = start();
    for (int j = 0; j < found.length; j++) {
      change = Math.max(change, Math.abs(expected[j] - start[j]));
    }
    for (int j = 0; j < found.length; j++) {
      assertThat(found[j]).isCloseTo(expected[j], Offset.offset(relative * change));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "euclidean, 2",
    "euclidean, 6",
    "euclidean, 20",
    "p:3, 2",
    "p:3, 6",
    "p:3, 20",
    "hyperbolic:beta=0.1, 6",
    "hyperbolic:beta=0.1, 20",
    "cosh:s=1, 6",
    "log:a=2, 6",
  })
  void isTheDocumentedRule(String map, int steps) {
    for (boolean scaled : new boolean[] {false, true}) {
      double[] expected = byHand(MAPS.get(map), 0.1, steps, scaled);
      assertNear(trained(map, DataType.FLOAT64, 0.1, steps, scaled), expected, 1e-9);
      assertNear(trained(map, DataType.FLOAT32, 0.1, steps, scaled), expected, 1e-3);
    }
  }

  /** In float32 the loss itself is 0 from e⁻¹⁰³ on; gradients in its units are not. */
  @Test
  void gradientsInUnitsOfATinyLossDoNotVanish() {
    Block block = Linear.builder().setUnits(C).optBias(false).build();
    block.initialize(manager, DataType.FLOAT32, new Shape(1, D));
    NDArray weight = block.getParameters().get(0).getValue().getArray();
    double[] far = new double[C * D];
    far[0] = 150;
    weight.set(Arrays64.create(manager, far, weight.getShape(), DataType.FLOAT32).toByteBuffer());
    MirrorDescent optimizer =
        MirrorDescent.builder(block, "euclidean").learningRate(1).momentum(MU).build();
    MarginTrainer trainer =
        new MarginTrainer(block, manager, new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
    double[] one = new double[D];
    one[0] = 1;
    NDArray x = Arrays64.create(manager, one, new Shape(1, D), DataType.FLOAT32);
    double logLoss = trainer.evaluate(x, new int[] {0}).logLoss();
    assertThat(logLoss).isLessThan(-140);
    trainer.step(x, new int[] {0}, logLoss);
    assertThat(Arrays64.values(weight)[0]).isCloseTo(151, Offset.offset(1e-3));
    trainer.step(x, new int[] {0}, trainer.evaluate(x, new int[] {0}).logLoss());
    assertThat(Arrays64.values(weight)[0]).isCloseTo(152.9, Offset.offset(1e-3));
  }
}
