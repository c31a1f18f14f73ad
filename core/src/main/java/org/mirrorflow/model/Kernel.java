package org.mirrorflow.model;

/**
 * The three matrix products behind a dense layer with weights W (m × d), inputs A (n × d) and
 * output derivatives G (n × m): outputs A Wᵀ, derivatives of the weights Gᵀ A, derivatives of the
 * inputs G W. All matrices are row-major and contiguous.
 *
 * <p>A kernel is stateless and deterministic: the summation order depends on the shapes alone. Two
 * kernels agree to 1e-12 of the sum of the absolute values of the terms.
 */
public interface Kernel {

  /** H = A Wᵀ, or H += A Wᵀ: h[i·m + j] = Σ_c a[i·d + c] w[wFrom + j·d + c]. */
  void outputs(
      int n, int m, int d, double[] a, double[] w, int wFrom, double[] h, boolean accumulate);

  /** V = Gᵀ A: v[vFrom + j·d + c] = Σ_i g[i·m + j] a[i·d + c]. */
  void weights(int n, int m, int d, double[] g, double[] a, double[] v, int vFrom);

  /** B = G W: b[i·d + c] = Σ_j g[i·m + j] w[wFrom + j·d + c]. */
  void inputs(int n, int m, int d, double[] g, double[] w, int wFrom, double[] b);

  /** Name for reports, {@code plain} or {@code vector}. */
  String name();

  /** The fastest kernel that this virtual machine has. */
  static Kernel best() {
    return new PlainKernel();
  }
}
