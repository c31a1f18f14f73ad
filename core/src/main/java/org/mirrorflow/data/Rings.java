package org.mirrorflow.data;

/**
 * Two rings in the plane, of radius 1 for class 0 and 2 for class 1. Sample i has class c = i mod 2
 * and x = (1 + c + σ g) (cos φ, sin φ), with φ uniform and g ~ N(0, 1).
 *
 * <p>A bias-free network with ReLU-like activations is homogeneous in x and cannot tell the rings
 * apart by their radius. {@code constant=1} appends a feature that is always 1; it acts as a bias.
 *
 * @param n samples, at least 2; default 100
 * @param noise σ ≥ 0, the standard deviation of the radius; default 0.1
 * @param constant value of an appended constant feature; 0, the default, appends none
 * @param seed default 0
 * @since 0.1.0
 */
public record Rings(int n, double noise, double constant, long seed) implements Synthetic {

  private static final String NAME = PREFIX + "rings";

  /**
   * Checks the parameters.
   *
   * @param n at least 2
   * @param noise at least 0 and finite
   * @param constant at least 0 and finite
   * @param seed any
   * @throws org.mirrorflow.io.InputException if one lies outside, or 3n is too large
   */
  public Rings {
    Parameters.atLeast(NAME, "n", n, 2);
    Parameters.notNegative(NAME, "noise", noise);
    Parameters.notNegative(NAME, "constant", constant);
    Parameters.size(NAME, n, 3);
  }

  static Rings of(Parameters p) {
    return new Rings(
        p.integer("n", 100), p.number("noise", 0.1), p.number("constant", 0), p.wide("seed", 0));
  }

  @Override
  public int features() {
    return constant > 0 ? 3 : 2;
  }

  @Override
  public void draw(Gaussian random, double[] inputs, int[] labels) {
    int d = features();
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2;
      double u = random.next();
      double v = random.next();
      double scale = (1 + labels[i] + noise * random.next()) / Math.sqrt(u * u + v * v);
      inputs[i * d] = scale * u;
      inputs[i * d + 1] = scale * v;
      if (d == 3) {
        inputs[i * d + 2] = constant;
      }
    }
  }

  @Override
  public String spec() {
    return NAME + ",n=" + n + ",noise=" + noise + ",constant=" + constant + ",seed=" + seed;
  }
}
