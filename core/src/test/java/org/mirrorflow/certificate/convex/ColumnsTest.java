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
}
