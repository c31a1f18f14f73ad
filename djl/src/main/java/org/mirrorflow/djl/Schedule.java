package org.mirrorflow.djl;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How the learning rate falls over a training of known length: a map from the part that is done, 0
 * to 1, to a factor on the rate.
 */
public enum Schedule {
  /** The rate as it is. */
  CONSTANT {
    @Override
    public double factor(double done) {
      return 1;
    }
  },
  /** 1 − u: a straight line to 0. */
  LINEAR {
    @Override
    public double factor(double done) {
      return 1 - done;
    }
  },
  /** (1 + cos πu)/2 (Loshchilov and Hutter 2017, arXiv 1608.03983, without restarts). */
  COSINE {
    @Override
    public double factor(double done) {
      return 0.5 * (1 + Math.cos(Math.PI * done));
    }
  };

  /**
   * {@return factor on the learning rate}
   *
   * @param done part of all steps that lies behind, 0 ≤ done &lt; 1
   */
  public abstract double factor(double done);

  /** {@return the name in options, for example {@code cosine}} */
  public String spec() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the schedule of a name, if there is one}
   *
   * @param name as {@link #spec} gives it
   */
  public static Optional<Schedule> named(String name) {
    return Arrays.stream(values()).filter(s -> s.spec().equals(name)).findFirst();
  }
}
