package org.mirrorflow.flow.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Loss;

/** The parts of a Newton step against what they stand for, written out. */
class NewtonPartsTest {

  /** Known solutions; sizes on both sides of the 64 rows that are made together. */
  @ParameterizedTest
  @CsvSource({"1, 1", "0, 5", "7, 0", "9, 63", "30, 65", "5, 150"})
  void borderedSystemsAreSolved(int corner, int border) {
    SplittableRandom random = new SplittableRandom(2);
    int n = corner + border;
    double[][] l = new double[n][n];
    int[] start = new int[n];
    for (int i = 0; i < n; i++) {
      start[i] = i < corner ? random.nextInt(i + 1) : 0;
      for (int j = start[i]; j < i; j++) {
        l[i][j] = random.nextDouble(-1, 1);
      }
      l[i][i] = random.nextDouble(4, 5);
    }
    double[] x = random.doubles(n, -1, 1).toArray();
    double[] b = new double[n];
    BorderedSystem system = new BorderedSystem(KernelFactory.plain().create());
    system.begin(corner, border);
    double[][] a = system.corner().matrix(corner);
    for (int i = 0; i < n; i++) {
      if (i < corner) {
        system.corner().start(i, start[i]);
      }
      for (int j = 0; j <= i; j++) {
        double m = 0;
        for (int c = 0; c <= j; c++) {
          m += l[i][c] * l[j][c];
        }
        b[i] += m * x[j];
        b[j] += i == j ? 0 : m * x[i];
        if (i < corner) {
          a[i][j] = m;
        } else if (j < corner) {
          system.border()[(i - corner) * corner + j] = m;
        } else {
          system.rest()[i - corner][j - corner] = m;
        }
      }
    }
    assertThat(system.factorise()).isTrue();
    system.solve(b);
    for (int i = 0; i < n; i++) {
      assertThat(b[i]).isCloseTo(x[i], within(Tolerances.ROUNDING * n * n));
    }
  }

  /** Large enough to be shared between threads, in every part. */
  @Test
  void systemsHaveTheSameBitsOnAnyNumberOfThreads() {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      double[] one = solution(KernelFactory.plain().create());
      double[] three = solution(KernelFactory.plain().on(executor, 3).create());
      assertThat(three).isEqualTo(one);
    } finally {
      executor.shutdown();
    }
  }

  private static double[] solution(Kernel kernel) {
    int corner = 300;
    int border = 600;
    SplittableRandom random = new SplittableRandom(5);
    BorderedSystem system = new BorderedSystem(kernel);
    system.begin(corner, border);
    double[][] a = system.corner().matrix(corner);
    for (int i = 0; i < corner + border; i++) {
      if (i < corner) {
        system.corner().start(i, 0);
      }
      for (int j = 0; j <= i; j++) {
        double m = i == j ? corner + border : random.nextDouble(-1, 1);
        if (i < corner) {
          a[i][j] = m;
        } else if (j < corner) {
          system.border()[(i - corner) * corner + j] = m;
        } else {
          system.rest()[i - corner][j - corner] = m;
        }
      }
    }
    assertThat(system.factorise()).isTrue();
    double[] b = random.doubles(corner + border, -1, 1).toArray();
    system.solve(b);
    return b;
  }

  @Test
  void productsOfGradientsHaveTheSameBitsOnAnyNumberOfThreads() {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      double[][] one = manyProducts(KernelFactory.plain().create());
      double[][] three = manyProducts(KernelFactory.plain().on(executor, 3).create());
      assertThat(three).isDeepEqualTo(one);
    } finally {
      executor.shutdown();
    }
  }

  private static double[][] manyProducts(Kernel kernel) {
    Dataset data = DataSpec.load("digits").select(IntStream.range(0, 100).toArray());
    FlowProblem problem = Problems.problem("dense:20", data, Loss.CROSS_ENTROPY, "p:1.5");
    double[] theta = Problems.theta(problem, 1, 0);
    LayeredPass pass = problem.model().layered().orElseThrow().pass(data.inputs(), data.size());
    pass.forward(theta, new double[data.size() * problem.model().outputs()]);
    UnitSpace space = new UnitSpace(pass.layers(), kernel);
    space.gather(IntStream.range(0, data.size()).toArray(), data.size());
    SplittableRandom random = new SplittableRandom(3);
    UnitGradient[] gradients = new UnitGradient[400];
    for (int a = 0; a < gradients.length; a++) {
      double[] values = random.doubles(space.size(), -1, 1).map(v -> v > 0 ? v : 0).toArray();
      gradients[a] = new UnitGradient(a / 4, 0, values);
    }
    double[] z = new double[theta.length];
    problem.map().gradient(theta, z);
    ConjugateCurvature curvature = new ConjugateCurvature(theta.length);
    curvature.expect(0, z, z);
    curvature.at(ProximalInverse.at(theta, problem.map()), z, theta, 0.3);
    GradientProducts products = new GradientProducts(kernel, theta.length);
    products.at(space, curvature);
    double[][] lower = new double[gradients.length][gradients.length];
    products.fill(gradients, gradients.length, new int[gradients.length], lower);
    return lower;
  }

  @Test
  void aMatrixThatIsNotPositiveDefiniteIsSaidToBeNone() {
    BorderedSystem system = new BorderedSystem(KernelFactory.plain().create());
    system.begin(1, 1);
    system.corner().start(0, 0);
    system.corner().matrix(1)[0][0] = 1;
    system.border()[0] = 2;
    system.rest()[0][0] = 4;
    assertThat(system.factorise()).isFalse();
  }

  /** One number a layer, a diagonal, an operator; layers with one position and with several. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "iris; dense:5; euclidean",
        "iris; dense:5,4; hyperbolic:beta=0.1",
        "iris; dense:5; spectral(euclidean)",
        "digits:0,1; conv:2-2; euclidean",
        "digits:0,1; conv:2-2; p:1.5"
      })
  void productsOfGradientsAreThoseInTheta(String name, String model, String map) {
    Dataset data = DataSpec.load(name).select(new int[] {3, 60, 99});
    FlowProblem problem = Problems.problem(model, data, Loss.EXPONENTIAL, map);
    double[] theta = Problems.theta(problem, 1, 0);
    int p = theta.length;
    LayeredPass pass = problem.model().layered().orElseThrow().pass(data.inputs(), data.size());
    pass.forward(theta, new double[data.size() * problem.model().outputs()]);
    UnitSpace space = new UnitSpace(pass.layers(), KernelFactory.plain().create());
    space.gather(new int[] {0, 2}, 2);

    SplittableRandom random = new SplittableRandom(3);
    int units = space.size();
    UnitGradient[] gradients = new UnitGradient[5];
    for (int a = 0; a < gradients.length; a++) {
      int from = a == 0 ? 1 : 0;
      double[] values = random.doubles(a == 0 ? 1 : units, -1, 1).toArray();
      gradients[a] = new UnitGradient(a % 2, from, values);
    }
    double[] z = new double[p];
    problem.map().gradient(theta, z);
    ConjugateCurvature curvature = new ConjugateCurvature(p);
    curvature.expect(0, z, z);
    curvature.at(ProximalInverse.at(theta, problem.map()), z, theta, 0.3);
    GradientProducts products = new GradientProducts(KernelFactory.plain().create(), p);
    products.at(space, curvature);
    double[][] lower = new double[gradients.length][gradients.length];
    products.fill(gradients, gradients.length, new int[gradients.length], lower);

    double[][] written = new double[gradients.length][p];
    double[][] bent = new double[gradients.length][p];
    for (int a = 0; a < gradients.length; a++) {
      space.clear();
      space.add(1, gradients[a]);
      space.sum(written[a]);
      curvature.apply(written[a], bent[a]);
    }
    for (int a = 0; a < gradients.length; a++) {
      assertThat(products.own(gradients[a])).isCloseTo(lower[a][a], within(size(bent[a])));
      for (int b = 0; b <= a; b++) {
        double[] g = written[b];
        double[] y = bent[a];
        double product = IntStream.range(0, p).mapToDouble(c -> g[c] * y[c]).sum();
        assertThat(lower[a][b]).isCloseTo(product, within(size(bent[a])));
      }
    }
  }

  private static double size(double[] v) {
    double sum = 0;
    for (double x : v) {
      sum += Math.abs(x);
    }
    return 1e3 * Tolerances.ROUNDING * sum;
  }
}
