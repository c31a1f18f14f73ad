package org.mirrorflow.data;

/**
 * Gaussian clouds around points of the unit circle. Sample i has class c = i mod C and x = u_c + σ
 * g with g ~ N(0, I_d) and u_c = (cos 2πc/C, sin 2πc/C, 0, …, 0). Classes are balanced; for two of
 * them the centres are e₁ and −e₁.
 *
 * @param n samples, at least the number of classes; default 100
 * @param d features, at least 2; default 2
 * @param classes C, at least 2; default 2
 * @param noise σ ≥ 0, the standard deviation in each direction; default 0.25
 * @param seed default 0
 * @since 0.1.0
 */
public record Clouds(int n, int d, int classes, double noise, long seed) implements Synthetic {

  private static final String NAME = PREFIX + "clouds";

  /**
   * Checks the parameters.
   *
   * @param n at least the number of classes
   * @param d at least 2
   * @param classes at least 2
   * @param noise at least 0 and finite
   * @param seed any
   * @throws org.mirrorflow.io.InputException if one lies outside, or n · d is too large
   */
  public Clouds {
    Parameters.atLeast(NAME, "classes", classes, 2);
    Parameters.atLeast(NAME, "n", n, classes);
    Parameters.atLeast(NAME, "d", d, 2);
    Parameters.notNegative(NAME, "noise", noise);
    Parameters.size(NAME, n, d);
  }

  static Clouds of(Parameters p) {
    return new Clouds(
        p.integer("n", 100),
        p.integer("d", 2),
        p.integer("classes", 2),
        p.number("noise", 0.25),
        p.wide("seed", 0));
  }

  @Override
  public int features() {
    return d;
  }

  @Override
  public void draw(Gaussian random, double[] inputs, int[] labels) {
    random.fill(inputs);
    for (int i = 0; i < n; i++) {
      int c = i % classes;
      double angle = 2 * Math.PI * c / classes;
      for (int j = i * d; j < (i + 1) * d; j++) {
        inputs[j] *= noise;
      }
      inputs[i * d] += StrictMath.cos(angle);
      inputs[i * d + 1] += StrictMath.sin(angle);
      labels[i] = c;
    }
  }

  @Override
  public String spec() {
    return NAME
        + ",n="
        + n
        + ",d="
        + d
        + ",classes="
        + classes
        + ",noise="
        + noise
        + ",seed="
        + seed;
  }
}
