package org.mirrorflow.lab.study;

import org.mirrorflow.lab.run.Trajectory;

/**
 * What a run costs per decade of log(1/ℒ).
 *
 * @param decay log(1/ℒ) of the marks a decade and more beyond the first with log(1/ℒ) ≥ 10
 * @param perDecade steps since the mark nearest to a tenth of that, per decade between the two
 */
record StepCurve(double[] decay, double[] perDecade) {
  private static final double FIRST = 10;

  static StepCurve of(Trajectory trajectory) {
    Trajectory t = Numbers.fitted(trajectory);
    double[] decay = Numbers.decay(t);
    double[] steps = t.column("steps");
    int first = 0;
    while (first < decay.length && decay[first] < FIRST) {
      first++;
    }
    int from = first;
    while (from < decay.length && decay[from] < 10 * FIRST) {
      from++;
    }
    double[] x = new double[decay.length - from];
    double[] y = new double[x.length];
    int before = first;
    for (int i = 0; i < x.length; i++) {
      int at = from + i;
      while (before + 1 < at && 10 * decay[before + 1] <= decay[at]) {
        before++;
      }
      x[i] = decay[at];
      y[i] = (steps[at] - steps[before]) / Math.log10(decay[at] / decay[before]);
    }
    return new StepCurve(x, y);
  }
}
