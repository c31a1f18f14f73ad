package org.mirrorflow.flow;

import org.mirrorflow.map.ParameterMap;

/**
 * A state's coordinates and their dual variable z, in units in which it is a double: those of the
 * map itself, or where z is about to overflow the size of z, anew at every step.
 */
final class DualPosition {
  private final ParameterMap map;
  private final double[] coordinates;
  private final double[] next;
  private final double[] z;
  private ParameterMap units;
  private double logUnit;

  DualPosition(ParameterMap map) {
    this.map = map;
    this.units = map;
    this.coordinates = new double[map.layout().end()];
    this.next = new double[coordinates.length];
    this.z = new double[coordinates.length];
  }

  /** Moves to a state, of which θ is given besides. */
  void moveTo(double[] x, double[] theta) {
    System.arraycopy(x, 0, coordinates, 0, x.length);
    logUnit = map.primalCharts() ? map.logUnit(map.logLargestDual(theta)) : 0;
    units = map.inUnits(logUnit);
    units.dual(coordinates, z);
  }

  /** Moves to a new z in the present units, of which θ is given besides. */
  void advance(double[] dual, double[] theta) {
    map.coordinates(dual, theta, next);
    moveTo(next, theta);
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
