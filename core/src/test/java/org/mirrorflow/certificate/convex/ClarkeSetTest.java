package org.mirrorflow.certificate.convex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;
import org.mirrorflow.numeric.Norms;

/** The projection and the minimum of the set of Clarke coefficients. */
class ClarkeSetTest {
  /** Five margins with 2, 0, 3, 1 and 0 kinks. */
  private static final ClarkeSet SET = new ClarkeSet(5, new int[] {5, 7, 7, 10, 11, 11});

  private static final int SIZE = 11;

  @Property(seed = "1")
  void projectionIsTheNearestPoint(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] y = random.doubles(SIZE, -3, 3).toArray();
    double[] weights = random.doubles(SIZE, 0.01, 10).toArray();
    double[] x = y.clone();
    SET.project(x, weights);
    assertFeasible(x);
    // variational inequality: the derivative of the distance at x is least at x
    double[] derivative = new double[SIZE];
    for (int k = 0; k < SIZE; k++) {
      derivative[k] = weights[k] * (x[k] - y[k]);
    }
    double attained = Norms.dotInOrder(x, derivative);
    assertThat(attained).isLessThanOrEqualTo(SET.minimum(derivative) + Tolerances.PROJECTION);
  }

  @Property(seed = "1")
  void minimumIsThatOverVertices(@ForAll long seed) {
    double[] m = new SplittableRandom(seed).doubles(SIZE, -3, 3).toArray();
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < SET.margins(); j++) {
      int from = SET.start()[j];
      int kinks = SET.start()[j + 1] - from;
      for (int pattern = 0; pattern < 1 << kinks; pattern++) {
        double value = m[j];
        for (int c = 0; c < kinks; c++) {
          value += (pattern >> c & 1) == 1 ? m[from + c] : 0;
        }
        least = Math.min(least, value);
      }
    }
    assertThat(SET.minimum(m)).isEqualTo(least);
  }

  @Test
  void sizesCountMarginsAndKinks() {
    assertThat(SET.size()).isEqualTo(SIZE);
    assertThat(SET.kinks()).isEqualTo(6);
    assertThat(ClarkeSet.simplex(3).size()).isEqualTo(3);
    assertThat(ClarkeSet.simplex(3).kinks()).isZero();
  }

  /** λ = 2, 1, 1 and a little below 0; kinks in their ranges, beyond, and below. */
  @Test
  void restoringClipsAndNormalises() {
    double[] x = {2, 1, 1, 0, -1e-9, 1, 3, -1, 0.5, 2, 1};
    SET.restore(x);
    assertThat(x).containsExactly(0.5, 0.25, 0.25, 0, 0, 0.25, 0.5, 0, 0.125, 0.25, 0);
  }

  private static void assertFeasible(double[] x) {
    double sum = 0;
    for (int j = 0; j < SET.margins(); j++) {
      sum += x[j];
      assertThat(x[j]).isNotNegative();
      for (int c = SET.start()[j]; c < SET.start()[j + 1]; c++) {
        assertThat(x[c]).isBetween(0.0, x[j]);
      }
    }
    assertThat(Math.abs(sum - 1)).isLessThan(Tolerances.ROUNDING);
  }
}
