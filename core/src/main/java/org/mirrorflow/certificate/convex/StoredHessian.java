package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.SymmetricProduct;
import org.mirrorflow.numeric.Norms;

/**
 * H = AᵀA of {@link OuterGradients}, its entries stored: m² + mK numbers for m margins and K kinks,
 * and the squares of the kinks of every unit. Where kinks are few this is the fastest product.
 */
public final class StoredHessian implements ClarkeQuadratic.Hessian {
  private final double[][] margins;

  /** ⟨g_j, k_c⟩, margin by margin. */
  private final double[][] mixed;

  /** The kinks of every unit, and their own Gram matrices. */
  private final int[][] groups;

  private final double[][][] within;

  /**
   * Forms H.
   *
   * @param gradients A
   */
  public StoredHessian(OuterGradients gradients) {
    int m = gradients.margins();
    Kernel kernel = gradients.kernels().create();
    this.margins = new double[m][m];
    Products inputs = null;
    for (int l = gradients.layers() - 1; l >= 0; l--) {
      inputs = Products.of(kernel, gradients.inputs()[l], gradients.samples());
      addLayer(Products.of(kernel, gradients.derivatives(l), m), inputs, gradients.sample());
    }
    this.mixed = new double[m][gradients.kinks()];
    for (int j = 0; j < m; j++) {
      double[] derivatives = gradients.derivatives()[0][j];
      for (int c = 0; c < gradients.kinks(); c++) {
        int i = gradients.sample()[gradients.owner()[c]];
        double both = derivatives[gradients.unit()[c]] * gradients.factor()[c];
        mixed[j][c] = both == 0 ? 0 : both * inputs.at(gradients.sample()[j], i);
      }
    }
    this.groups = gradients.kinksByUnit();
    this.within = new double[groups.length][][];
    for (int u = 0; u < groups.length; u++) {
      within[u] = ofKinks(gradients, inputs, groups[u]);
    }
  }

  /** Multiplications of a product, about. */
  static double work(double margins, double kinks) {
    return margins * (margins + 2 * kinks);
  }

  /** ⟨x_i, x_k⟩ of some rows. */
  private record Products(double[] values, int rows) {
    static Products of(Kernel kernel, double[] x, int rows) {
      double[] values = new double[Math.multiplyExact(rows, rows)];
      SymmetricProduct.of(kernel, x, rows, x.length / rows, values);
      return new Products(values, rows);
    }

    double at(int i, int k) {
      return SymmetricProduct.entry(values, Math.max(i, k), Math.min(i, k), rows);
    }
  }

  private void addLayer(Products outer, Products inner, int... sample) {
    for (int j = 0; j < margins.length; j++) {
      for (int k = 0; k <= j; k++) {
        margins[j][k] += outer.at(j, k) * inner.at(sample[j], sample[k]);
        margins[k][j] = margins[j][k];
      }
    }
  }

  private static double[][] ofKinks(OuterGradients gradients, Products inputs, int... kinks) {
    double[][] gram = new double[kinks.length][kinks.length];
    for (int a = 0; a < kinks.length; a++) {
      int i = gradients.sample()[gradients.owner()[kinks[a]]];
      for (int b = 0; b < kinks.length; b++) {
        int k = gradients.sample()[gradients.owner()[kinks[b]]];
        gram[a][b] = gradients.factor()[kinks[a]] * gradients.factor()[kinks[b]] * inputs.at(i, k);
      }
    }
    return gram;
  }

  @Override
  public void apply(double[] x, double[] out) {
    int m = margins.length;
    Arrays.fill(out, m, out.length, 0);
    for (int j = 0; j < m; j++) {
      double[] kinks = mixed[j];
      out[j] = Norms.dot(margins[j], 0, x, 0, m) + Norms.dot(kinks, 0, x, m, kinks.length);
      if (x[j] != 0) {
        Norms.add(x[j], kinks, 0, out, m, kinks.length);
      }
    }
    for (int u = 0; u < groups.length; u++) {
      for (int a = 0; a < groups[u].length; a++) {
        double sum = 0;
        for (int b = 0; b < groups[u].length; b++) {
          sum += within[u][a][b] * x[m + groups[u][b]];
        }
        out[m + groups[u][a]] += sum;
      }
    }
  }

  @Override
  public double[] diagonal() {
    int m = margins.length;
    double[] diagonal = new double[m + mixed[0].length];
    for (int j = 0; j < m; j++) {
      diagonal[j] = margins[j][j];
    }
    for (int u = 0; u < groups.length; u++) {
      for (int a = 0; a < groups[u].length; a++) {
        diagonal[m + groups[u][a]] = within[u][a][a];
      }
    }
    return diagonal;
  }
}
