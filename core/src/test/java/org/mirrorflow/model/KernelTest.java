package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.KERNEL;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.gauge.Block;

/** Every kernel against the definition of the products, over shapes with all kinds of tails. */
class KernelTest {

  static List<KernelFactory> factories() {
    return List.of(KernelFactory.plain(), KernelFactory.best());
  }

  /** Shapes (n, m, d): small ones in full, then some beyond one block of depth or rows. */
  static Stream<Arguments> cases() {
    int[] sizes = {1, 2, 3, 4, 5, 8, 13, 16, 17, 33};
    Stream<int[]> small =
        IntStream.of(sizes)
            .boxed()
            .flatMap(
                n ->
                    IntStream.of(sizes)
                        .boxed()
                        .flatMap(m -> IntStream.of(sizes).mapToObj(d -> new int[] {n, m, d})));
    Stream<int[]> large =
        Stream.of(
            new int[] {300, 7, 5},
            new int[] {5, 300, 7},
            new int[] {7, 5, 300},
            new int[] {259, 66, 31},
            new int[] {70, 130, 257},
            new int[] {515, 130, 20},
            new int[] {600, 3, 70});
    List<int[]> shapes = Stream.concat(small, large).toList();
    return factories().stream().map(factory -> Arguments.of(factory, shapes));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void productsAreThoseOfTheDefinition(KernelFactory factory, List<int[]> shapes) {
    Kernel kernel = factory.create();
    for (int[] shape : shapes) {
      Problem p = new Problem(shape[0], shape[1], shape[2]);
      for (int[] rows : new int[][] {{0, p.n}, {p.n / 3, p.n - p.n / 4}}) {
        assertClose(p, p.outputs(kernel, rows[0], rows[1], false), p.expectedOutputs(rows, false));
        assertClose(p, p.outputs(kernel, rows[0], rows[1], true), p.expectedOutputs(rows, true));
        assertClose(p, p.inputs(kernel, rows[0], rows[1]), p.expectedInputs(rows));
      }
      for (int[] rows : new int[][] {{0, p.m}, {p.m / 3, p.m - p.m / 4}}) {
        assertClose(p, p.weights(kernel, rows[0], rows[1]), p.expectedWeights(rows));
      }
    }
  }

  /** Absolute bound: entries are below 1, so no sum of terms exceeds the largest size. */
  private static void assertClose(Problem p, double[] actual, double[] expected) {
    double scale = Math.max(p.n, Math.max(p.m, p.d));
    for (int j = 0; j < expected.length; j++) {
      if (!(Math.abs(actual[j] - expected[j]) <= KERNEL * scale)) {
        assertThat(actual[j])
            .as("entry %d of shape %d x %d x %d", j, p.n, p.m, p.d)
            .isCloseTo(expected[j], within(KERNEL * scale));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void entriesDoNotDependOnTheRangeOfRows(KernelFactory factory, List<int[]> shapes) {
    Kernel kernel = factory.create();
    for (int[] shape : shapes) {
      Problem p = new Problem(shape[0], shape[1], shape[2]);
      int cut = p.n / 3;
      assertThat(
              join(p.outputs(kernel, 0, cut, true), p.outputs(kernel, cut, p.n, true), cut * p.m))
          .isEqualTo(p.outputs(kernel, 0, p.n, true));
      assertThat(join(p.inputs(kernel, 0, cut), p.inputs(kernel, cut, p.n), cut * p.d))
          .isEqualTo(p.inputs(kernel, 0, p.n));
      int unit = p.m / 3;
      assertThat(
              join(
                  p.weights(kernel, 0, unit),
                  p.weights(kernel, unit, p.m),
                  Problem.PAD + unit * p.d))
          .isEqualTo(p.weights(kernel, 0, p.m));
    }
  }

  private static double[] join(double[] first, double[] second, int at) {
    double[] joined = second.clone();
    System.arraycopy(first, 0, joined, 0, at);
    return joined;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyEntryIsFinishedOnce(KernelFactory factory, List<int[]> shapes) {
    Kernel kernel = factory.create();
    for (int[] shape : shapes) {
      Problem p = new Problem(shape[0], shape[1], shape[2]);
      int lo = p.n / 3;
      int[] calls = new int[p.n * Math.max(p.m, p.d)];
      Kernel.Finish count = (from, to) -> IntStream.range(from, to).forEach(j -> calls[j]++);
      kernel.outputs(lo, p.n, p.a, p.w, p.at, new double[p.n * p.m], false, count);
      assertThat(calls).isEqualTo(ones(calls.length, lo * p.m, p.n * p.m));
      Arrays.fill(calls, 0);
      kernel.inputs(lo, p.n, p.g, p.w, p.at, new double[p.n * p.d], count);
      assertThat(calls).isEqualTo(ones(calls.length, lo * p.d, p.n * p.d));
    }
  }

  private static int[] ones(int length, int from, int to) {
    int[] result = new int[length];
    Arrays.fill(result, from, to, 1);
    return result;
  }

  @ParameterizedTest
  @MethodSource("factories")
  void activationsAreThoseOfTheDefinition(KernelFactory factory) {
    Kernel kernel = factory.create();
    double[] h = random(37, 4);
    h[5] = 0;
    h[6] = -0.0;
    for (String spec : List.of("relu", "leaky:0.1", "abs", "linear", "relu^2", "relu^3")) {
      Activation sigma = Activation.parse(spec);
      double[] a = h.clone();
      kernel.activate(sigma, a, a, 2, 35);
      double[] b = random(37, 5);
      kernel.multiplySlopes(sigma, h, b, 2, 35);
      double[] factor = random(37, 5);
      for (int j = 0; j < h.length; j++) {
        boolean inside = j >= 2 && j < 35;
        assertThat(a[j] + 0.0).isEqualTo(inside ? sigma.value(h[j]) + 0.0 : h[j]);
        assertThat(b[j])
            .isCloseTo(inside ? factor[j] * sigma.slope(h[j]) : factor[j], within(KERNEL));
      }
    }
  }

  @Test
  void theTestsRunOnTheVectorKernelWhereItsModuleIsPresent() {
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertThat(KernelFactory.best().name()).isEqualTo(present ? "vector" : "plain");
  }

  @ParameterizedTest
  @MethodSource("factories")
  void threadsDoNotChangeTheBits(KernelFactory factory) {
    LayeredModel network = ModelSpec.parse("dense:65,130").on(33, 3);
    double[] expected = step(network, factory);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      for (int threads : new int[] {1, 2, 3, 7}) {
        assertThat(step(network, factory.on(executor, threads))).isEqualTo(expected);
      }
    } finally {
      executor.shutdown();
    }
    assertThat(step(network, factory.on(task -> {}, 3)))
        .as("an executor that never runs anything")
        .isEqualTo(expected);
  }

  @Test
  void failuresOfOtherThreadsReachTheCaller() {
    Kernel kernel = KernelFactory.plain().on(Runnable::run, 2).create();
    int n = (int) (2 * SharedKernel.WORTH_SHARING / 900);
    Kernel.Finish fail =
        (from, to) -> {
          throw new IllegalStateException("finish");
        };
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                kernel.outputs(
                    0,
                    n,
                    new double[n * 30],
                    new double[900],
                    Block.matrix(30, 30),
                    new double[n * 30],
                    false,
                    fail))
        .hasRootCauseMessage("finish");
  }

  /** Outputs and gradient of a problem large enough to be shared. */
  private static double[] step(LayeredModel network, KernelFactory factory) {
    int n = 501;
    LayeredPass pass = network.pass(random(n * network.inputs(), 1), n, factory);
    double[] outputs = new double[n * network.outputs()];
    double[] gradient = new double[network.layout().end()];
    pass.forward(new Initialisation(1, 2).parameters(network.layout()), outputs);
    pass.pullback(random(outputs.length, 3), gradient);
    double[] both = Arrays.copyOf(outputs, outputs.length + gradient.length);
    System.arraycopy(gradient, 0, both, outputs.length, gradient.length);
    return both;
  }

  private static double[] random(int length, long seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }

  /** Random matrices; W and the result V stand at an offset between other numbers. */
  private static final class Problem {
    static final int PAD = 3;
    final int n;
    final int m;
    final int d;
    final double[] a;
    final double[] w;
    final double[] g;
    final double[] start;
    final Block at;

    Problem(int n, int m, int d) {
      this.n = n;
      this.m = m;
      this.d = d;
      this.at = new Block("W", PAD, m, d, 1);
      this.a = random(n * d, 1);
      this.w = random(PAD + m * d + PAD, 2);
      this.g = random(n * m, 3);
      this.start = random(PAD + Math.max(n, m) * Math.max(m, d) + PAD, 4);
    }

    double[] outputs(Kernel kernel, int from, int to, boolean add) {
      double[] h = Arrays.copyOf(start, n * m);
      kernel.outputs(from, to, a, w, at, h, add, Kernel.Finish.NONE);
      return h;
    }

    double[] expectedOutputs(int[] rows, boolean add) {
      double[] h = Arrays.copyOf(start, n * m);
      for (int i = rows[0]; i < rows[1]; i++) {
        for (int j = 0; j < m; j++) {
          double sum = add ? h[i * m + j] : 0;
          for (int c = 0; c < d; c++) {
            sum += a[i * d + c] * w[PAD + j * d + c];
          }
          h[i * m + j] = sum;
        }
      }
      return h;
    }

    double[] inputs(Kernel kernel, int from, int to) {
      double[] b = Arrays.copyOf(start, n * d);
      kernel.inputs(from, to, g, w, at, b, Kernel.Finish.NONE);
      return b;
    }

    double[] expectedInputs(int[] rows) {
      double[] b = Arrays.copyOf(start, n * d);
      for (int i = rows[0]; i < rows[1]; i++) {
        for (int c = 0; c < d; c++) {
          double sum = 0;
          for (int j = 0; j < m; j++) {
            sum += g[i * m + j] * w[PAD + j * d + c];
          }
          b[i * d + c] = sum;
        }
      }
      return b;
    }

    double[] weights(Kernel kernel, int from, int to) {
      double[] v = Arrays.copyOf(start, PAD + m * d + PAD);
      kernel.weights(from, to, n, g, a, v, at);
      return v;
    }

    double[] expectedWeights(int[] rows) {
      double[] v = Arrays.copyOf(start, PAD + m * d + PAD);
      for (int j = rows[0]; j < rows[1]; j++) {
        for (int c = 0; c < d; c++) {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            sum += g[i * m + j] * a[i * d + c];
          }
          v[PAD + j * d + c] = sum;
        }
      }
      return v;
    }
  }
}
