package org.mirrorflow.lab.study;

import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSpec;

/**
 * The synthetic problem of the study: 20 points in five dimensions, XOR-like labels, 50 neurons.
 */
final class SyntheticRuns {
  static final String DATA = "synthetic:xor,n=20,d=5,seed=0";
  static final String MODEL = "dense:50";
  static final int WIDTH = 50;

  private SyntheticRuns() {}

  /** The flow of a map from the random start of a seed. */
  static RunSpec of(StudySize size, StudyMap map, long seed) {
    return RunSpec.of(DATA, MODEL, map.spec())
        .startingAt(RunOptions.INIT_SCALE.byDefault(), seed)
        .until(Math.max(map.logLoss(), size.syntheticLogLoss()))
        .with(map.integrator());
  }
}
