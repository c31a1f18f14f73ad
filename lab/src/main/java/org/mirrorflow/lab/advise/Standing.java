package org.mirrorflow.lab.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A candidate with its pilot runs; run i of every candidate has the same samples and seed.
 *
 * @param candidate what was tried
 * @param rung how far it came, from 0
 * @param pilots the runs of its last rung
 */
record Standing(Candidate candidate, int rung, List<Pilot> pilots) {

  Standing {
    pilots = List.copyOf(pilots);
  }

  Standing with(Pilot pilot) {
    List<Pilot> more = new ArrayList<>(pilots);
    more.add(pilot);
    return new Standing(candidate, rung, more);
  }

  double mean(ToDoubleFunction<Pilot> value) {
    return pilots.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  /** Whether time cut some run. */
  boolean cut() {
    return pilots.stream().anyMatch(Pilot::cut);
  }

  /** Mean steps to fit; infinite where some run did not fit. */
  double stepsToFit() {
    return pilots.stream().allMatch(Pilot::fitted)
        ? mean(Pilot::stepsToFit)
        : Double.POSITIVE_INFINITY;
  }

  double accuracy() {
    return mean(Pilot::accuracy);
  }

  /**
   * Standard error of the mean difference to another candidate over the runs that both have; of
   * fewer than three runs, where a spread says nothing, NaN.
   */
  double errorOfDifference(Standing other, ToDoubleFunction<Pilot> value) {
    int runs = Math.min(pilots.size(), other.pilots.size());
    if (runs < 3) {
      return Double.NaN;
    }
    double mean = difference(other, value);
    double square = 0;
    for (int i = 0; i < runs; i++) {
      double d = difference(other, value, i) - mean;
      square += d * d;
    }
    return Math.sqrt(square / (runs - 1) / runs);
  }

  /** Mean difference over the runs that both have. */
  double difference(Standing other, ToDoubleFunction<Pilot> value) {
    int runs = Math.min(pilots.size(), other.pilots.size());
    double sum = 0;
    for (int i = 0; i < runs; i++) {
      sum += difference(other, value, i);
    }
    return sum / runs;
  }

  private double difference(Standing other, ToDoubleFunction<Pilot> value, int i) {
    return value.applyAsDouble(pilots.get(i)) - value.applyAsDouble(other.pilots.get(i));
  }
}
