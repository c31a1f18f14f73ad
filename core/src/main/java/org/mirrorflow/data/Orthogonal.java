package org.mirrorflow.data;

import org.mirrorflow.numeric.Norms;

/**
 * Orthonormal inputs: ⟨x_i, x_j⟩ = δ_ij, a uniformly random frame (Gram–Schmidt on Gaussian rows),
 * and alternating classes, sample i in class i mod 2.
 *
 * @param n samples, 2 .. d; default 10
 * @param d features; default 10
 * @param seed default 0
 * @since 0.1.0
 */
public record Orthogonal(int n, int d, long seed) implements Synthetic {

  private static final String NAME = PREFIX + "orthogonal";

  /**
   * Checks the parameters.
   *
   * @param n 2 .. d
   * @param d at least n
   * @param seed any
   * @throws org.mirrorflow.io.InputException if one lies outside, or n · d is too large
   */
  public Orthogonal {
    Parameters.atLeast(NAME, "n", n, 2);
    Parameters.atMost(NAME, "n", n, d, "d orthogonal vectors fit in d dimensions");
    Parameters.size(NAME, n, d);
  }

  static Orthogonal of(Parameters p) {
    return new Orthogonal(p.integer("n", 10), p.integer("d", 10), p.wide("seed", 0));
  }

  @Override
  public int features() {
    return d;
  }

  @Override
  public void draw(Gaussian random, double[] inputs, int[] labels) {
    random.fill(inputs);
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2;
      // The second pass removes what rounding left of the first (Giraud et al. 2005: twice is
      // enough).
      normalise(inputs, i);
      removeEarlier(inputs, i);
      normalise(inputs, i);
      removeEarlier(inputs, i);
      normalise(inputs, i);
    }
  }

  private void removeEarlier(double[] x, int i) {
    for (int e = 0; e < i; e++) {
      double product = Norms.dotInOrder(x, i * d, x, e * d, d);
      Norms.add(-product, x, e * d, x, i * d, d);
    }
  }

  private void normalise(double[] x, int i) {
    double norm = Norms.euclidean(x, i * d, (i + 1) * d);
    for (int j = i * d; j < (i + 1) * d; j++) {
      x[j] /= norm;
    }
  }

  @Override
  public String spec() {
    return NAME + ",n=" + n + ",d=" + d + ",seed=" + seed;
  }
}
