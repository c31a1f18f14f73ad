package org.mirrorflow.gauge;

/**
 * Q(v) = (Σ_g ‖v_g‖₂^p)^{1/p}, the ℓp norm of the ℓ2 norms of the groups, the groups being the rows
 * of every block (the incoming weights of a neuron); polar: the group gauge of index p/(p−1). Index
 * 1 is the group lasso (Yuan and Lin 2006, doi:10.1111/j.1467-9868.2005.00532.x).
 *
 * @param norm the ℓp norm over groups
 */
public record GroupGauge(Lp norm) implements Gauge {
  private static final Lp EUCLIDEAN = Lp.of(2);

  /**
   * The group gauge of index p.
   *
   * @param p index over groups, in [1, ∞]
   * @throws IllegalArgumentException if p lies outside
   */
  public GroupGauge(double p) {
    this(Lp.of(p));
  }

  /** {@return the index p over groups} */
  public double p() {
    return norm.p();
  }

  @Override
  public double value(double[] v, Layout layout) {
    double[] rowNorms = rowNorms(v, layout);
    return norm.norm(rowNorms, 0, rowNorms.length);
  }

  @Override
  public void subgradient(double[] v, Layout layout, double[] out) {
    double[] rowNorms = rowNorms(v, layout);
    int groups = rowNorms.length;
    double[] weights = new double[groups];
    norm.subgradient(rowNorms, 0, groups, norm.norm(rowNorms, 0, groups), weights);
    int g = 0;
    for (Block block : layout.blocks()) {
      for (int from = block.offset(); from < block.end(); from += block.cols(), g++) {
        EUCLIDEAN.subgradient(v, from, from + block.cols(), rowNorms[g], out);
        for (int j = from; j < from + block.cols(); j++) {
          out[j] *= weights[g];
        }
      }
    }
  }

  @Override
  public GroupGauge polar() {
    return new GroupGauge(norm.dual());
  }

  @Override
  public String spec() {
    return "group:" + norm.name();
  }

  private static double[] rowNorms(double[] v, Layout layout) {
    double[] rowNorms = new double[layout.blocks().stream().mapToInt(Block::rows).sum()];
    int g = 0;
    for (Block block : layout.blocks()) {
      for (int from = block.offset(); from < block.end(); from += block.cols(), g++) {
        rowNorms[g] = EUCLIDEAN.norm(v, from, from + block.cols());
      }
    }
    return rowNorms;
  }
}
