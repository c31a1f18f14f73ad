package org.mirrorflow.flow;

import org.mirrorflow.map.Coordinates;
import org.mirrorflow.map.ParameterMap;

/**
 * The coordinates of a state and their dual variable z, in units in which z fits float64. These are
 * the units of the map, or, if z is about to overflow, the size of z at each step.
 *
 * @since 0.1.0
 */
public final class DualPosition {
  private final ParameterMap map;
  private final Coordinates chart;
  private final double[] coordinates;
  private final double[] z;
  private ParameterMap units;
  private double logUnit;

  /**
   * Work space for positions under a map; it has no position before {@link #moveTo}.
   *
   * @param map the mirror map
   */
  public DualPosition(ParameterMap map) {
    this.map = map;
    this.chart = new Coordinates(map);
    this.units = map;
    this.coordinates = new double[map.layout().end()];
    this.z = new double[coordinates.length];
  }

  /**
   * Moves to a state.
   *
   * @param x coordinates of the state
   * @param theta θ of the state
   */
  public void moveTo(double[] x, double[] theta) {
    System.arraycopy(x, 0, coordinates, 0, x.length);
    measureAt(theta);
  }

  /**
   * Moves to a new z in the present units.
   *
   * @param dual z
   * @param theta ∇R*(z)
   */
  public void advance(double[] dual, double[] theta) {
    chart.of(dual, theta, coordinates);
    measureAt(theta);
  }

  private void measureAt(double[] theta) {
    logUnit = chart.logUnitAt(theta);
    units = map.inUnits(logUnit);
    chart.dual(coordinates, units, z);
  }

  /** {@return coordinates of the state; owned by this object} */
  public double[] coordinates() {
    return coordinates;
  }

  /** {@return z over e^c; owned by this object} */
  public double[] z() {
    return z;
  }

  /** {@return c, the log of the unit of z} */
  public double logUnit() {
    return logUnit;
  }

  /** {@return the map in units of e^c} */
  public ParameterMap units() {
    return units;
  }
}
