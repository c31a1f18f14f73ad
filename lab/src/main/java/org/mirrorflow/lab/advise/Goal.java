package org.mirrorflow.lab.advise;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;

/** The purpose for which a map is chosen. Every merit is measured on held-out samples. */
public enum Goal {
  /** Most accurate. */
  ACCURACY("accuracy", "accuracy", false) {
    @Override
    public double merit(Pilot pilot) {
      return pilot.accuracy();
    }
  },
  /** Fewest units that keep the accuracy. */
  SPARSE("sparse", "share of the units needed for 99 % of the accuracy, negative", true) {
    @Override
    public double merit(Pilot pilot) {
      return -(double) pilot.unitsNeeded() / pilot.units();
    }

    /** Both limits are sparse; p = 1.5 is always at its own, entropies come near ℓ1 late. */
    @Override
    List<String> maps() {
      return List.of(
          "p:1.5", "hyperbolic:beta=0.001", "hyperbolic:beta=0.1", "euclidean", "p:3", "p:6");
    }
  },
  /** Features spread so evenly that half of the units can be lost. */
  DENSE("dense", "accuracy without a random half of the units", false) {
    @Override
    public double merit(Pilot pilot) {
      return pilot.halfAccuracy();
    }

    /** ℓq with q above 2 spreads the weights. */
    @Override
    List<String> maps() {
      return List.of(
          "p:3", "p:6", "euclidean", "p:1.5", "hyperbolic:beta=0.1", "hyperbolic:beta=0.001");
    }
  },
  /** Fewest steps until 99 % of the training samples are classified. */
  FAST("fast", "log10 of the steps until 99 % of the training samples fit, negative", true) {
    @Override
    public double merit(Pilot pilot) {
      return -Math.log10(pilot.fitted() ? Math.max(1, pilot.stepsToFit()) : UNFITTED);
    }
  };

  /** Steps that a run which does not fit counts for: more than any that does. */
  private static final double UNFITTED = 10.0 * Pilot.MOST_STEPS;

  /**
   * Of goals that are not accuracy itself: this much of it may be given up, or the noise if larger.
   */
  public static final double ACCURACY_TO_SPARE = 0.01;

  private final String spec;
  private final String meaning;
  private final boolean bound;

  Goal(String spec, String meaning, boolean bound) {
    this.spec = spec;
    this.meaning = meaning;
    this.bound = bound;
  }

  /**
   * {@return what a pilot run is worth; more is better}
   *
   * @param pilot a run
   */
  public abstract double merit(Pilot pilot);

  /** {@return the name on the command line} */
  public String spec() {
    return spec;
  }

  /** {@return what the merit is} */
  public String meaning() {
    return meaning;
  }

  /** The maps of candidates, those first whose limit gauge serves the goal: ℓ1 is sparse. */
  List<String> maps() {
    return Candidate.MAPS;
  }

  /** Whether only candidates that are about as accurate as the best may win. */
  boolean needsAccuracy() {
    return bound;
  }

  /**
   * {@return the goal of a name}
   *
   * @param name on the command line
   * @throws InputException if there is none
   */
  public static Goal parse(String name) {
    return Arrays.stream(values())
        .filter(goal -> goal.spec.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--goal " + name,
                    "unknown goal",
                    Arrays.stream(values()).map(Goal::spec).collect(Collectors.joining(", ")),
                    "name one of them"));
  }
}
