package org.mirrorflow.map;

import org.mirrorflow.gauge.Layout;
import org.mirrorflow.numeric.Norms;

/**
 * The coordinates x of the state of a flow: z or θ, chosen for each block by {@link
 * MirrorMap#chart}. The choice is made once, here, because a formula must be evaluated for it.
 *
 * @since 0.1.0
 */
public final class Coordinates {
  /** log of the size up to which a dual variable may still grow e^100-fold. */
  private static final double ROOM = 600;

  private final ParameterMap map;
  private final Layout layout;
  private final boolean[] dual;
  private final boolean allPrimal;

  /**
   * The coordinates of states under this map.
   *
   * @param map ∇R of the whole parameter vector
   */
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

  /**
   * {@return whether θ carries the state in every block: only then there are units other than 1}
   */
  public boolean allPrimal() {
    return allPrimal;
  }

  /**
   * Writes x of a θ and its z.
   *
   * @param z ∇R(θ), indexed as the layout says; not read where θ carries the state
   * @param theta θ, indexed likewise; not read where z carries the state
   * @param x receives the coordinates, indexed likewise
   */
  public void of(double[] z, double[] theta, double[] x) {
    for (int b = 0; b < dual.length; b++) {
      copy(dual[b] ? z : theta, b, x);
    }
  }

  /**
   * Writes θ of the coordinates x.
   *
   * @param x coordinates, indexed as the layout says
   * @param theta receives θ, an array other than {@code x}
   */
  public void primal(double[] x, double[] theta) {
    for (int b = 0; b < dual.length; b++) {
      if (dual[b]) {
        map.map(b).inverse(x, layout.block(b), theta);
      } else {
        copy(x, b, theta);
      }
    }
  }

  /**
   * Writes z of the coordinates x, in units.
   *
   * @param x coordinates, indexed as the layout says
   * @param units this map, or this map {@linkplain ParameterMap#inUnits in units} of e^c
   * @param z receives e^{−c} ∇R(θ), an array other than {@code x}
   */
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
   * {@return the log of a unit for dual variables of a size: 0 where they are doubles with room to
   * grow, the log of that size beyond}
   *
   * @param logSize log of the largest |z_j|
   */
  public double logUnit(double logSize) {
    return logSize > ROOM && allPrimal ? logSize : 0;
  }

  /**
   * {@return the log of a unit for the dual variable of θ; 0 unless all charts are primal}
   *
   * @param theta θ, indexed as the layout says
   */
  public double logUnitAt(double[] theta) {
    return allPrimal ? logUnit(logLargestDual(theta)) : 0;
  }

  /**
   * {@return log max_j |∇R(θ)_j| of primal charts, where z itself may be no double; −∞ at 0}
   *
   * @param theta θ, indexed as the layout says
   */
  public double logLargestDual(double[] theta) {
    double log = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < dual.length; b++) {
      double largest = Norms.largest(theta, layout.block(b).offset(), layout.block(b).end());
      if (largest > 0) {
        log = Math.max(log, map.map(b).potential().logGradient(largest));
      }
    }
    return log;
  }
}
