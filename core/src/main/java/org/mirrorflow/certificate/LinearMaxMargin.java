package org.mirrorflow.certificate;

import java.util.Arrays;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.certificate.convex.Columns;
import org.mirrorflow.certificate.convex.InteriorPoint;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Lp;

/**
 * The largest ℓp margin γ* = max over ‖w‖_p ≤ 1 of min_i y_i⟨w, x_i⟩ of a linear model on two
 * classes, for any 1 ≤ p ≤ ∞.
 *
 * <p>Solved in the weights themselves, min F(w) subject to y_i⟨w, x_i⟩ ≥ 1, by a barrier method
 * with Newton's steps (Boyd and Vandenberghe 2004, section 11.3); F = ‖w‖_p^p/p, for p = 1 and ∞
 * the sum of bounds u_j ≥ |w_j| and one bound τ ≥ |w_j|. It shares no step with the solvers of the
 * KKT gap, which work on the multipliers.
 *
 * @param margin γ at {@code direction}, at most γ* and about 1e-10 of it below
 * @param upper a bound of γ* from above, from the multipliers of the barrier, which are less
 *     accurate
 * @param direction w with ‖w‖_p = 1
 */
public record LinearMaxMargin(double margin, double upper, double[] direction) {
  private static final int MOST_ITERATIONS = 200;

  /**
   * The maximum-margin direction of a data set.
   *
   * @param data two classes, fitted with one output
   * @param norm the ℓp norm
   * @return direction and margin
   * @throws IllegalArgumentException if there are more than two classes, or if no linear model
   *     without bias separates them
   */
  public static LinearMaxMargin of(Dataset data, Lp norm) {
    if (!data.binary()) {
      throw new IllegalArgumentException(
          "linear max-margin: %s classes; expected 2".formatted(data.classes()));
    }
    int d = data.features();
    double[][] rows = new double[data.size()][d];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < d; j++) {
        rows[i][j] = data.sign(i) * data.inputs()[i * d + j];
      }
    }
    return new LinearBarrier(rows, norm).solve(separator(rows));
  }

  /** A separating direction: that of the shortest convex combination of the rows. */
  private static double[] separator(double[][] rows) {
    Columns columns = new Columns(rows, new int[rows.length], rows[0].length);
    double[] w = new double[rows[0].length];
    double[] m = new double[rows.length];
    new InteriorPoint(ClarkeSet.simplex(rows.length), columns, 2, null)
        .run(
            MOST_ITERATIONS,
            (x, s, v) -> {
              System.arraycopy(s, 0, w, 0, w.length);
              columns.along(s, m);
              return Arrays.stream(m).min().getAsDouble() > 0;
            });
    if (!(Arrays.stream(m).min().getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "linear max-margin: no linear model without bias separates the classes; expected"
              + " separable data");
    }
    return w;
  }
}
