package org.mirrorflow.gauge;

import java.util.Arrays;
import org.mirrorflow.numeric.Svd;

/**
 * The Schatten-p norm: Q(v) = (Σ σ^p)^{1/p} over the singular values of all blocks; polar: the
 * Schatten norm of index p/(p−1). Index 1 is the nuclear norm, ∞ the operator norm (Bhatia 1997,
 * Matrix Analysis, section IV.2).
 *
 * @param norm the ℓp norm over singular values
 */
public record SpectralGauge(Lp norm) implements Gauge {

  /**
   * The Schatten gauge of index p.
   *
   * @param p index over singular values, in [1, ∞]
   * @throws IllegalArgumentException if p lies outside
   */
  public SpectralGauge(double p) {
    this(Lp.of(p));
  }

  /** {@return the index p over singular values} */
  public double p() {
    return norm.p();
  }

  @Override
  public double value(double[] v, Layout layout) {
    double[] sigmas = new double[singularValueCount(layout)];
    int from = 0;
    for (Block block : layout.blocks()) {
      double[] values = Svd.values(v, block);
      System.arraycopy(values, 0, sigmas, from, values.length);
      from += values.length;
    }
    return norm.norm(sigmas, 0, sigmas.length);
  }

  @Override
  public void subgradient(double[] v, Layout layout, double[] out) {
    Svd[] svds = new Svd[layout.count()];
    double[] sigmas = new double[singularValueCount(layout)];
    int from = 0;
    for (int b = 0; b < svds.length; b++) {
      svds[b] = Svd.of(v, layout.block(b));
      System.arraycopy(svds[b].sigmas(), 0, sigmas, from, svds[b].count());
      from += svds[b].count();
    }
    double[] weights = new double[sigmas.length];
    norm.subgradient(sigmas, 0, sigmas.length, norm.norm(sigmas, 0, sigmas.length), weights);
    from = 0;
    for (int b = 0; b < svds.length; b++) {
      int to = from + svds[b].count();
      svds[b].compose(Arrays.copyOfRange(weights, from, to), layout.block(b), out);
      from = to;
    }
  }

  @Override
  public SpectralGauge polar() {
    return new SpectralGauge(norm.dual());
  }

  @Override
  public String spec() {
    return "schatten:" + norm.index();
  }

  private static int singularValueCount(Layout layout) {
    return layout.blocks().stream().mapToInt(b -> Math.min(b.rows(), b.cols())).sum();
  }
}
