package org.mirrorflow.map;

import org.mirrorflow.numeric.Roots;

/**
 * r with r' made straight near 0. Up to |x| = a the slope of r' is r''(a). Beyond a, r' is moved by
 * a constant. So r'' is nowhere below r''(a) and is unchanged beyond a. Potentials that are flat at
 * 0 (p &gt; 2, cosh where it is large elsewhere) have inverse maps as steep there as 1/r''(0).
 *
 * @param inner r
 * @param at a
 * @param slope r''(a)
 * @param shift by what r' is larger beyond a, slope · a − r'(a)
 */
record Straightened(Potential inner, double at, double slope, double shift) implements Potential {
  private static final int HALVINGS = 60;

  /**
   * {@return r, straight where its curvature is below a share of that at x; r itself where it is
   * nowhere below}
   *
   * @param r increasing curvature
   * @param x a magnitude
   * @param share of r''(x)
   */
  static Potential below(Potential r, double x, double share) {
    double least = share * r.curvature(x);
    if (!(x > 0 && r.curvature(0) < least && least < Double.POSITIVE_INFINITY)) {
      return r;
    }
    double at = Roots.bisect(t -> r.curvature(t) >= least, x, 0, HALVINGS).in();
    double slope = r.curvature(at);
    return new Straightened(r, at, slope, slope * at - r.gradient(at));
  }

  @Override
  public double value(double x) {
    double a = Math.abs(x);
    return a <= at
        ? 0.5 * slope * a * a
        : 0.5 * slope * at * at + inner.value(a) - inner.value(at) + shift * (a - at);
  }

  @Override
  public double gradient(double x) {
    return Math.abs(x) <= at ? slope * x : inner.gradient(x) + Math.copySign(shift, x);
  }

  @Override
  public double inverse(double z) {
    return Math.abs(z) <= slope * at ? z / slope : inner.inverse(z - Math.copySign(shift, z));
  }

  @Override
  public double curvature(double x) {
    return Math.abs(x) <= at ? slope : inner.curvature(x);
  }

  @Override
  public double dualPotential(double x) {
    double a = Math.abs(x);
    return a <= at
        ? 0.5 * slope * a * a
        : 0.5 * slope * at * at + inner.dualPotential(a) - inner.dualPotential(at);
  }

  @Override
  public String spec() {
    return inner.spec();
  }
}
