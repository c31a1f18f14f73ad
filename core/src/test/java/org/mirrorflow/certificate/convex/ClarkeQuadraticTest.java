package org.mirrorflow.certificate.convex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.numeric.Norms;

/** Quadratic programs that certificates of large networks lead to, here small and random. */
class ClarkeQuadraticTest {
  private static final int MOST = 10_000;

  /** H = AᵀA, with its own diagonal or without one, and a count of its products. */
  private static final class Product implements ClarkeQuadratic.Hessian {
    private final double[][] a;
    private final boolean ownDiagonal;
    private int products;

    Product(double[][] a, boolean ownDiagonal) {
      this.a = a;
      this.ownDiagonal = ownDiagonal;
    }

    @Override
    public void apply(double[] x, double[] out) {
      products++;
      Arrays.fill(out, 0);
      for (double[] row : a) {
        double s = Norms.dotInOrder(row, x);
        for (int k = 0; k < x.length; k++) {
          out[k] += s * row[k];
        }
      }
    }

    @Override
    public double[] diagonal() {
      double[] diagonal = new double[a[0].length];
      for (int k = 0; k < diagonal.length; k++) {
        diagonal[k] = ownDiagonal ? 0 : 1;
        for (double[] row : a) {
          diagonal[k] += ownDiagonal ? row[k] * row[k] : 0;
        }
      }
      return diagonal;
    }
  }

  /** Margins with 0, 1, 2 and 3 kinks in turn. */
  private static ClarkeSet set(int margins) {
    int[] start = new int[margins + 1];
    start[0] = margins;
    for (int j = 0; j < margins; j++) {
      start[j + 1] = start[j] + j % 4;
    }
    return new ClarkeSet(margins, start);
  }

  private static double[] random(SplittableRandom random, int length) {
    double[] v = new double[length];
    Arrays.setAll(v, k -> random.nextGaussian());
    return v;
  }

  private static double gap(ClarkeSet set, double[] x, double[] g) {
    return Norms.dotInOrder(x, g) - set.minimum(g);
  }

  /**
   * By convexity the value is within ⟨x, g⟩ − min ⟨·, g⟩ of the least one, whatever the method; and
   * the value never rises on the way. Fewer rows than columns make H singular.
   */
  @ParameterizedTest
  @CsvSource({
    "5, 30, true, true",
    "5, 30, false, true",
    "13, 40, true, true",
    "13, 40, false, true",
    "13, 40, true, false",
    "13, 8, true, true",
    "13, 3, false, false",
    "40, 60, true, true",
  })
  void findsTheLeastValue(int margins, int rows, boolean ownDiagonal, boolean hasLinear) {
    ClarkeSet set = set(margins);
    for (int seed = 0; seed < 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] a = new double[rows][];
      for (int i = 0; i < rows; i++) {
        a[i] = random(random, set.size());
      }
      double[] linear = hasLinear ? random(random, set.size()) : null;
      double[] start = random(random, set.size());
      set.project(start);
      Product hessian = new Product(a, ownDiagonal);
      double[] last = {Double.POSITIVE_INFINITY};
      ClarkeQuadratic.Stop stop =
          (x, g) -> {
            double value = 0.5 * Norms.dotInOrder(x, g);
            value += linear == null ? 0 : 0.5 * Norms.dotInOrder(x, linear);
            assertThat(value).isLessThanOrEqualTo(last[0] + 100 * Tolerances.ROUNDING * rows);
            last[0] = value;
            return gap(set, x, g) <= Tolerances.QUADRATIC * rows;
          };
      double[] kept = start.clone();
      ClarkeQuadratic quadratic = new ClarkeQuadratic(set, hessian, linear, start, stop);
      quadratic.run(MOST);
      assertThat(start).isEqualTo(kept);
      assertThat(hessian.products).isLessThan(5 * set.size());

      double[] x = quadratic.point();
      double[] inside = x.clone();
      set.restore(inside);
      assertThat(inside).containsExactly(x, within(Tolerances.ROUNDING));
      double[] g = new double[set.size()];
      hessian.apply(x, g);
      for (int k = 0; k < g.length; k++) {
        g[k] += linear == null ? 0 : linear[k];
      }
      assertThat(quadratic.gradient()).containsExactly(g, within(100 * Tolerances.ROUNDING * rows));
      assertThat(gap(set, x, g)).isLessThanOrEqualTo(2 * Tolerances.QUADRATIC * rows);
    }
  }

  /** With the minimum inside, one projection and conjugate gradients in so many dimensions do. */
  @Test
  void insideTheSetItIsConjugateGradients() {
    ClarkeSet set = set(13);
    SplittableRandom random = new SplittableRandom(3);
    double[][] a = new double[60][];
    for (int i = 0; i < a.length; i++) {
      a[i] = random(random, set.size());
    }
    double[] inside = new double[set.size()];
    Arrays.fill(inside, 0, 13, 1.0 / 13);
    Arrays.fill(inside, 13, set.size(), 0.5 / 13);
    Product hessian = new Product(a, true);
    double[] linear = new double[set.size()];
    hessian.apply(inside, linear);
    Arrays.setAll(linear, k -> -linear[k]);
    double[] start = new double[set.size()];
    start[4] = 1;
    hessian.products = 0;
    ClarkeQuadratic quadratic =
        new ClarkeQuadratic(set, hessian, linear, start, (x, g) -> gap(set, x, g) < 1e-13);
    quadratic.run(MOST);
    assertThat(quadratic.point()).containsExactly(inside, within(1e-6));
    assertThat(hessian.products).isLessThan(5 * set.size());
  }

  @Test
  void stopsWhenItMayOrMust() {
    ClarkeSet set = set(13);
    SplittableRandom random = new SplittableRandom(4);
    double[][] a = {random(random, set.size()), random(random, set.size())};
    double[] start = random(random, set.size());
    set.project(start);
    Product hessian = new Product(a, true);
    ClarkeQuadratic atOnce = new ClarkeQuadratic(set, hessian, null, start, (x, g) -> true);
    atOnce.run(MOST);
    assertThat(atOnce.point()).isEqualTo(start);
    assertThat(hessian.products).isEqualTo(1);
    new ClarkeQuadratic(set, hessian, null, start, (x, g) -> false).run(0);
    assertThat(hessian.products).isEqualTo(2);
    new ClarkeQuadratic(set, hessian, null, start, (x, g) -> false).run(10);
    assertThat(hessian.products).isBetween(12, 22);

    Product zero = new Product(new double[1][set.size()], true);
    ClarkeQuadratic flat = new ClarkeQuadratic(set, zero, null, start, (x, g) -> false);
    flat.run(MOST);
    assertThat(flat.point()).isEqualTo(start);
    assertThat(zero.products).isLessThan(20);
  }
}
