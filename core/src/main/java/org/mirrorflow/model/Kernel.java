package org.mirrorflow.model;

import java.util.Optional;
import org.mirrorflow.gauge.Block;

/**
 * The arithmetic of a dense layer with weights W (m × d), inputs A (n × d) and output derivatives G
 * (n × m). The outputs are A Wᵀ, the derivatives of the weights Gᵀ A, the derivatives of the inputs
 * G W. The activation acts entry by entry. All matrices are row-major and contiguous.
 *
 * <p>Every product computes the rows {@code from .. to} of its result and leaves the others alone.
 * An entry has the same bits whatever the range is, so threads may share the rows. The order of
 * summation depends on shapes alone. Two kernels agree to 1e-12 of the sum of the absolute values
 * of the terms.
 *
 * <p>A kernel owns its work space and serves one thread at a time, except for {@link #activate} and
 * {@link #multiplySlopes}, which have none. It allocates only when it meets a larger shape than
 * before.
 *
 * @since 0.1.0
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
   * H = A Wᵀ: h[i·m + j] = Σ_c a[i·d + c] W[j, c] for samples i = from .. to − 1.
   *
   * @param from first sample
   * @param to sample after the last
   * @param a A, n × d
   * @param w holds W
   * @param at where in {@code w}, m × d
   * @param h receives H, n × m
   * @param add adds to h instead of overwriting it
   * @param finish what to do with entries of h that are final
   */
  void outputs(
      int from, int to, double[] a, double[] w, Block at, double[] h, boolean add, Finish finish);

  /**
   * V = Gᵀ A: V[j, c] = Σ_{i&lt;n} g[i·m + j] a[i·d + c] for units j = from .. to − 1.
   *
   * @param from first unit
   * @param to unit after the last
   * @param n samples
   * @param g G, n × m
   * @param a A, n × d
   * @param v receives V
   * @param at where in {@code v}, m × d
   */
  void weights(int from, int to, int n, double[] g, double[] a, double[] v, Block at);

  /**
   * B = G W: b[i·d + c] = Σ_j g[i·m + j] W[j, c] for samples i = from .. to − 1.
   *
   * @param from first sample
   * @param to sample after the last
   * @param g G, n × m
   * @param w holds W
   * @param at where in {@code w}, m × d
   * @param b receives B, n × d
   * @param finish what to do with entries of b that are final
   */
  void inputs(int from, int to, double[] g, double[] w, Block at, double[] b, Finish finish);

  /**
   * C = S B with a sparse S: c[r·m + j] = Σ_k S[r, k] b[k·m + j] for rows r = from .. to − 1. The
   * sums are in the order of k.
   *
   * @param from first row
   * @param to row after the last
   * @param s S
   * @param b B, depth × m
   * @param m columns of B
   * @param c receives C, rows × m
   * @param finish what to do with entries of c that are final
   */
  void sparse(int from, int to, SparseMatrix s, double[] b, int m, double[] c, Finish finish);

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
  default void multiplySlopes(Activation sigma, double[] h, double[] b, int from, int to) {
    multiplySlopes(sigma, h, 0, b, from, to);
  }

  /**
   * The same with preactivations that stand elsewhere: b[j] *= σ'(h[j + ahead]).
   *
   * @param sigma σ
   * @param h preactivations
   * @param ahead how much further they stand than their derivatives
   * @param b derivatives in the activations, which become those in the preactivations
   * @param from first entry of b
   * @param to entry of b after the last
   */
  void multiplySlopes(Activation sigma, double[] h, int ahead, double[] b, int from, int to);

  /**
   * The convolution of whole groups of samples: h(r, s) = Σ_k w[r, k] x(s + shift_k), see {@link
   * Correlation}. The zeros around the positions of h are left alone.
   *
   * @param groups number of groups of {@link Planes#LANES} samples
   * @param shape planes of input and result
   * @param x the input from its first group on
   * @param w the kernels, one row per channel of the result
   * @param h receives the result from its first group on
   * @param add adds to h instead of overwriting it
   */
  void correlate(int groups, Correlation shape, Slice x, Slice w, Slice h, boolean add);

  /**
   * Adds the derivatives of the kernels: v[r, k] += Σ g(r, s) x(s + shift_k) over samples and
   * positions s.
   *
   * @param groups number of groups of {@link Planes#LANES} samples
   * @param shape planes of input and result
   * @param g the derivatives in the result from its first group on, zeros around the positions
   * @param x the input from its first group on
   * @param v the kernels that are added to
   */
  void correlateWeights(int groups, Correlation shape, Slice g, Slice x, Slice v);

  /**
   * The largest of each square of a group of samples, and which it is: 0 and 1 above, 2 and 3
   * below. Of equal ones it is the first.
   *
   * @param squares where they stand
   * @param x the group
   * @param y receives the largest
   * @param which receives the number of the largest, square by square, for {@link Planes#LANES}
   *     samples each
   */
  default void largest(Squares squares, Slice x, Slice y, Slice which) {
    double[] in = x.values();
    double[] out = y.values();
    int kept = which.from();
    for (int u = 0; u < squares.first().length; u++) {
      int s = x.from() + squares.first()[u];
      int t = y.from() + squares.pooled()[u];
      for (int end = t + Planes.LANES; t < end; t++, s++, kept++) {
        double a = in[s];
        double b = in[s + squares.right()];
        double c = in[s + squares.below()];
        double d = in[s + squares.below() + squares.right()];
        double upper = Math.max(a, b);
        double lower = Math.max(c, d);
        int inUpper = b > a ? 1 : 0;
        int inLower = d > c ? 3 : 2;
        which.values()[kept] = lower > upper ? inLower : inUpper;
        out[t] = Math.max(upper, lower);
      }
    }
  }

  /**
   * The adjoint of {@link #largest}: every derivative goes to the largest of its square, and 0 to
   * the others.
   *
   * @param squares where they stand
   * @param dy derivatives in the largest
   * @param which the numbers of the largest
   * @param dx receives the derivatives
   */
  default void toLargest(Squares squares, Slice dy, Slice which, Slice dx) {
    double[] from = dy.values();
    double[] to = dx.values();
    int kept = which.from();
    for (int u = 0; u < squares.first().length; u++) {
      int s = dx.from() + squares.first()[u];
      int t = dy.from() + squares.pooled()[u];
      for (int end = t + Planes.LANES; t < end; t++, s++, kept++) {
        double k = which.values()[kept];
        to[s] = k == 0 ? from[t] : 0;
        to[s + squares.right()] = k == 1 ? from[t] : 0;
        to[s + squares.below()] = k == 2 ? from[t] : 0;
        to[s + squares.below() + squares.right()] = k == 3 ? from[t] : 0;
      }
    }
  }

  /** Items {@code from .. to} of some work, on one of the kernels. */
  @FunctionalInterface
  interface Part {
    /**
     * Does them; other items may be done at the same time.
     *
     * @param kernel what to compute with
     * @param from first item
     * @param to item after the last
     */
    void compute(Kernel kernel, int from, int to);
  }

  /**
   * Does work whose items are independent of each other, on several threads where there are some
   * and the work is worth it.
   *
   * @param items number of items, at least 1
   * @param multiplications in an item, about
   * @param part called for ranges that make up all items
   */
  default void share(int items, long multiplications, Part part) {
    part.compute(this, 0, items);
  }

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
