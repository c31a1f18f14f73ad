package org.mirrorflow.lab.study;

/**
 * The potential behind gradient flow in β = u^D − v^D, D ≥ 2, from u = v = α: with z the time
 * integral of −∂ℒ/∂β, u^{2−D} = α^{2−D} − D(D−2) z and v^{2−D} = α^{2−D} + D(D−2) z, for D = 2 u =
 * α e^{2z} and v = α e^{−2z} (Woodworth et al. 2020, arXiv 2002.09277, theorems 1 and 3). D = 2 is
 * the hyperbolic entropy with β = 2α² at four times the speed. For D > 2 the dual variable is
 * bounded, |z| < α^{2−D}/(D(D−2)), so that it is no map of the library, whose maps are onto.
 *
 * @param depth D
 * @param alpha α &gt; 0
 */
record DepthPotential(int depth, double alpha) {

  /** The dual variable lies below this in absolute value. */
  double bound() {
    return depth == 2
        ? Double.POSITIVE_INFINITY
        : Math.pow(alpha, 2 - depth) / (depth * (depth - 2.0));
  }

  /** β at z. */
  double inverse(double z) {
    return Math.pow(factor(z), depth) - Math.pow(factor(-z), depth);
  }

  /** dβ/dz = D² (u^{2D−2} + v^{2D−2}). */
  double slope(double z) {
    return depth
        * depth
        * (Math.pow(factor(z), 2 * depth - 2.0) + Math.pow(factor(-z), 2 * depth - 2.0));
  }

  /** u at z; v is u at −z. */
  private double factor(double z) {
    return depth == 2
        ? alpha * Math.exp(2 * z)
        : alpha * Math.pow(1 - z / bound(), -1.0 / (depth - 2));
  }
}
