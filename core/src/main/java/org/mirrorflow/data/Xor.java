package org.mirrorflow.data;

/**
 * XOR of signs: x ~ N(0, I_d), label 1 (y = +1) where x₁x₂ &gt; 0, else 0; the other d − 2 features
 * are noise. No linear classifier beats chance, and a positive multiple of x has the label of x, so
 * bias-free networks can fit it.
 *
 * @param n samples, at least 2; default 20
 * @param d features, at least 2; default 5
 * @param seed default 0
 * @since 0.1.0
 */
public record Xor(int n, int d, long seed) implements Synthetic {

  private static final String NAME = PREFIX + "xor";

  /**
   * Checks the parameters.
   *
   * @param n at least 2
   * @param d at least 2
   * @param seed any
   * @throws org.mirrorflow.io.InputException if one lies outside, or n · d is too large
   */
  public Xor {
    Parameters.atLeast(NAME, "n", n, 2);
    Parameters.atLeast(NAME, "d", d, 2);
    Parameters.size(NAME, n, d);
  }

  static Xor of(Parameters p) {
    return new Xor(p.integer("n", 20), p.integer("d", 5), p.wide("seed", 0));
  }

  @Override
  public int features() {
    return d;
  }

  @Override
  public void draw(Gaussian random, double[] inputs, int[] labels) {
    random.fill(inputs);
    for (int i = 0; i < n; i++) {
      labels[i] = inputs[i * d] * inputs[i * d + 1] > 0 ? 1 : 0;
    }
  }

  @Override
  public String spec() {
    return NAME + ",n=" + n + ",d=" + d + ",seed=" + seed;
  }
}
