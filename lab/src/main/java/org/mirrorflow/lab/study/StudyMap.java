package org.mirrorflow.lab.study;

import java.util.List;

/**
 * A map of the study with how far its flow is followed on the synthetic problem.
 *
 * @param spec map specification
 * @param label short name in figures
 * @param logLoss target of log ℒ
 * @param integrator the implicit flow goes far in few steps; for p > 2 and cosh the explicit one
 *     keeps the balance of single neurons better
 */
record StudyMap(String spec, String label, double logLoss, String integrator) {

  /** From sparse to dense. */
  static final List<StudyMap> ALL =
      List.of(
          new StudyMap("hyperbolic:beta=0.1", "hyperbolic", -1000, "auto"),
          new StudyMap("p:1.5", "p = 1.5", -1000, "auto"),
          new StudyMap("euclidean", "euclidean", -1000, "auto"),
          new StudyMap("p:3", "p = 3", -100, "explicit"),
          new StudyMap("cosh:s=1", "cosh", -100, "explicit"));
}
