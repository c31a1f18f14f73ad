package org.mirrorflow.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.mirrorflow.data.Dataset;

/**
 * Whether a linear model without bias can classify all samples: whether a w exists with ⟨g_j, w⟩
 * &gt; 0 for the gradients g_j of all margins. By Farkas' lemma it does not if and only if
 * multipliers λ in the simplex make Σ λ_j g_j = 0. The samples that carry them cannot be classified
 * together.
 *
 * @param verdict what was found
 * @param samples numbers of samples, counted from 0, that no linear model classifies together;
 *     empty unless INSEPARABLE
 * @since 0.2.0
 */
public record LinearSeparation(Verdict verdict, List<Integer> samples) {
  /** Multiplications spent at most: about a second. */
  private static final long EFFORT = 1_000_000_000L;

  /** Entries of the gradients of all margins at most. */
  private static final long LARGEST = 20_000_000L;

  /** ‖Σ λ g‖ below this, for g of length 1, is 0 to within rounding. */
  private static final double ZERO = 1e-9;

  /** What was found. */
  public enum Verdict {
    /** A w was found. */
    SEPARABLE,
    /** Multipliers were found. */
    INSEPARABLE,
    /** Neither within the effort, or within rounding. */
    UNKNOWN
  }

  /**
   * Copies the list.
   *
   * @param verdict what was found
   * @param samples copied
   */
  public LinearSeparation {
    samples = List.copyOf(samples);
  }

  /**
   * {@return what can be found out about a data set}
   *
   * @param data two classes or more
   */
  public static LinearSeparation of(Dataset data) {
    long columns = (long) data.features() * data.outputs();
    long rows = (long) data.size() * Math.max(1, data.outputs() - 1);
    if (rows * columns > LARGEST) {
      return new LinearSeparation(Verdict.UNKNOWN, List.of());
    }
    List<double[]> gradients = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    gradients(data, gradients, owners);
    double[][] g = gradients.toArray(new double[0][]);
    for (double[] row : g) {
      double norm = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
      if (norm == 0) {
        int sample = owners.get(gradients.indexOf(row));
        return new LinearSeparation(Verdict.INSEPARABLE, List.of(sample));
      }
      for (int j = 0; j < row.length; j++) {
        row[j] /= norm;
      }
    }
    ConvexCombination nearest = new ConvexCombination(g, EFFORT).run();
    double[] w = nearest.combination();
    if (Arrays.stream(g).allMatch(row -> certainlyPositive(row, w))) {
      return new LinearSeparation(Verdict.SEPARABLE, List.of());
    }
    if (Math.sqrt(Arrays.stream(w).map(v -> v * v).sum()) > ZERO) {
      return new LinearSeparation(Verdict.UNKNOWN, List.of());
    }
    double[] lambda = nearest.lambda();
    TreeSet<Integer> samples = new TreeSet<>();
    for (int i = 0; i < lambda.length; i++) {
      if (lambda[i] > 0) {
        samples.add(owners.get(i));
      }
    }
    return new LinearSeparation(Verdict.INSEPARABLE, List.copyOf(samples));
  }

  /** y_i x_i, or for more classes x_i at y_i and −x_i at k; columns scaled to largest entry 1. */
  private static void gradients(Dataset data, List<double[]> gradients, List<Integer> owners) {
    int d = data.features();
    double[] scale = new double[d];
    for (int k = 0; k < data.inputs().length; k++) {
      scale[k % d] = Math.max(scale[k % d], Math.abs(data.inputs()[k]));
    }
    for (int i = 0; i < data.size(); i++) {
      for (int k = 0; k < data.outputs(); k++) {
        if (!data.binary() && k == data.labels()[i]) {
          continue;
        }
        double[] row = new double[d * data.outputs()];
        for (int j = 0; j < d; j++) {
          double x = scale[j] == 0 ? 0 : data.inputs()[i * d + j] / scale[j];
          if (data.binary()) {
            row[j] = data.sign(i) * x;
          } else {
            row[data.labels()[i] * d + j] = x;
            row[k * d + j] = -x;
          }
        }
        gradients.add(row);
        owners.add(i);
      }
    }
  }

  /** ⟨g, w⟩ above the error of its summation. */
  private static boolean certainlyPositive(double[] g, double[] w) {
    double sum = 0;
    double size = 0;
    for (int j = 0; j < g.length; j++) {
      sum += g[j] * w[j];
      size += Math.abs(g[j] * w[j]);
    }
    return sum > 0x1p-52 * g.length * size && sum > 0;
  }
}
