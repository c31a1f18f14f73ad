package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.numeric.Norms;

/**
 * The Gram matrix H = AᵀA of the gradients of margins and kinks of a dense network. The gradient of
 * margin j in weight layer l is the outer product of its output derivative G_l(j) and the layer's
 * input A_l(j), so that ⟨g_j, g_k⟩ = Σ_l ⟨G_l(j), G_l(k)⟩⟨A_l(j), A_l(k)⟩ costs a few widths
 * instead of all parameters; a kink is G = δ at one unit of the first layer, and kinks of different
 * units are orthogonal.
 */
public final class GramHessian implements ClarkeQuadratic.Hessian {
  private final double[][] margins;

  /** ⟨g_j, k_c⟩, margin by margin. */
  private final double[][] mixed;

  /** The kinks of every unit that has some, and their own Gram matrices. */
  private final int[][] groups;

  private final double[][][] within;

  /**
   * Forms H from the factors of the gradients.
   *
   * @param derivatives G_l(j), first index l, second j
   * @param layerInputs A_l of the sample of margin j, likewise
   * @param unit the unit of the first layer of each kink
   * @param owner the margin of each kink
   * @param factor δ times the range of slopes of each kink
   */
  public GramHessian(
      double[][][] derivatives,
      double[][][] layerInputs,
      int[] unit,
      int[] owner,
      double[] factor) {
    int n = derivatives[0].length;
    double[][] inputGram = gram(layerInputs[0]);
    margins = new double[n][n];
    for (int l = 0; l < derivatives.length; l++) {
      double[][] outer = gram(derivatives[l]);
      double[][] inner = l == 0 ? inputGram : gram(layerInputs[l]);
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          margins[j][k] += outer[j][k] * inner[j][k];
        }
      }
    }
    mixed = new double[n][factor.length];
    for (int j = 0; j < n; j++) {
      for (int c = 0; c < factor.length; c++) {
        mixed[j][c] = derivatives[0][j][unit[c]] * factor[c] * inputGram[j][owner[c]];
      }
    }
    int units = derivatives[0][0].length;
    int[] count = new int[units];
    for (int h : unit) {
      count[h]++;
    }
    int[][] all = new int[units][];
    for (int h = 0; h < units; h++) {
      all[h] = new int[count[h]];
    }
    Arrays.fill(count, 0);
    for (int c = 0; c < unit.length; c++) {
      all[unit[c]][count[unit[c]]++] = c;
    }
    groups = Arrays.stream(all).filter(g -> g.length > 0).toArray(int[][]::new);
    within = new double[groups.length][][];
    for (int g = 0; g < groups.length; g++) {
      int[] kinks = groups[g];
      within[g] = new double[kinks.length][kinks.length];
      for (int a = 0; a < kinks.length; a++) {
        for (int b = 0; b < kinks.length; b++) {
          within[g][a][b] =
              factor[kinks[a]] * factor[kinks[b]] * inputGram[owner[kinks[a]]][owner[kinks[b]]];
        }
      }
    }
  }

  private static double[][] gram(double[][] rows) {
    double[][] gram = new double[rows.length][rows.length];
    for (int j = 0; j < rows.length; j++) {
      for (int k = 0; k <= j; k++) {
        gram[j][k] = Norms.dot(rows[j], 0, rows[k], 0, rows[j].length);
        gram[k][j] = gram[j][k];
      }
    }
    return gram;
  }

  @Override
  public void apply(double[] x, double[] out) {
    int n = margins.length;
    Arrays.fill(out, n, out.length, 0);
    for (int j = 0; j < n; j++) {
      double[] row = margins[j];
      double[] kinks = mixed[j];
      double sum = Norms.dot(row, 0, x, 0, n) + Norms.dot(kinks, 0, x, n, kinks.length);
      out[j] = sum;
      if (x[j] != 0) {
        Norms.add(x[j], kinks, 0, out, n, kinks.length);
      }
    }
    for (int g = 0; g < groups.length; g++) {
      int[] kinks = groups[g];
      for (int a = 0; a < kinks.length; a++) {
        double sum = 0;
        for (int b = 0; b < kinks.length; b++) {
          sum += within[g][a][b] * x[n + kinks[b]];
        }
        out[n + kinks[a]] += sum;
      }
    }
  }

  /** Number of units that have kinks. */
  int groups() {
    return groups.length;
  }

  /** The kinks of one unit, counted from 0. */
  int[] group(int u) {
    return groups[u];
  }

  /** The lower triangle of a unit's kinks, a new array, with their entries of {@code d} added. */
  double[][] within(int u, double[] d) {
    double[][] lower = new double[groups[u].length][];
    for (int a = 0; a < lower.length; a++) {
      lower[a] = Arrays.copyOf(within[u][a], a + 1);
      lower[a][a] += d[groups[u][a]];
    }
    return lower;
  }

  /**
   * The margins whose products with a unit's kinks are not all 0, ascending, and the owners of the
   * kinks.
   */
  int[] coupled(int u, int[] owner) {
    boolean[] some = new boolean[margins.length];
    for (int kink : groups[u]) {
      some[owner[kink]] = true;
      for (int j = 0; j < some.length; j++) {
        some[j] |= mixed[j][kink] != 0;
      }
    }
    return IntStream.range(0, some.length).filter(j -> some[j]).toArray();
  }

  /** Writes the products of a kink with some margins. */
  void mixed(int kink, int[] some, double[] out, int from) {
    for (int k = 0; k < some.length; k++) {
      out[from + k] = mixed[some[k]][kink];
    }
  }

  /** Writes the products of margin j with the margins up to itself. */
  void margins(int j, double[] out) {
    System.arraycopy(margins[j], 0, out, 0, j + 1);
  }

  /** {@return the lower triangle of H, a new array} */
  public double[][] lowerTriangle() {
    int n = margins.length;
    double[][] lower = new double[n + mixed[0].length][];
    for (int k = 0; k < lower.length; k++) {
      lower[k] = new double[k + 1];
      for (int j = 0; j < Math.min(n, k + 1); j++) {
        lower[k][j] = k < n ? margins[k][j] : mixed[j][k - n];
      }
    }
    for (int g = 0; g < groups.length; g++) {
      for (int a = 0; a < groups[g].length; a++) {
        for (int b = 0; b <= a; b++) {
          lower[n + groups[g][a]][n + groups[g][b]] = within[g][a][b];
        }
      }
    }
    return lower;
  }

  @Override
  public double[] diagonal() {
    int n = margins.length;
    double[] diagonal = new double[n + mixed[0].length];
    for (int j = 0; j < n; j++) {
      diagonal[j] = margins[j][j];
    }
    for (int g = 0; g < groups.length; g++) {
      for (int a = 0; a < groups[g].length; a++) {
        diagonal[n + groups[g][a]] = within[g][a][a];
      }
    }
    return diagonal;
  }
}
