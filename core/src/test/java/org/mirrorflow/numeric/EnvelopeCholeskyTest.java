package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;

/** Systems whose solution is known, with rows that start late. */
class EnvelopeCholeskyTest {

  /** M = LLᵀ with rows of L from start[i] on, so that M has the same envelope. */
  private static double[][] product(double[][] l) {
    int n = l.length;
    double[][] m = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        for (int c = 0; c <= j; c++) {
          m[i][j] += l[i][c] * l[j][c];
        }
      }
    }
    return m;
  }

  @Test
  void findsTheFactorAndTheSolution() {
    SplittableRandom random = new SplittableRandom(1);
    EnvelopeCholesky cholesky = new EnvelopeCholesky();
    for (int n : new int[] {1, 2, 7, 3, 20, 21}) {
      double[][] l = new double[n][n];
      int[] start = new int[n];
      for (int i = 0; i < n; i++) {
        start[i] = random.nextInt(i + 1);
        for (int j = start[i]; j < i; j++) {
          l[i][j] = random.nextDouble(-1, 1);
        }
        l[i][i] = random.nextDouble(2, 3);
      }
      double[][] m = product(l);
      double[] x = random.doubles(n, -1, 1).toArray();
      double[] b = new double[n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          b[i] += (j <= i ? m[i][j] : m[j][i]) * x[j];
        }
      }
      double[][] work = cholesky.matrix(n);
      for (int i = 0; i < n; i++) {
        // what stands before the envelope may be left from another matrix
        Arrays.fill(work[i], 0, start[i], Double.NaN);
        System.arraycopy(m[i], start[i], work[i], start[i], i + 1 - start[i]);
        cholesky.start(i, start[i]);
      }
      assertThat(cholesky.factorise()).isTrue();
      for (int i = 0; i < n; i++) {
        for (int j = start[i]; j <= i; j++) {
          assertThat(work[i][j]).isCloseTo(l[i][j], within(Tolerances.ROUNDING * n));
        }
      }
      cholesky.solve(b);
      assertThat(b).containsExactly(x, within(Tolerances.ROUNDING * n));
    }
  }

  @Test
  void refusesMatricesThatAreNotPositive() {
    EnvelopeCholesky cholesky = new EnvelopeCholesky();
    double[][] lower = {{1, 0}, {2, 4}};
    for (double last : new double[] {4, 3, Double.NaN}) {
      double[][] work = cholesky.matrix(2);
      work[0][0] = lower[0][0];
      work[1][0] = lower[1][0];
      work[1][1] = last;
      cholesky.start(0, 0);
      cholesky.start(1, 0);
      assertThat(cholesky.factorise()).isFalse();
    }
  }
}
