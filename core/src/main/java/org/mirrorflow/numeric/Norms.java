package org.mirrorflow.numeric;

/**
 * Inner products, norms and sums of vectors that are slices of arrays. There are two inner
 * products. {@link #dot} is fast. {@link #dotInOrder} adds the terms one by one; certificates and
 * data use it, so that their numbers do not depend on how a processor overlaps sums.
 */
public final class Norms {
  private static final double SMALL = 0x1p-900;
  private static final double BIG = 0x1p900;

  private Norms() {}

  /**
   * {@return ‖a‖₂, without overflow or underflow of the squares}
   *
   * @param a vector
   */
  public static double euclidean(double[] a) {
    return euclidean(a, 0, a.length);
  }

  /**
   * {@return ‖a[from..to)‖₂, without overflow or underflow of the squares}
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
    double largest = largest(a, from, to);
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
   * {@return max_j |a_j|; 0 for no entries, NaN if any entry is}
   *
   * @param a vector
   */
  public static double largest(double[] a) {
    return largest(a, 0, a.length);
  }

  /**
   * {@return max |a[from..to)|; 0 for no entries, NaN if any entry is}
   *
   * @param a holds the vector
   * @param from first entry
   * @param to entry after the last
   */
  public static double largest(double[] a, int from, int to) {
    double largest = 0;
    for (int j = from; j < to; j++) {
      largest = Math.max(largest, Math.abs(a[j]));
    }
    return largest;
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

  /**
   * {@return ⟨a, b⟩, summed in order}
   *
   * @param a first vector
   * @param b second vector, at least as long
   */
  public static double dotInOrder(double[] a, double[] b) {
    return dotInOrder(a, 0, b, 0, a.length);
  }

  /**
   * {@return ⟨a[p..), b[q..)⟩, summed in order}
   *
   * @param a holds the first vector
   * @param p its first entry
   * @param b holds the second vector
   * @param q its first entry
   * @param length number of entries
   */
  public static double dotInOrder(double[] a, int p, double[] b, int q, int length) {
    double sum = 0;
    for (int m = 0; m < length; m++) {
      sum += a[p + m] * b[q + m];
    }
    return sum;
  }

  /**
   * out ← out + factor a.
   *
   * @param factor of the vector
   * @param a vector
   * @param out what it is added to, at least as long
   */
  public static void add(double factor, double[] a, double[] out) {
    add(factor, a, 0, out, 0, a.length);
  }

  /**
   * out[q..) ← out[q..) + factor a[p..).
   *
   * @param factor of the vector
   * @param a holds the vector
   * @param p its first entry
   * @param out holds what it is added to
   * @param q its first entry
   * @param length number of entries
   */
  public static void add(double factor, double[] a, int p, double[] out, int q, int length) {
    for (int m = 0; m < length; m++) {
      out[q + m] += factor * a[p + m];
    }
  }
}
