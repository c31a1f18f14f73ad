package org.mirrorflow.gauge;

/** Euclidean projection of magnitudes m_g ≥ 0 onto the unit ball of an ℓp norm. */
final class LpBall {
  private LpBall() {}

  /** Projects m in place and returns about how many multiplications that took. */
  static double project(Lp norm, double[] m) {
    double value = norm.norm(m, 0, m.length);
    double effort = 2.0 * m.length;
    if (!(value > 1)) {
      return effort;
    }
    if (norm.p() != 1 && norm.p() != 2 && !Double.isInfinite(norm.p())) {
      return effort + new PowerBall(norm, m, 0, m.length).project();
    }
    double threshold = norm.p() == 1 ? threshold(m, 0) : 0;
    for (int g = 0; g < m.length; g++) {
      m[g] =
          norm.p() == 1
              ? Math.max(0, m[g] - threshold)
              : norm.p() == 2 ? m[g] / value : Math.min(1, m[g]);
    }
    return effort;
  }

  /**
   * The θ of Σ_g max(0, a_g − θ) = 1. The left side is a convex function that falls. Newton's
   * method starts from a θ where the sum is at least 1.
   */
  static double threshold(double[] a, double start) {
    double theta = start;
    while (true) {
      double sum = 0;
      int count = 0;
      for (double x : a) {
        double excess = x - theta;
        if (excess > 0) {
          sum += excess;
          count++;
        }
      }
      double next = theta + (sum - 1) / count;
      if (!(next > theta)) {
        return theta;
      }
      theta = next;
    }
  }
}
