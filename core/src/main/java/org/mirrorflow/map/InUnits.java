package org.mirrorflow.map;

import java.util.Optional;

/**
 * e^{−c} r: a potential in units of e^c, by the logarithms of r and its derivatives.
 *
 * @param inner r
 * @param logUnit c
 */
record InUnits(Potential inner, double logUnit) implements Potential {

  @Override
  public double value(double x) {
    return x == 0 ? 0 : Math.exp(logValue(Math.abs(x)));
  }

  @Override
  public double gradient(double x) {
    return x == 0 ? x : Math.copySign(Math.exp(logGradient(Math.abs(x))), x);
  }

  @Override
  public double inverse(double z) {
    return z == 0 ? z : Math.copySign(inverseFromLog(Math.log(Math.abs(z))), z);
  }

  @Override
  public double curvature(double x) {
    return x == 0 ? Math.exp(-logUnit) * inner.curvature(x) : Math.exp(logCurvature(Math.abs(x)));
  }

  @Override
  public double dualPotential(double x) {
    return x == 0 ? 0 : Math.exp(logDualPotential(Math.abs(x)));
  }

  @Override
  public double logValue(double x) {
    return inner.logValue(x) - logUnit;
  }

  @Override
  public double logGradient(double x) {
    return inner.logGradient(x) - logUnit;
  }

  @Override
  public double logDualPotential(double x) {
    return inner.logDualPotential(x) - logUnit;
  }

  @Override
  public double logCurvature(double x) {
    return inner.logCurvature(x) - logUnit;
  }

  @Override
  public double logGradientAt(double logX) {
    return inner.logGradientAt(logX) - logUnit;
  }

  @Override
  public double index(double logX) {
    return inner.index(logX);
  }

  @Override
  public double order(double logX) {
    return inner.order(logX);
  }

  @Override
  public double largestLogX() {
    return inner.largestLogX();
  }

  @Override
  public double settlingLogX() {
    return inner.settlingLogX();
  }

  @Override
  public Optional<String> doubt() {
    return inner.doubt();
  }

  @Override
  public double inverseFromLog(double logZ) {
    return inner.inverseFromLog(logZ + logUnit);
  }

  @Override
  public Potential inUnits(double further) {
    return inner.inUnits(logUnit + further);
  }

  @Override
  public String spec() {
    return inner.spec();
  }
}
