package org.mirrorflow.model;

import java.util.Optional;

/**
 * The arithmetic of a dense layer with weights W (m × d), inputs A (n × d) and output derivatives G
 * (n × m): outputs A Wᵀ, derivatives of the weights Gᵀ A, derivatives of the inputs G W, and the
 * activation entry by entry. All matrices are row-major and contiguous.
 *
 * <p>Every product computes the rows {@code from .. to} of its result and leaves the others alone;
 * an entry has the same bits whatever the range, so threads may share the rows. The order of
 * summation depends on shapes alone. Two kernels agree to 1e-12 of the sum of the absolute values
 * of the terms.
 *
 * <p>A kernel owns its work space and serves one thread at a time, except for {@link #activate} and
 * {@link #multiplySlopes}, which have none. It allocates only when it meets a larger shape than
 * before.
 */
public interface Kernel {

  /** What to do with entries {@code from .. to} of a result as soon as they are final. */
  @FunctionalInterface
  interface Finish {
    /** Nothing. */
    Finish NONE = (from, to) -> {};

    /**
     * Called once for every part of the rows asked for, while the part is still in cache.
     *
     * @param from first entry of the part in the array of the result
     * @param to entry after the part
     */
    void apply(int from, int to);
  }

  /**
   * H = A Wᵀ: h[i·m + j] = Σ_c a[i·d + c] w[wFrom + j·d + c] for samples i = from .. to − 1.
   *
   * @param from first sample
   * @param to sample after the last
   * @param m units, rows of W
   * @param d inputs of a unit, columns of W
   * @param a A, n × d
   * @param w holds W, m × d
   * @param wFrom where W starts in {@code w}
   * @param h receives H, n × m
   * @param add adds to h instead of overwriting it
   * @param finish what to do with entries of h that are final
   */
  void outputs(
      int from,
      int to,
      int m,
      int d,
      double[] a,
      double[] w,
      int wFrom,
      double[] h,
      boolean add,
      Finish finish);

  /**
   * V = Gᵀ A: v[vFrom + j·d + c] = Σ_{i&lt;n} g[i·m + j] a[i·d + c] for units j = from .. to − 1.
   *
   * @param from first unit
   * @param to unit after the last
   * @param n samples
   * @param m units, columns of G
   * @param d inputs of a unit, columns of A
   * @param g G, n × m
   * @param a A, n × d
   * @param v receives V, m × d
   * @param vFrom where V starts in {@code v}
   */
  void weights(
      int from, int to, int n, int m, int d, double[] g, double[] a, double[] v, int vFrom);

  /**
   * B = G W: b[i·d + c] = Σ_j g[i·m + j] w[wFrom + j·d + c] for samples i = from .. to − 1.
   *
   * @param from first sample
   * @param to sample after the last
   * @param m units, rows of W
   * @param d inputs of a unit, columns of W
   * @param g G, n × m
   * @param w holds W, m × d
   * @param wFrom where W starts in {@code w}
   * @param b receives B, n × d
   * @param finish what to do with entries of b that are final
   */
  void inputs(
      int from, int to, int m, int d, double[] g, double[] w, int wFrom, double[] b, Finish finish);

  /**
   * a[j] = σ(h[j]) for j = from .. to − 1.
   *
   * @param sigma σ
   * @param h preactivations
   * @param a receives the activations; may be {@code h}
   * @param from first entry
   * @param to entry after the last
   */
  void activate(Activation sigma, double[] h, double[] a, int from, int to);

  /**
   * b[j] *= σ'(h[j]) for j = from .. to − 1.
   *
   * @param sigma σ
   * @param h preactivations
   * @param b derivatives in the activations, which become those in the preactivations
   * @param from first entry
   * @param to entry after the last
   */
  void multiplySlopes(Activation sigma, double[] h, double[] b, int from, int to);

  /**
   * {@return a faster way through networks with one hidden layer and one output, where this kernel
   * has one}
   *
   * @param n samples
   * @param m hidden units
   * @param d inputs
   * @param sigma σ
   */
  default Optional<TwoLayer> twoLayer(int n, int m, int d, Activation sigma) {
    return Optional.empty();
  }
}
