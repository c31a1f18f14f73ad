package org.mirrorflow.horizon;

import java.util.Optional;
import org.mirrorflow.map.Cosh;
import org.mirrorflow.map.Euclidean;
import org.mirrorflow.map.HyperbolicEntropy;
import org.mirrorflow.map.LogMap;
import org.mirrorflow.map.PLog;
import org.mirrorflow.map.PNorm;
import org.mirrorflow.map.PNormQuadratic;
import org.mirrorflow.map.Potential;
import org.mirrorflow.map.SmoothedP;

/**
 * The horizons known in closed form, one line per potential, with the leading term of the deviation
 * e − p (1/e for p = ∞) of {@link Regime}. A potential without a line is estimated.
 */
final class KnownHorizons {
  private KnownHorizons() {}

  static Optional<Horizon> of(Potential potential) {
    if (potential instanceof Euclidean) {
      return known(2, Regime.exact());
    }
    if (potential instanceof PNorm r) {
      return known(r.p(), Regime.exact());
    }
    if (potential instanceof PNormQuadratic r) {
      double a = r.p() - 2;
      return known(r.p(), Regime.algebraic(a, -0.5 * a * r.quadratic() * r.p()));
    }
    if (potential instanceof SmoothedP r) {
      return known(r.p(), Regime.algebraic(r.p(), r.p() * Math.pow(r.delta(), r.p())));
    }
    if (potential instanceof HyperbolicEntropy r) {
      return known(1, Regime.logarithmic(1, 1, Math.log(2) - Math.log(r.beta()) - 1));
    }
    if (potential instanceof LogMap r) {
      return known(1, Regime.logarithmic(1, 1, Math.log(r.a()) - 1));
    }
    if (potential instanceof PLog r) {
      return known(r.p(), Regime.logarithmic(1, 1, -1 / r.p()));
    }
    if (potential instanceof Cosh r) {
      return known(Double.POSITIVE_INFINITY, Regime.algebraic(1, r.s()));
    }
    return Optional.empty();
  }

  private static Optional<Horizon> known(double p, Regime regime) {
    return Optional.of(new Horizon(p, regime, false));
  }
}
