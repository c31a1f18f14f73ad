package org.mirrorflow.numeric;

import java.util.function.DoubleUnaryOperator;

/**
 * Singular value decomposition by one-sided Jacobi rotations (Hestenes 1958; Demmel and Veselić,
 * SIAM J. Matrix Anal. Appl. 13, 1992: small singular values are found to high relative accuracy
 * where the matrix determines them, which bidiagonal methods do not do), after a reduction to a
 * triangle.
 *
 * <p>Let k = min(rows, cols) and n = max(rows, cols). Then A (transposed if tall) = Uᵀ B. U is k ×
 * k and orthogonal. The k rows b_i of B have length n and are orthogonal, and σ_i = ‖b_i‖. Both are
 * row-major.
 *
 * <p>A spectral mirror map applies r' and its inverse to the singular values, where small ones
 * count as much as large ones. {@link Svd} is faster, but accurate only relative to the largest.
 */
public final class JacobiSvd {
  private static final int MAX_SWEEPS = 60;

  private final MatrixSlice slice;
  private final boolean tall;
  private final int k;
  private final int n;
  private final double[] u;
  private final double[] b;
  private final double[] sigma;

  /**
   * Decomposes a matrix.
   *
   * @param a holds the matrix; left as it is
   * @param slice where the matrix stands
   */
  public JacobiSvd(double[] a, MatrixSlice slice) {
    this.slice = slice;
    tall = slice.rows() > slice.cols();
    k = Math.min(slice.rows(), slice.cols());
    n = Math.max(slice.rows(), slice.cols());
    u = new double[k * k];
    sigma = new double[k];
    double[] rows = gather(a);
    int exponent = exponent(rows);
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

  /** {@return the singular values, in no particular order; owned by this object} */
  public double[] sigma() {
    return sigma;
  }

  /** {@return k, the number of singular values} */
  public int count() {
    return k;
  }

  /**
   * Writes U f(σ) Vᵀ into the slice.
   *
   * @param f function of the singular values, f(0) = 0
   * @param out receives the matrix; entries outside the slice are left alone
   */
  public void apply(DoubleUnaryOperator f, double[] out) {
    double[] unit = directions();
    double[] result = new double[k * n];
    for (int i = 0; i < k; i++) {
      double weight = f.applyAsDouble(sigma[i]);
      for (int r = 0; r < k && weight != 0; r++) {
        Norms.add(weight * u[i * k + r], unit, i * n, result, r * n, n);
      }
    }
    scatter(result, out);
  }

  /** {@return the rows b_i/σ_i, k × n: right singular vectors, 0 where σ_i = 0} */
  public double[] directions() {
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

  /**
   * {@return U v, the coordinates of v on the left singular vectors}
   *
   * @param v k × n matrix
   */
  public double[] rotate(double[] v) {
    double[] out = new double[k * n];
    for (int i = 0; i < k; i++) {
      for (int r = 0; r < k; r++) {
        Norms.add(u[i * k + r], v, r * n, out, i * n, n);
      }
    }
    return out;
  }

  /**
   * {@return Uᵀ v, the way back}
   *
   * @param v k × n matrix
   */
  public double[] rotateBack(double[] v) {
    double[] out = new double[k * n];
    for (int i = 0; i < k; i++) {
      for (int r = 0; r < k; r++) {
        Norms.add(u[i * k + r], v, i * n, out, r * n, n);
      }
    }
    return out;
  }

  /** {@return n, the length of the right singular vectors} */
  public int length() {
    return n;
  }

  /**
   * {@return the slice as a k × n matrix}
   *
   * @param a holds the slice
   */
  public double[] gather(double[] a) {
    double[] out = new double[k * n];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        out[i * n + j] = a[index(i, j)];
      }
    }
    return out;
  }

  /**
   * Writes a k × n matrix into the slice.
   *
   * @param v k × n matrix
   * @param a holds the slice
   */
  public void scatter(double[] v, double[] a) {
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        a[index(i, j)] = v[i * n + j];
      }
    }
  }

  private int index(int i, int j) {
    return slice.offset() + (tall ? j * k + i : i * n + j);
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

  private static int exponent(double[] a) {
    double largest = Norms.largest(a);
    return largest > 0 && largest < Double.POSITIVE_INFINITY ? Math.getExponent(largest) : 0;
  }

  private static void scale(double[] a, int exponent) {
    for (int j = 0; j < a.length; j++) {
      a[j] = Math.scalb(a[j], exponent);
    }
  }
}
