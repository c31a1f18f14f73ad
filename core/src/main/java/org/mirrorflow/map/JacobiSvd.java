package org.mirrorflow.map;

import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.numeric.Norms;

/**
 * Singular value decomposition by one-sided Jacobi rotations (Hestenes 1958; Demmel and Veselić,
 * SIAM J. Matrix Anal. Appl. 13, 1992: small singular values are found to high relative accuracy
 * where the matrix determines them, which bidiagonal methods do not do), after a reduction to a
 * triangle.
 *
 * <p>With k = min(rows, cols) vectors of length n = max(rows, cols), A (transposed if tall) = Uᵀ B:
 * U is k × k orthogonal, the rows b_i of B are orthogonal, σ_i = ‖b_i‖. Both are row-major.
 */
final class JacobiSvd {
  private static final int MAX_SWEEPS = 60;

  private final Block block;
  private final boolean tall;
  private final int k;
  private final int n;
  private final double[] u;
  private final double[] b;
  private final double[] sigma;

  /** Decomposes the block of {@code a}, which is not changed. */
  JacobiSvd(double[] a, Block block) {
    this.block = block;
    tall = block.rows() > block.cols();
    k = Math.min(block.rows(), block.cols());
    n = Math.max(block.rows(), block.cols());
    u = new double[k * k];
    sigma = new double[k];
    double[] rows = gather(a);
    int exponent = Math.getExponent(largest(rows));
    scale(rows, -exponent);
    for (int i = 0; i < k; i++) {
      u[i * k + i] = 1;
    }
    if (n > k) {
      RowReflections reflections = new RowReflections(rows, k, n);
      double[] square = reflections.lower();
      orthogonalise(square, k);
      b = reflections.expand(square);
    } else {
      orthogonalise(rows, n);
      b = rows;
    }
    scale(b, exponent);
    for (int i = 0; i < k; i++) {
      sigma[i] = Norms.euclidean(b, i * n, (i + 1) * n);
    }
  }

  /** The singular values, in no particular order. */
  double[] sigma() {
    return sigma;
  }

  /** k, the number of singular values. */
  int count() {
    return k;
  }

  /** Writes U f(σ) Vᵀ, f(0) = 0, into the block of {@code out}. */
  void apply(DoubleUnaryOperator f, double[] out) {
    double[] unit = directions();
    double[] result = new double[k * n];
    for (int i = 0; i < k; i++) {
      double weight = f.applyAsDouble(sigma[i]);
      for (int r = 0; r < k && weight != 0; r++) {
        axpy(weight * u[i * k + r], unit, i * n, result, r * n);
      }
    }
    scatter(result, out);
  }

  /** Rows b_i/σ_i: right singular vectors, 0 where σ_i = 0. */
  double[] directions() {
    double[] unit = new double[k * n];
    for (int i = 0; i < k; i++) {
      if (sigma[i] > 0) {
        for (int j = i * n; j < (i + 1) * n; j++) {
          unit[j] = b[j] / sigma[i];
        }
      }
    }
    return unit;
  }

  /** U v for a k × n matrix v: the coordinates of v on the left singular vectors. */
  double[] rotate(double[] v) {
    double[] out = new double[k * n];
    for (int i = 0; i < k; i++) {
      for (int r = 0; r < k; r++) {
        axpy(u[i * k + r], v, r * n, out, i * n);
      }
    }
    return out;
  }

  /** Uᵀ v, the way back. */
  double[] rotateBack(double[] v) {
    double[] out = new double[k * n];
    for (int i = 0; i < k; i++) {
      for (int r = 0; r < k; r++) {
        axpy(u[i * k + r], v, i * n, out, r * n);
      }
    }
    return out;
  }

  /** n, the length of the right singular vectors. */
  int length() {
    return n;
  }

  /** The block of {@code a} as a k × n matrix. */
  double[] gather(double[] a) {
    double[] out = new double[k * n];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        out[i * n + j] = a[index(i, j)];
      }
    }
    return out;
  }

  /** A k × n matrix into the block of {@code a}. */
  void scatter(double[] v, double[] a) {
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        a[index(i, j)] = v[i * n + j];
      }
    }
  }

  private int index(int i, int j) {
    return block.offset() + (tall ? j * k + i : i * n + j);
  }

  /** Rotates all pairs of rows until they are orthogonal to rounding, √width ε relative. */
  private void orthogonalise(double[] rows, int width) {
    double tolerance = Math.ulp(1.0) * Math.sqrt(width);
    double[] norms = new double[k];
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      for (int i = 0; i < k; i++) {
        norms[i] = Norms.euclidean(rows, i * width, (i + 1) * width);
      }
      boolean rotated = false;
      for (int i = 0; i < k; i++) {
        for (int j = i + 1; j < k; j++) {
          rotated |= orthogonalise(rows, width, i, j, norms, tolerance);
        }
      }
      if (!rotated) {
        return;
      }
    }
  }

  private boolean orthogonalise(
      double[] rows, int width, int i, int j, double[] norms, double tolerance) {
    double dot = Norms.dot(rows, i * width, rows, j * width, width);
    if (!(Math.abs(dot) > tolerance * norms[i] * norms[j])) {
      return false;
    }
    double zeta = (norms[j] - norms[i]) * (norms[j] + norms[i]) / (2 * dot);
    double t =
        Math.abs(zeta) > 0x1p27
            ? 0.5 / zeta
            : Math.copySign(1 / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta)), zeta);
    double c = 1 / Math.sqrt(1 + t * t);
    rotate(rows, i * width, j * width, width, c, c * t);
    rotate(u, i * k, j * k, k, c, c * t);
    norms[i] = moved(norms[i], -t * dot, rows, i * width, width);
    norms[j] = moved(norms[j], t * dot, rows, j * width, width);
    return true;
  }

  /** √(norm² + change), from the row itself when that would cancel. */
  private static double moved(double norm, double change, double[] rows, int from, int width) {
    double old = norm * norm;
    double square = old + change;
    return square > 0.25 * old && square > Double.MIN_NORMAL / Math.ulp(1.0)
        ? Math.sqrt(square)
        : Norms.euclidean(rows, from, from + width);
  }

  private static void rotate(double[] a, int p, int q, int length, double c, double s) {
    for (int m = 0; m < length; m++) {
      double x = a[p + m];
      double y = a[q + m];
      a[p + m] = c * x - s * y;
      a[q + m] = s * x + c * y;
    }
  }

  private void axpy(double weight, double[] x, int from, double[] y, int to) {
    for (int m = 0; m < n; m++) {
      y[to + m] += weight * x[from + m];
    }
  }

  private static double largest(double[] a) {
    double largest = 0;
    for (double v : a) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest > 0 && largest < Double.POSITIVE_INFINITY ? largest : 1;
  }

  private static void scale(double[] a, int exponent) {
    for (int j = 0; j < a.length; j++) {
      a[j] = Math.scalb(a[j], exponent);
    }
  }
}
