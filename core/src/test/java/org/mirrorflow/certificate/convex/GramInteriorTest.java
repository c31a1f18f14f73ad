package org.mirrorflow.certificate.convex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.numeric.Norms;

/** Quadratic programs on Gram matrices with kinks by unit, small and random. */
class GramInteriorTest {
  private static final double GAP = 1e-9;
  private static final int MOST = 60;

  /**
   * By convexity the value is within ⟨x, Hx⟩ − min ⟨·, Hx⟩ of the least one, whatever the method.
   */
  @ParameterizedTest
  @CsvSource({"1, 3, 4, 0", "5, 30, 4, 7", "13, 4, 3, 20", "40, 6, 5, 150", "60, 100, 8, 200"})
  void findsTheLeastValue(int margins, int inputs, int units, int kinks) {
    for (int seed = 0; seed < 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][][] derivatives = {matrix(random, margins, units), matrix(random, margins, 2)};
      double[][][] layerInputs = {matrix(random, margins, inputs), matrix(random, margins, units)};
      int[] owner = random.ints(kinks, 0, margins).sorted().toArray();
      int[] unit = random.ints(kinks, 0, units).toArray();
      double[] factor = random.doubles(kinks, -1, 1).toArray();
      int[] start = new int[margins + 1];
      start[0] = margins;
      for (int j = 0; j < margins; j++) {
        int own = j;
        start[j + 1] = start[j] + (int) Arrays.stream(owner).filter(o -> o == own).count();
      }
      ClarkeSet set = new ClarkeSet(margins, start);
      GramHessian hessian = new GramHessian(derivatives, layerInputs, unit, owner, factor);
      GramInterior interior = new GramInterior(set, hessian);
      double size = Arrays.stream(hessian.diagonal()).max().getAsDouble();
      interior.run(MOST, (x, g) -> gap(set, x, g) <= GAP * size);
      double[] x = interior.point();
      double[] g = new double[x.length];
      hessian.apply(x, g);
      assertThat(gap(set, x, g)).isLessThanOrEqualTo(GAP * size);
      double[] inside = x.clone();
      set.restore(inside);
      assertThat(inside).containsExactly(x, org.assertj.core.api.Assertions.within(1e-12));
    }
  }

  private static double gap(ClarkeSet set, double[] x, double[] g) {
    return Norms.dotInOrder(x, g) - set.minimum(g);
  }

  private static double[][] matrix(SplittableRandom random, int rows, int cols) {
    double[][] matrix = new double[rows][cols];
    for (double[] row : matrix) {
      Arrays.setAll(row, k -> random.nextGaussian());
    }
    return matrix;
  }
}
