package org.mirrorflow.certificate.convex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;
import org.mirrorflow.numeric.Norms;

/** A matrix stored by columns that are 0 outside a range, against the same written out. */
class ColumnsTest {
  private static final int PARAMETERS = 9;
  private static final int[] FROM = {0, 0, 2, 5, 4, 8, 0};
  private static final int[] LENGTH = {9, 9, 3, 4, 3, 1, 2};
  private static final double CLOSE = 100 * Tolerances.ROUNDING;

  private static Columns random(SplittableRandom random) {
    double[][] values = new double[FROM.length][];
    for (int k = 0; k < values.length; k++) {
      values[k] = random.doubles(LENGTH[k], -2, 2).toArray();
    }
    return new Columns(values, FROM, PARAMETERS);
  }

  private static double[][] writtenOut(Columns columns) {
    double[][] a = new double[columns.count()][columns.parameters()];
    for (int k = 0; k < a.length; k++) {
      double[] column = columns.values()[k];
      System.arraycopy(column, 0, a[k], columns.from()[k], column.length);
    }
    return a;
  }

  private static double[][] triangle(int size) {
    double[][] lower = new double[size][];
    Arrays.setAll(lower, k -> new double[k + 1]);
    return lower;
  }

  @Property(tries = 50, seed = "1")
  void productsAreThoseOfTheMatrixWrittenOut(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Columns columns = random(random);
    double[][] a = writtenOut(columns);
    double[] x = random.doubles(a.length, -1, 1).toArray();
    x[3] = 0;
    double[] v = random.doubles(PARAMETERS, -1, 1).toArray();
    double[] s = random.doubles(PARAMETERS).toArray();
    double[] m = random.doubles(a.length).toArray();
    columns.combine(x, s);
    columns.along(v, m);
    for (int j = 0; j < PARAMETERS; j++) {
      double sum = 0;
      for (int k = 0; k < a.length; k++) {
        sum += a[k][j] * x[k];
      }
      assertThat(s[j]).isCloseTo(sum, within(CLOSE));
    }
    for (int k = 0; k < a.length; k++) {
      assertThat(m[k]).isCloseTo(Norms.dotInOrder(a[k], v), within(CLOSE));
    }
  }

  /** A column that does not count may be anything. */
  @Test
  void coefficientZeroLeavesAColumnOut() {
    double[][] values = {{Double.NaN, 1}, {2}};
    double[] s = new double[2];
    new Columns(values, new int[] {0, 1}, 2).combine(new double[] {0, 3}, s);
    assertThat(s).containsExactly(0, 6);
  }

  @Property(tries = 50, seed = "1")
  void gramHoldsTheWeightedProductsOfColumns(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Columns columns = random(random);
    double[][] a = writtenOut(columns);
    double[] ones = new double[PARAMETERS];
    Arrays.fill(ones, 1);
    double[] weights = random.doubles(PARAMETERS, 0, 3).toArray();
    for (double[] w : new double[][] {null, weights}) {
      double[][] gram = triangle(a.length);
      columns.gram(w, gram);
      double[] used = w == null ? ones : w;
      for (int k = 0; k < a.length; k++) {
        for (int l = 0; l <= k; l++) {
          double sum = 0;
          for (int j = 0; j < PARAMETERS; j++) {
            sum += a[k][j] * used[j] * a[l][j];
          }
          assertThat(gram[k][l]).isCloseTo(sum, within(CLOSE));
        }
      }
    }
  }

  /**
   * Twice the rounding of ‖Bx‖² against ‖Ax‖², to first order. With d_k = ‖a_k‖ the computed H and
   * its factors have an error of γ d_k d_l in every entry, γ = (rows + columns) u (Higham 2002,
   * theorem 10.3). Where columns D depend on the others K, the factors stop at their Schur
   * complement, which is 0 but for that error seen through W = B_K⁻¹B_D: E_DD − WᵀE_KD − E_DK W +
   * WᵀE_KK W (his lemma 10.10). Columns K that nearly depend on each other make W large.
   */
  private static double rounding(Columns root, Columns columns, double[] x) {
    int n = x.length;
    double[] size = new double[n];
    for (int k = 0; k < n; k++) {
      double[] column = columns.values()[k];
      size[k] = Math.sqrt(Norms.dotInOrder(column, column));
    }
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double[] solution = root.values()[k].clone();
      boolean dependent = solution[k] == 0;
      double seen = size[k];
      for (int c = k - 1; dependent && c >= 0; c--) {
        double pivot = root.values()[c][c];
        if (pivot > 0) {
          solution[c] /= pivot;
          for (int a = 0; a < c; a++) {
            solution[a] -= solution[c] * root.values()[c][a];
          }
          seen += Math.abs(solution[c]) * size[c];
        }
      }
      sum += Math.abs(x[k]) * seen;
    }
    return 2 * (columns.parameters() + n) * Math.ulp(0.5) * sum * sum;
  }

  /** Twelve columns of eight entries at most: four of them depend on the others. */
  @Property(tries = 50, seed = "1")
  void rootGivesTheSameNormsThoughColumnsDependOnOthers(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int rows : new int[] {20, 8}) {
      double[][] values = new double[12][];
      Arrays.setAll(values, k -> random.doubles(rows, -2, 2).toArray());
      Columns columns = new Columns(values, new int[values.length], rows);
      double[][] gram = triangle(values.length);
      columns.gram(null, gram);
      Columns root = Columns.rootOf(gram);
      assertThat(root.count()).isEqualTo(values.length);
      assertThat(root.parameters()).isEqualTo(values.length);
      double[] x = random.doubles(values.length, -1, 1).toArray();
      double[] s = new double[rows];
      double[] t = new double[values.length];
      columns.combine(x, s);
      root.combine(x, t);
      double square = Norms.dotInOrder(s, s);
      assertThat(Norms.dotInOrder(t, t)).isCloseTo(square, within(rounding(root, columns, x)));
    }
  }

  /** (1, 0), (2, 0), (3, 4): the second is twice the first, the third has 4 of its own. */
  @Test
  void dependentColumnsEndInZero() {
    Columns root = Columns.rootOf(new double[][] {{1}, {2, 4}, {3, 6, 25}});
    assertThat(root.values()[0]).containsExactly(1);
    assertThat(root.values()[1]).containsExactly(2, 0);
    assertThat(root.values()[2]).containsExactly(3, 0, 4);
  }

  /** A share of 2⁻⁴⁶ of the square is more than rounding, one of 2⁻⁴⁷ is not. */
  @Test
  void shareThatIsLeftDecidesOnDependence() {
    double more = 0x1p-46;
    double less = 0x1p-47;
    assertThat(Columns.rootOf(new double[][] {{1}, {1, 1 + more}}).values()[1])
        .containsExactly(1, 0x1p-23);
    assertThat(Columns.rootOf(new double[][] {{1}, {1, 1 + less}}).values()[1])
        .containsExactly(1, 0);
  }
}
