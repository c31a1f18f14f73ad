package org.mirrorflow.certificate.convex;

/**
 * Constraints w ≥ 0 of an interior point method with their multipliers y ≥ 0, the steps of both and
 * the multipliers aimed at. Entries before {@code from} are not used.
 */
final class Slacks {
  final double[] w;
  final double[] y;
  final double[] dw;
  private final double[] dy;
  final double[] target;
  private final int from;

  Slacks(int from, int to) {
    this.from = from;
    w = new double[to];
    y = new double[to];
    dw = new double[to];
    dy = new double[to];
    target = new double[to];
  }

  int count() {
    return w.length - from;
  }

  /** y/w, what the constraint adds to Newton's matrix. */
  double ratio(int k) {
    return y[k] / w[k];
  }

  /** Begins with multipliers for which all products w·y are alike. */
  void aimAt(double product) {
    for (int k = from; k < w.length; k++) {
      y[k] = product / w[k];
    }
  }

  /** The sum with every w·y after steps of these lengths added. */
  double addProducts(double sum, double alphaPrimal, double alphaDual) {
    double total = sum;
    for (int k = from; k < w.length; k++) {
      total += (w[k] + alphaPrimal * dw[k]) * (y[k] + alphaDual * dy[k]);
    }
    return total;
  }

  /** The multipliers (σ − Δw Δy)/w that an exact step would have but for −(y/w) dw. */
  void aim(double sigma, boolean corrected) {
    for (int k = from; k < w.length; k++) {
      double second = corrected ? dw[k] * dy[k] : 0;
      target[k] = (sigma - second) / w[k];
    }
  }

  /** dy that belongs to dw. */
  void followMultipliers() {
    for (int k = from; k < w.length; k++) {
      dy[k] = target[k] - y[k] - y[k] / w[k] * dw[k];
    }
  }

  /** Largest step up to the given one that keeps w + step·dw ≥ 0. */
  double primalStep(double most) {
    return step(most, w, dw);
  }

  /** Largest step up to the given one that keeps y + step·dy ≥ 0. */
  double dualStep(double most) {
    return step(most, y, dy);
  }

  private double step(double most, double[] a, double[] da) {
    double step = most;
    for (int k = from; k < a.length; k++) {
      if (da[k] < 0) {
        step = Math.min(step, -a[k] / da[k]);
      }
    }
    return step;
  }

  void advance(double alphaPrimal, double alphaDual) {
    for (int k = from; k < w.length; k++) {
      w[k] += alphaPrimal * dw[k];
      y[k] += alphaDual * dy[k];
    }
  }
}
