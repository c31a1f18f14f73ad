package org.mirrorflow.numeric;

/** Inner products of slices of arrays, and norms without overflow or underflow of the squares. */
public final class Norms {
  private static final double SMALL = 0x1p-900;
  private static final double BIG = 0x1p900;

  private Norms() {}

  /**
   * {@return ‖a[from..to)‖₂}
   *
   * @param a holds the vector
   * @param from first entry
   * @param to entry after the last
   */
  public static double euclidean(double[] a, int from, int to) {
    double squares = 0;
    for (int j = from; j < to; j++) {
      squares += a[j] * a[j];
    }
    return squares > SMALL && squares < BIG ? Math.sqrt(squares) : scaled(a, from, to);
  }

  private static double scaled(double[] a, int from, int to) {
    double largest = 0;
    for (int j = from; j < to; j++) {
      largest = Math.max(largest, Math.abs(a[j]));
    }
    if (largest == 0 || Double.isInfinite(largest) || Double.isNaN(largest)) {
      return largest;
    }
    int exponent = Math.getExponent(largest);
    double squares = 0;
    for (int j = from; j < to; j++) {
      double unit = Math.scalb(a[j], -exponent);
      squares += unit * unit;
    }
    return Math.scalb(Math.sqrt(squares), exponent);
  }

  /**
   * {@return ⟨a[p..), b[q..)⟩, in four sums that the processor overlaps}
   *
   * @param a holds the first vector
   * @param p its first entry
   * @param b holds the second vector
   * @param q its first entry
   * @param length number of entries
   */
  public static double dot(double[] a, int p, double[] b, int q, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int m = 0;
    for (; m + 3 < length; m += 4) {
      s0 += a[p + m] * b[q + m];
      s1 += a[p + m + 1] * b[q + m + 1];
      s2 += a[p + m + 2] * b[q + m + 2];
      s3 += a[p + m + 3] * b[q + m + 3];
    }
    for (; m < length; m++) {
      s0 += a[p + m] * b[q + m];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
