package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.numeric.Norms;

/** The Gram matrix H = AᵀA of {@link OuterGradients}, stored. */
public final class GramHessian implements ClarkeQuadratic.Hessian {
  private final double[][] margins;

  /** ⟨g_j, k_c⟩, margin by margin. */
  private final double[][] mixed;

  /** The kinks of every unit that has some, and their own Gram matrices. */
  private final int[][] groups;

  private final double[][][] within;

  /**
   * Forms H.
   *
   * @param gradients A
   */
  public GramHessian(OuterGradients gradients) {
    int n = gradients.margins();
    int[] sample = gradients.sample();
    int[] owner = gradients.owner();
    double[] factor = gradients.factor();
    double[][] inputGram = inputGram(gradients, 0);
    margins = new double[n][n];
    for (int l = 0; l < gradients.layers(); l++) {
      double[][] outer = gram(gradients.derivatives()[l]);
      double[][] inner = l == 0 ? inputGram : inputGram(gradients, l);
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          margins[j][k] += outer[j][k] * inner[sample[j]][sample[k]];
        }
      }
    }
    mixed = new double[n][factor.length];
    for (int j = 0; j < n; j++) {
      for (int c = 0; c < factor.length; c++) {
        mixed[j][c] =
            gradients.derivatives()[0][j][gradients.unit()[c]]
                * factor[c]
                * inputGram[sample[j]][sample[owner[c]]];
      }
    }
    groups = Arrays.stream(gradients.kinksByUnit()).filter(g -> g.length > 0).toArray(int[][]::new);
    within = new double[groups.length][][];
    for (int g = 0; g < groups.length; g++) {
      int[] kinks = groups[g];
      within[g] = new double[kinks.length][kinks.length];
      for (int a = 0; a < kinks.length; a++) {
        for (int b = 0; b < kinks.length; b++) {
          within[g][a][b] =
              factor[kinks[a]]
                  * factor[kinks[b]]
                  * inputGram[sample[owner[kinks[a]]]][sample[owner[kinks[b]]]];
        }
      }
    }
  }

  private static double[][] inputGram(OuterGradients gradients, int layer) {
    int cols = gradients.blocks()[layer].cols();
    double[] all = gradients.inputs()[layer];
    double[][] rows = new double[gradients.samples()][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * cols, (i + 1) * cols));
    return gram(rows);
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
