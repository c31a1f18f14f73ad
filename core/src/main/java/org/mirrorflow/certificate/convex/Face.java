package org.mirrorflow.certificate.convex;

/**
 * The face of a {@link ClarkeSet} in whose relative interior a point lies: which λ are above 0 and
 * which μ are at 0, at λ or between. Directions in the face are given by the free entries alone; a
 * μ at its upper end follows its λ.
 */
final class Face {
  /** Entries closer to a bound than this, relative to the largest λ, count as being on it. */
  private static final double AT_END = 1e-14;

  private final ClarkeSet set;
  private final boolean[] free;
  private final boolean[] follows;

  Face(ClarkeSet set, double[] x) {
    this.set = set;
    this.free = new boolean[set.size()];
    this.follows = new boolean[set.size()];
    double largest = 0;
    for (int j = 0; j < set.margins(); j++) {
      largest = Math.max(largest, x[j]);
    }
    double end = AT_END * largest;
    for (int j = 0; j < set.margins(); j++) {
      free[j] = x[j] > end;
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        follows[c] = free[j] && x[c] >= x[j] - end;
        free[c] = free[j] && x[c] > end && !follows[c];
      }
    }
  }

  /** Fills the entries of d that follow and clears those that are fixed. */
  void extend(double[] d) {
    for (int j = 0; j < set.margins(); j++) {
      d[j] = free[j] ? d[j] : 0;
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        if (!free[c]) {
          d[c] = follows[c] ? d[j] : 0;
        }
      }
    }
  }

  /** The derivative g in the free entries alone; the others are cleared. */
  void reduce(double[] g, double[] out) {
    for (int j = 0; j < set.margins(); j++) {
      double sum = g[j];
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        sum += follows[c] ? g[c] : 0;
        out[c] = free[c] ? g[c] : 0;
      }
      out[j] = free[j] ? sum : 0;
    }
  }

  /**
   * r ← r − ρ on the λ, z = M⁻¹r, with ρ such that the λ of z sum to 0. A residual is determined up
   * to a constant on the λ; without the subtraction rounding of that constant would swamp the rest.
   */
  void precondition(double[] r, double[] inverseDiagonal, double[] z) {
    double sum = 0;
    double weight = 0;
    for (int j = 0; j < set.margins(); j++) {
      if (free[j]) {
        sum += inverseDiagonal[j] * r[j];
        weight += inverseDiagonal[j];
      }
    }
    double rho = sum / weight;
    for (int k = 0; k < z.length; k++) {
      if (k < set.margins() && free[k]) {
        r[k] -= rho;
      }
      z[k] = free[k] ? inverseDiagonal[k] * r[k] : 0;
    }
  }

  /** Number of free entries less the one equation. */
  int dimension() {
    int count = -1;
    for (boolean f : free) {
      count += f ? 1 : 0;
    }
    return count;
  }

  /** The longest step t ≤ 1 along d from x that stays in the set. */
  double longestStep(double[] x, double[] d) {
    double t = 1;
    for (int j = 0; j < set.margins(); j++) {
      t = d[j] < 0 ? Math.min(t, x[j] / -d[j]) : t;
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        t = d[c] < 0 ? Math.min(t, x[c] / -d[c]) : t;
        double rise = d[c] - d[j];
        t = free[c] && rise > 0 ? Math.min(t, (x[j] - x[c]) / rise) : t;
      }
    }
    return Math.max(0, t);
  }
}
