package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.SymmetricProduct;
import org.mirrorflow.numeric.Norms;

/**
 * H = AᵀA of {@link OuterGradients}, from the products K_l of the inputs of all samples.
 *
 * <p>Let T_l, samples × rows of weights, be the sum of x_j G_l(j) over the margins of every sample;
 * in the first layer every kink adds its x_c times its factor at its unit. Then Y_l = K_l T_l holds
 * what A x meets in every sample: (Hx)_j = Σ_l ⟨G_l(j), Y_l(i_j)⟩, and for a kink its factor times
 * the entry of Y_0. With n samples and M rows of weights this takes n²M multiplications, nearly all
 * in matrix products, however many margins and kinks there are.
 */
public final class GramHessian implements ClarkeQuadratic.Hessian {
  private final OuterGradients gradients;
  private final Kernel kernel;

  /** K_l, G_l of all margins, T_l and Y_l. */
  private final double[][] inner;

  private final double[][] derivatives;
  private final double[][] weighted;
  private final double[][] met;

  /**
   * Forms the K_l.
   *
   * @param gradients A
   */
  public GramHessian(OuterGradients gradients) {
    this.gradients = gradients;
    this.kernel = gradients.kernels().create();
    int layers = gradients.layers();
    this.inner = new double[layers][];
    this.derivatives = new double[layers][];
    this.weighted = new double[layers][];
    this.met = new double[layers][];
    for (int l = 0; l < layers; l++) {
      inner[l] = inner(l);
      derivatives[l] = gradients.derivatives(l);
      weighted[l] = new double[gradients.samples() * gradients.blocks()[l].rows()];
      met[l] = new double[weighted[l].length];
    }
  }

  private double[] inner(int layer) {
    int n = gradients.samples();
    double[] lower = new double[Math.multiplyExact(n, n)];
    SymmetricProduct.of(
        kernel, gradients.inputs()[layer], n, gradients.blocks()[layer].cols(), lower);
    double[] whole = new double[lower.length];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k <= i; k++) {
        double value = SymmetricProduct.entry(lower, i, k, n);
        whole[i * n + k] = value;
        whole[k * n + i] = value;
      }
    }
    return whole;
  }

  @Override
  public void apply(double[] x, double[] out) {
    Arrays.fill(out, 0, gradients.margins(), 0);
    for (int l = 0; l < inner.length; l++) {
      gather(l, x);
      int n = gradients.samples();
      Block shape = Block.matrix(n, gradients.blocks()[l].rows());
      kernel.inputs(0, n, inner[l], weighted[l], shape, met[l], Kernel.Finish.NONE);
      scatter(l, out);
    }
  }

  private void gather(int l, double[] x) {
    int rows = gradients.blocks()[l].rows();
    int m = gradients.margins();
    Arrays.fill(weighted[l], 0);
    for (int j = 0; j < m; j++) {
      if (x[j] != 0) {
        int at = gradients.sample()[j] * rows;
        Norms.add(x[j], derivatives[l], j * rows, weighted[l], at, rows);
      }
    }
    for (int c = 0; l == 0 && c < gradients.kinks(); c++) {
      weighted[0][place(c)] += gradients.factor()[c] * x[m + c];
    }
  }

  private void scatter(int l, double[] out) {
    int rows = gradients.blocks()[l].rows();
    int m = gradients.margins();
    for (int j = 0; j < m; j++) {
      out[j] += Norms.dot(derivatives[l], j * rows, met[l], gradients.sample()[j] * rows, rows);
    }
    for (int c = 0; l == 0 && c < gradients.kinks(); c++) {
      out[m + c] = gradients.factor()[c] * met[0][place(c)];
    }
  }

  /** Where the sample and the unit of a kink stand in T_0 and Y_0. */
  private int place(int c) {
    int sample = gradients.sample()[gradients.owner()[c]];
    return sample * gradients.blocks()[0].rows() + gradients.unit()[c];
  }

  @Override
  public double[] diagonal() {
    int m = gradients.margins();
    int n = gradients.samples();
    double[] diagonal = Arrays.copyOf(gradients.squares(), m + gradients.kinks());
    for (int c = 0; c < gradients.kinks(); c++) {
      int i = gradients.sample()[gradients.owner()[c]];
      diagonal[m + c] = gradients.factor()[c] * gradients.factor()[c] * inner[0][i * n + i];
    }
    return diagonal;
  }
}
