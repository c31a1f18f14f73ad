package org.mirrorflow.lab.study;

import java.util.List;

/**
 * A map of the study with how far its flow is followed on the synthetic problem.
 *
 * @param spec map specification
 * @param label short name in figures
 * @param logLoss target of log ℒ: the explicit flow of the rapidly growing maps costs more steps
 */
record StudyMap(String spec, String label, double logLoss) {

  /** From sparse to dense. */
  static final List<StudyMap> ALL =
      List.of(
          new StudyMap("hyperbolic:beta=0.1", "hyperbolic", -1000),
          new StudyMap("p:1.5", "p = 1.5", -1000),
          new StudyMap("euclidean", "euclidean", -1000),
          new StudyMap("p:3", "p = 3", -100),
          new StudyMap("cosh:s=1", "cosh", -100));
}
