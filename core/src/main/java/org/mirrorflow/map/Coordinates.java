package org.mirrorflow.map;

import org.mirrorflow.gauge.Layout;

/**
 * The coordinates x that carry the state of a flow: z or θ, block by block as the {@link
 * MirrorMap#chart} of the block's map says. Charts are asked for once, here, as a formula has to be
 * evaluated to know.
 */
public final class Coordinates {
  /** log of the size up to which a dual variable may still grow e^100-fold. */
  private static final double ROOM = 600;

  private final ParameterMap map;
  private final Layout layout;
  private final boolean[] dual;
  private final boolean allPrimal;

  /** The coordinates of states under this map. */
  public Coordinates(ParameterMap map) {
    this.map = map;
    this.layout = map.layout();
    this.dual = new boolean[layout.count()];
    boolean none = true;
    for (int b = 0; b < dual.length; b++) {
      dual[b] = map.map(b).chart() == MirrorMap.Chart.DUAL;
      none &= !dual[b];
    }
    this.allPrimal = none;
  }

  /** Whether θ carries the state in every block: only then there are units other than 1. */
  public boolean allPrimal() {
    return allPrimal;
  }

  /** x of a θ and its z. */
  public void of(double[] z, double[] theta, double[] x) {
    for (int b = 0; b < dual.length; b++) {
      copy(dual[b] ? z : theta, b, x);
    }
  }

  /** θ of the coordinates x. */
  public void primal(double[] x, double[] theta) {
    for (int b = 0; b < dual.length; b++) {
      if (dual[b]) {
        map.map(b).inverse(x, layout.block(b), theta);
      } else {
        copy(x, b, theta);
      }
    }
  }

  /** z of the coordinates x, in the units of {@code units}, which is this map or it in units. */
  public void dual(double[] x, ParameterMap units, double[] z) {
    for (int b = 0; b < dual.length; b++) {
      if (dual[b]) {
        copy(x, b, z);
      } else {
        units.map(b).gradient(x, layout.block(b), z);
      }
    }
  }

  private void copy(double[] from, int b, double[] to) {
    int at = layout.block(b).offset();
    System.arraycopy(from, at, to, at, layout.block(b).end() - at);
  }

  /**
   * The log of a unit for dual variables of a size: 0 where they are doubles with room to grow, the
   * log of that size beyond.
   */
  public double logUnit(double logSize) {
    return logSize > ROOM && allPrimal ? logSize : 0;
  }

  /** The log of a unit for the dual variable of θ. */
  public double logUnitAt(double[] theta) {
    return allPrimal ? logUnit(logLargestDual(theta)) : 0;
  }

  /** log max_j |∇R(θ)_j| of primal charts, where z itself may be no double; −∞ at 0. */
  public double logLargestDual(double[] theta) {
    double log = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < dual.length; b++) {
      double largest = 0;
      for (int j = layout.block(b).offset(); j < layout.block(b).end(); j++) {
        largest = Math.max(largest, Math.abs(theta[j]));
      }
      if (largest > 0) {
        log = Math.max(log, map.map(b).potential().logGradient(largest));
      }
    }
    return log;
  }
}
