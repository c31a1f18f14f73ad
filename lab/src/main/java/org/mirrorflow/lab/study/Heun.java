package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Heun's method for dx/dt = f(x): second order, its steps controlled by the difference from Euler's
 * (Hairer, Nørsett and Wanner 1993, Solving Ordinary Differential Equations I, section II.4).
 *
 * @param tolerance error of a step relative to the largest entry
 * @param mostSteps most accepted steps
 */
record Heun(double tolerance, int mostSteps) {
  private static final double FIRST = 1e-6;
  private static final double SAFETY = 0.9;
  private static final double LARGEST = 3;
  private static final double SMALLEST = 0.2;

  /** Sees every accepted step. */
  interface Observer {
    /** Whether to go on from here. */
    boolean at(double time, double[] state);
  }

  /** Moves x in place until the observer has enough; the number of steps. */
  int run(double[] x, UnaryOperator<double[]> f, Observer observer) {
    double step = FIRST;
    double time = 0;
    int steps = 0;
    while (steps < mostSteps) {
      double[] first = f.apply(x);
      double[] second = f.apply(moved(x, step, first));
      double largest = 0;
      double error = 0;
      for (int j = 0; j < x.length; j++) {
        largest = Math.max(largest, Math.abs(x[j]));
        error = Math.max(error, 0.5 * step * Math.abs(second[j] - first[j]));
      }
      double ratio = error / (tolerance * largest);
      if (ratio <= 1) {
        for (int j = 0; j < x.length; j++) {
          x[j] += 0.5 * step * (first[j] + second[j]);
        }
        time += step;
        steps++;
        if (!observer.at(time, x)) {
          return steps;
        }
      }
      double factor = ratio > 0 ? SAFETY / Math.sqrt(ratio) : LARGEST;
      step *= factor > SMALLEST ? Math.min(LARGEST, factor) : SMALLEST;
    }
    return steps;
  }

  /** x + step v, a new array. */
  static double[] moved(double[] x, double step, double[] v) {
    double[] moved = new double[x.length];
    Arrays.setAll(moved, j -> x[j] + step * v[j]);
    return moved;
  }
}
