package org.mirrorflow.map;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.numeric.JacobiSvd;
import org.mirrorflow.numeric.Norms;

/**
 * ∇²R* of a {@link SpectralMap} at Z = U σ Vᵀ, by the Daleckii–Krein formula for f = (r')⁻¹. Let v
 * = U E Vᵀ. The symmetric part of E is multiplied by (f(σ_i) − f(σ_j))/(σ_i − σ_j), the
 * antisymmetric part by (f(σ_i) + f(σ_j))/(σ_i + σ_j). What is orthogonal to all right singular
 * vectors is multiplied by f(σ_i)/σ_i. Where r''(0) = 0 and v has a component in null directions,
 * out is ±∞. The decomposition and the factors are made once per point.
 */
final class SpectralCurvature implements Curvature {
  /** Relative distance of singular values below which a divided difference is an integral. */
  private static final double CLOSE = 1e-3;

  private final Potential potential;
  private final JacobiSvd svd;
  private final int k;
  private final int n;
  private final double[] sigma;
  private final double[] right;

  /** f(σ_i)/σ_i. */
  private final double[] ratio;

  /** Factors of the symmetric and of the antisymmetric part, k × k. */
  private final double[] symmetric;

  private final double[] antisymmetric;

  SpectralCurvature(Potential potential, double[] z, Block block) {
    this.potential = potential;
    this.svd = new JacobiSvd(z, block);
    this.k = svd.count();
    this.n = svd.length();
    this.sigma = svd.sigma();
    this.right = svd.directions();
    this.ratio = new double[k];
    this.symmetric = new double[k * k];
    this.antisymmetric = new double[k * k];
    double[] x = new double[k];
    for (int i = 0; i < k; i++) {
      x[i] = potential.inverse(sigma[i]);
      ratio[i] = mean(sigma[i], x[i], 0, 0);
    }
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        if (sigma[i] != 0 && sigma[j] != 0) {
          symmetric[i * k + j] = difference(sigma[i], x[i], sigma[j], x[j]);
          antisymmetric[i * k + j] = mean(sigma[i], x[i], sigma[j], x[j]);
        }
      }
    }
  }

  @Override
  public void apply(double[] v, double[] out) {
    double[] rest = svd.rotate(svd.gather(v));
    double[] inner = split(rest);
    double[] unbounded = new double[k * n];
    for (int i = 0; i < k; i++) {
      boolean finite = ratio[i] < Double.POSITIVE_INFINITY;
      for (int m = i * n; m < (i + 1) * n; m++) {
        unbounded[m] = finite ? 0 : rest[m];
        rest[m] = finite ? ratio[i] * rest[m] : 0;
      }
      for (int j = 0; j < k; j++) {
        double weight = weight(i, j, inner[i * k + j], inner[j * k + i]);
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

  /** Entry ij of the result in the coordinates of U and V. */
  private double weight(int i, int j, double entry, double mirrored) {
    if (sigma[i] == 0 || sigma[j] == 0) {
      return times(ratio[sigma[i] > 0 ? i : j], entry);
    }
    return times(symmetric[i * k + j], 0.5 * (entry + mirrored))
        + times(antisymmetric[i * k + j], 0.5 * (entry - mirrored));
  }

  /**
   * Coordinates E of the rows of {@code e} on the right singular vectors, which leave {@code e}.
   */
  private double[] split(double[] e) {
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
}
