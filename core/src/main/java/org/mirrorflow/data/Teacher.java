package org.mirrorflow.data;

import org.mirrorflow.numeric.Norms;

/**
 * A sparse teacher in high dimension: x ~ N(0, I_d), label 1 where f(x) &gt; 0, else 0, and f reads
 * the first k features alone.
 *
 * <ul>
 *   <li>{@code neurons=0}: linear, f(x) = Σ_{j≤k} s_j x_j, s_j = ±1 at random.
 *   <li>{@code neurons=m}, m ≥ 2: f(x) = Σ_{h≤m} (−1)^{h+1} max(0, ⟨w_h, x⟩), w_h ~ N(0, I_k); an x
 *       on which no neuron fires is drawn again.
 * </ul>
 *
 * The teacher is drawn first (neuron by neuron), then the samples in order.
 *
 * @param n samples, at least 2; default 50
 * @param d features; default 100
 * @param k relevant features, 1 .. d; default 5
 * @param neurons m; 0 (the default) or at least 2, as one neuron gives one sign
 * @param seed default 0
 * @since 0.1.0
 */
public record Teacher(int n, int d, int k, int neurons, long seed) implements Synthetic {

  private static final String NAME = PREFIX + "teacher";

  /**
   * Checks the parameters.
   *
   * @param n at least 2
   * @param d at least 1
   * @param k 1 .. d
   * @param neurons 0 or at least 2
   * @param seed any
   * @throws org.mirrorflow.io.InputException if one lies outside, or n · d or neurons · k is too
   *     large
   */
  public Teacher {
    Parameters.atLeast(NAME, "n", n, 2);
    Parameters.atLeast(NAME, "d", d, 1);
    Parameters.atLeast(NAME, "k", k, 1);
    Parameters.atMost(NAME, "k", k, d, "the number of features d");
    if (neurons != 0) {
      Parameters.atLeast(NAME, "neurons", neurons, 2);
    }
    Parameters.size(NAME, n, d);
    Parameters.size(NAME, Math.max(1, neurons), k);
  }

  static Teacher of(Parameters p) {
    return new Teacher(
        p.integer("n", 50),
        p.integer("d", 100),
        p.integer("k", 5),
        p.integer("neurons", 0),
        p.wide("seed", 0));
  }

  @Override
  public int features() {
    return d;
  }

  @Override
  public void draw(Gaussian random, double[] inputs, int[] labels) {
    double[] weights = random.fill(new double[Math.max(1, neurons) * k]);
    double[] sample = new double[d];
    for (int i = 0; i < n; i++) {
      double output;
      do {
        random.fill(sample);
        output = neurons == 0 ? linear(weights, sample) : network(weights, sample);
      } while (output == 0);
      System.arraycopy(sample, 0, inputs, i * d, d);
      labels[i] = output > 0 ? 1 : 0;
    }
  }

  private double linear(double[] weights, double[] sample) {
    double sum = 0;
    for (int j = 0; j < k; j++) {
      sum += Math.signum(weights[j]) * sample[j];
    }
    return sum;
  }

  private double network(double[] weights, double[] sample) {
    double sum = 0;
    for (int h = 0; h < neurons; h++) {
      double activation = Norms.dotInOrder(weights, h * k, sample, 0, k);
      sum += (h % 2 == 0 ? 1 : -1) * Math.max(0, activation);
    }
    return sum;
  }

  @Override
  public String spec() {
    return NAME + ",n=" + n + ",d=" + d + ",k=" + k + ",neurons=" + neurons + ",seed=" + seed;
  }
}
