package org.mirrorflow.flow;

import org.mirrorflow.map.Coordinates;
import org.mirrorflow.map.ParameterMap;

/**
 * A state's coordinates and their dual variable z, in units in which it is a double: those of the
 * map itself, or where z is about to overflow the size of z, anew at every step.
 */
final class DualPosition {
  private final ParameterMap map;
  private final Coordinates chart;
  private final double[] coordinates;
  private final double[] z;
  private ParameterMap units;
  private double logUnit;

  DualPosition(ParameterMap map) {
    this.map = map;
    this.chart = new Coordinates(map);
    this.units = map;
    this.coordinates = new double[map.layout().end()];
    this.z = new double[coordinates.length];
  }

  /** Moves to a state, of which θ is given besides. */
  void moveTo(double[] x, double[] theta) {
    System.arraycopy(x, 0, coordinates, 0, x.length);
    measureAt(theta);
  }

  /** Moves to a new z in the present units, of which θ is given besides. */
  void advance(double[] dual, double[] theta) {
    chart.of(dual, theta, coordinates);
    measureAt(theta);
  }

  private void measureAt(double[] theta) {
    logUnit = chart.logUnitAt(theta);
    units = map.inUnits(logUnit);
    chart.dual(coordinates, units, z);
  }

  /** Coordinates of the state. */
  double[] coordinates() {
    return coordinates;
  }

  /** z over e^c. */
  double[] z() {
    return z;
  }

  /** c. */
  double logUnit() {
    return logUnit;
  }

  /** e^{−c} R. */
  ParameterMap units() {
    return units;
  }
}
