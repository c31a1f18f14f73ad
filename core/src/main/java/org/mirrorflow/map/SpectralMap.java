package org.mirrorflow.map;

import java.util.Objects;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.numeric.JacobiSvd;
import org.mirrorflow.numeric.Norms;

/**
 * R(W) = Σ_i r(σ_i(W)) over the singular values; ∇R(W) = U r'(σ) Vᵀ (Lewis, J. Convex Anal. 2,
 * 1995). Horizon: that of r over the singular values (Schatten norms).
 *
 * <p>A null direction of W is one of ∇R(W) up to the rounding ε σ₁ of the matrix Z that is stored.
 * For p &gt; 2 the inverse then gives it the relative size ε^{1/(p−1)}, for cosh an absolute one of
 * order s once σ₁/s exceeds 37: no method can tell it from a weight of that size, and none is cut
 * off here.
 *
 * @param potential r
 */
public record SpectralMap(Potential potential) implements MirrorMap {

  /** Relative distance of singular values below which a divided difference is an integral. */
  private static final double CLOSE = 1e-3;

  /**
   * Checks that there is a potential.
   *
   * @param potential not null
   */
  public SpectralMap {
    Objects.requireNonNull(potential, "potential");
  }

  @Override
  public double value(double[] theta, Block block) {
    double sum = 0;
    for (double sigma : new JacobiSvd(theta, block).sigma()) {
      sum += potential.value(sigma);
    }
    return sum;
  }

  @Override
  public void gradient(double[] theta, Block block, double[] z) {
    new JacobiSvd(theta, block).apply(potential::gradient, z);
  }

  @Override
  public void inverse(double[] z, Block block, double[] theta) {
    new JacobiSvd(z, block).apply(potential::inverse, theta);
  }

  @Override
  public double dualPotential(double[] theta, Block block) {
    double sum = 0;
    for (double sigma : new JacobiSvd(theta, block).sigma()) {
      sum += potential.dualPotential(sigma);
    }
    return sum;
  }

  /**
   * The Daleckii–Krein formula for f = (r')⁻¹ at Z = U σ Vᵀ. With V = U E Vᵀ-coordinates E_ij of v,
   * the symmetric part of E is multiplied by (f(σ_i) − f(σ_j))/(σ_i − σ_j), the antisymmetric one
   * by (f(σ_i) + f(σ_j))/(σ_i + σ_j), and what is orthogonal to all right singular vectors by
   * f(σ_i)/σ_i. Where r''(0) = 0 and v has a component in null directions, out is ±∞.
   */
  @Override
  public void conjugateCurvature(
      double[] z, double[] theta, Block block, double[] v, double[] out) {
    JacobiSvd svd = new JacobiSvd(z, block);
    int k = svd.count();
    int n = svd.length();
    double[] sigma = svd.sigma();
    double[] x = new double[k];
    for (int i = 0; i < k; i++) {
      x[i] = potential.inverse(sigma[i]);
    }
    double[] right = svd.directions();
    double[] rest = svd.rotate(svd.gather(v));
    double[] inner = split(rest, right, k, n);
    double[] unbounded = new double[k * n];
    for (int i = 0; i < k; i++) {
      double ratio = mean(sigma[i], x[i], 0, 0);
      boolean finite = ratio < Double.POSITIVE_INFINITY;
      for (int m = i * n; m < (i + 1) * n; m++) {
        unbounded[m] = finite ? 0 : rest[m];
        rest[m] = finite ? ratio * rest[m] : 0;
      }
      for (int j = 0; j < k; j++) {
        double entry = inner[i * k + j];
        double mirrored = inner[j * k + i];
        double weight;
        if (sigma[i] == 0 || sigma[j] == 0) {
          int larger = sigma[i] > 0 ? i : j;
          weight = times(mean(sigma[larger], x[larger], 0, 0), entry);
        } else {
          weight =
              times(difference(sigma[i], x[i], sigma[j], x[j]), 0.5 * (entry + mirrored))
                  + times(mean(sigma[i], x[i], sigma[j], x[j]), 0.5 * (entry - mirrored));
        }
        if (weight != 0) {
          Norms.add(weight, right, j * n, rest, i * n, n);
        }
      }
    }
    double[] change = svd.rotateBack(rest);
    double[] infinite = svd.rotateBack(unbounded);
    for (int m = 0; m < k * n; m++) {
      change[m] += infinite[m] == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, infinite[m]);
    }
    svd.scatter(change, out);
  }

  /**
   * Coordinates E of the rows of {@code e} on the right singular vectors, which leave {@code e}.
   */
  private static double[] split(double[] e, double[] right, int k, int n) {
    double[] inner = new double[k * k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        inner[i * k + j] = Norms.dotInOrder(e, i * n, right, j * n, n);
      }
    }
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        for (int m = 0; m < n; m++) {
          e[i * n + m] -= inner[i * k + j] * right[j * n + m];
        }
      }
    }
    return inner;
  }

  private double mean(double s, double x, double t, double y) {
    return s + t > 0 && x + y > 0 ? (x + y) / (s + t) : 1 / potential.curvature(0);
  }

  /** (x − y)/(s − t); for close arguments Simpson's rule for the mean of f' = 1/r''. */
  private double difference(double s, double x, double t, double y) {
    if (Math.abs(x - y) > CLOSE * Math.max(x, y)) {
      return (x - y) / (s - t);
    }
    double middle = potential.inverse(0.5 * (s + t));
    return (1 / potential.curvature(x)
            + 4 / potential.curvature(middle)
            + 1 / potential.curvature(y))
        / 6;
  }

  private static double times(double factor, double v) {
    return v == 0 ? 0 : factor * v;
  }

  @Override
  public Parts over() {
    return Parts.SINGULAR_VALUES;
  }

  @Override
  public String spec() {
    return "spectral(" + potential.spec() + ")";
  }
}
