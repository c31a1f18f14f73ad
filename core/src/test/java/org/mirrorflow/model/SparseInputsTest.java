package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.KERNEL;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.gauge.Block;

/** Products that leave out the zeros of the inputs, against those that do not. */
class SparseInputsTest {
  private static final double SHARE = 0.2;

  static Stream<KernelFactory> factories() {
    return Stream.of(KernelFactory.plain(), KernelFactory.best());
  }

  @ParameterizedTest
  @MethodSource("factories")
  void productsAreThoseOfTheDefinition(KernelFactory factory) {
    Kernel kernel = factory.create();
    for (int m : new int[] {1, 5, 16, 31, 32, 33, 64, 100, 130}) {
      for (int depth : new int[] {1, 63, 64, 65, 200}) {
        int rows = 300;
        double[] s = sparse(rows * depth, 1);
        double[] b = random(depth * m, 2);
        SparseMatrix matrix = SparseMatrix.of(s, rows, depth);
        int from = 7;
        int to = 295;
        double[] c = random(rows * m, 3);
        double[] before = c.clone();
        int[] finished = new int[c.length];
        Kernel.Finish count = (lo, hi) -> IntStream.range(lo, hi).forEach(j -> finished[j]++);
        kernel.sparse(from, to, matrix, b, m, c, count);
        for (int r = 0; r < rows; r++) {
          boolean inside = r >= from && r < to;
          for (int j = 0; j < m; j++) {
            double expected = inside ? entry(s, b, depth, m, r, j) : before[r * m + j];
            assertThat(c[r * m + j]).isCloseTo(expected, within(KERNEL * depth));
            assertThat(finished[r * m + j]).isEqualTo(inside ? 1 : 0);
          }
        }
        kernel.sparse(from, 40, matrix, b, m, before, Kernel.Finish.NONE);
        kernel.sparse(40, to, matrix, b, m, before, Kernel.Finish.NONE);
        assertThat(before).as("entries do not depend on the range of rows").isEqualTo(c);
      }
    }
  }

  private static double entry(double[] s, double[] b, int depth, int m, int r, int j) {
    double sum = 0;
    for (int k = 0; k < depth; k++) {
      sum += s[r * depth + k] * b[k * m + j];
    }
    return sum;
  }

  @Test
  void onlyEntriesThatAreNotZeroAreStored() {
    double[] a = {0, 2, 0, 0, 3, 4};
    SparseMatrix matrix = SparseMatrix.of(a, 2, 3);
    assertThat(matrix.values()).containsExactly(2, 3, 4);
    assertThat(matrix.columns()).containsExactly(1, 1, 2);
    assertThat(matrix.transpose().values()).containsExactly(2, 3, 4);
    assertThat(matrix.transpose().columns()).containsExactly(0, 1, 1);
  }

  @ParameterizedTest
  @MethodSource("factories")
  void layersAreThoseOfDenseKernels(KernelFactory factory) {
    int n = 600;
    int d = 150;
    int m = 70;
    double[] a = sparse(n * d, 4);
    Kernel kernel = factory.create();
    SparseInputs inputs = SparseInputs.of(kernel, a, n, d, m).orElseThrow();
    Block at = new Block("W", 3, m, d, 1);
    double[] w = random(at.end() + 2, 5);
    double[] h = new double[n * m];
    double[] expected = new double[n * m];
    inputs.outputs(w, at, h, Kernel.Finish.NONE);
    kernel.outputs(0, n, a, w, at, expected, false, Kernel.Finish.NONE);
    assertThat(h).containsExactly(expected, within(KERNEL * d));
    double[] g = random(n * m, 6);
    double[] v = w.clone();
    double[] derivatives = w.clone();
    inputs.weights(g, v, at);
    kernel.weights(0, m, n, g, a, derivatives, at);
    assertThat(v).containsExactly(derivatives, within(KERNEL * n));
  }

  @Test
  void zerosAreLeftOutWhereTheyAreManyAndTheLayerIsLarge() {
    Kernel kernel = KernelFactory.best().create();
    assertThat(SparseInputs.of(kernel, sparse(600 * 150, 4), 600, 150, 70)).isPresent();
    assertThat(SparseInputs.of(kernel, random(600 * 150, 4), 600, 150, 70)).isEmpty();
    assertThat(SparseInputs.of(kernel, sparse(60 * 150, 4), 60, 150, 70)).isEmpty();
    assertThat(SparseInputs.of(kernel, sparse(6000 * 150, 4), 6000, 150, 10)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("factories")
  void threadsDoNotChangeTheBits(KernelFactory factory) {
    int n = 900;
    LayeredModel network = ModelSpec.parse("dense:65").on(150, 3);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      double[] expected = gradient(network, n, factory);
      assertThat(gradient(network, n, factory.on(executor, 2))).isEqualTo(expected);
      assertThat(gradient(network, n, factory.on(executor, 3))).isEqualTo(expected);
    } finally {
      executor.shutdown();
    }
  }

  private static double[] gradient(LayeredModel network, int n, KernelFactory factory) {
    double[] inputs = sparse(n * network.inputs(), 7);
    assertThat(SparseInputs.of(factory.create(), inputs, n, network.inputs(), 65)).isPresent();
    LayeredPass pass = network.pass(inputs, n, factory);
    double[] gradient = new double[network.layout().end()];
    double[] outputs = new double[n * network.outputs()];
    pass.forward(new Initialisation(1, 2).parameters(network.layout()), outputs);
    pass.pullback(outputs, gradient);
    return gradient;
  }

  private static double[] random(int length, long seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }

  private static double[] sparse(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Arrays.stream(random(length, -seed))
        .map(x -> random.nextDouble() < SHARE ? x : 0)
        .toArray();
  }
}
