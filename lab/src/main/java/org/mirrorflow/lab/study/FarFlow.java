package org.mirrorflow.lab.study;

import org.mirrorflow.lab.run.RunSpec;

/**
 * A flow that goes far out: its figure label, what is run and how far.
 *
 * @param label in figures
 * @param data specification
 * @param model specification
 * @param map specification
 * @param logLoss target of log ℒ
 */
record FarFlow(String label, String data, String model, String map, double logLoss) {
  /** Two classes that a linear model separates. */
  static final String LINEAR = "synthetic:teacher,n=15,d=6,seed=0";

  /** The flow from the random start of a seed. */
  RunSpec spec(StudySize size, long seed) {
    return RunSpec.of(data, model, map).startingAt(1, seed).until(size.far(logLoss)).with("auto");
  }

  /** Name of its table. */
  String file(String what) {
    return what + "-" + label.replaceAll("\\W+", "") + ".csv";
  }
}
