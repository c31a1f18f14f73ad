package org.mirrorflow.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.certificate.convex.Columns;
import org.mirrorflow.certificate.convex.InteriorPoint;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.numeric.Norms;

/**
 * The largest ℓp margin of a linear model, for any 1 ≤ p ≤ ∞. With two classes it is γ* = max over
 * ‖w‖_p ≤ 1 of min_i y_i⟨w, x_i⟩. With an output per class the margins are those of every sample
 * against every other class.
 *
 * <p>It is solved in the weights themselves: min F(w) subject to y_i⟨w, x_i⟩ ≥ 1, by a barrier
 * method with Newton's steps (Boyd and Vandenberghe 2004, section 11.3). F is ‖w‖_p^p/p. For p = 1
 * it is the sum of bounds u_j ≥ |w_j|, for p = ∞ one bound τ ≥ |w_j|. It shares no step with the
 * solvers of the KKT gap, which work on the multipliers.
 *
 * @param margin γ at {@code direction}, at most γ* and about 1e-10 of it below
 * @param upper a bound of γ* from above, from the multipliers of the barrier, which are less
 *     accurate
 * @param direction w with ‖w‖_p = 1
 * @since 0.1.0
 */
public record LinearMaxMargin(double margin, double upper, double[] direction) {
  private static final int MOST_ITERATIONS = 200;

  /** Constraints that a program begins with, and that are added at a time. */
  private static final int FEW = 200;

  /** A constraint violated by less than this share of the margin is met. */
  private static final double MET = 1e-9;

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

  /**
   * The maximum-margin matrix of a linear model with one output per class. The program is solved on
   * a working set of the margins, which grows until all others are met.
   *
   * @param data any number of classes
   * @param norm the ℓp norm of all entries
   * @param separator a matrix of positive margins, classes × features, row-major
   * @return direction and margin
   * @throws IllegalArgumentException if a margin of the separator is not positive
   */
  public static LinearMaxMargin ofClasses(Dataset data, Lp norm, double[] separator) {
    double[][] rows = differences(data);
    double[] m = margins(rows, separator);
    if (!(Arrays.stream(m).min().getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "linear max-margin: the matrix to begin with misclassifies a sample; expected margins"
              + " above 0");
    }
    Set<Integer> used = new TreeSet<>(lowest(m, Double.POSITIVE_INFINITY));
    while (true) {
      double[][] chosen = used.stream().map(j -> rows[j]).toArray(double[][]::new);
      LinearMaxMargin best = new LinearBarrier(chosen, norm).solve(separator);
      m = margins(rows, best.direction);
      double least = Arrays.stream(m).min().getAsDouble();
      if (least >= best.margin * (1 - MET) || !used.addAll(lowest(m, best.margin))) {
        return new LinearMaxMargin(least, best.upper, best.direction);
      }
    }
  }

  /** One row per sample and other class: x at the sample's class, −x at the other. */
  private static double[][] differences(Dataset data) {
    int d = data.features();
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      for (int k = 0; k < data.classes(); k++) {
        if (k == data.labels()[i]) {
          continue;
        }
        double[] row = new double[d * data.classes()];
        for (int j = 0; j < d; j++) {
          double x = data.inputs()[i * d + j];
          row[data.labels()[i] * d + j] = x;
          row[k * d + j] = -x;
        }
        rows.add(row);
      }
    }
    return rows.toArray(new double[0][]);
  }

  private static double[] margins(double[][] rows, double[] w) {
    return Arrays.stream(rows).mapToDouble(row -> Norms.dotInOrder(row, w)).toArray();
  }

  /** The numbers of the lowest margins below a bound. */
  private static List<Integer> lowest(double[] m, double below) {
    return IntStream.range(0, m.length)
        .boxed()
        .filter(j -> m[j] < below)
        .sorted(Comparator.comparingDouble(j -> m[j]))
        .limit(FEW)
        .toList();
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
