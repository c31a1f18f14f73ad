package org.mirrorflow.map;

/** Euclidean norms of slices of arrays, without overflow or underflow of the squares. */
final class Norms {
  private static final double SMALL = 0x1p-900;
  private static final double BIG = 0x1p900;

  private Norms() {}

  /** ‖a[from..to)‖₂. */
  static double euclidean(double[] a, int from, int to) {
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
}
