package org.mirrorflow.horizon;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.mirrorflow.map.Cosh;
import org.mirrorflow.map.ElasticNet;
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
  private static final List<Line<?>> LINES =
      List.of(
          new Line<>(Euclidean.class, r -> exact(2)),
          new Line<>(
              ElasticNet.class, r -> algebraic(2, 1, -1, Math.log(2) + Math.log(r.lambda()))),
          new Line<>(PNorm.class, r -> exact(r.p())),
          new Line<>(
              PNormQuadratic.class,
              r ->
                  algebraic(
                      r.p(),
                      r.p() - 2,
                      -1,
                      Math.log(0.5 * (r.p() - 2) * r.p()) + Math.log(r.quadratic()))),
          new Line<>(
              SmoothedP.class,
              r -> algebraic(r.p(), r.p(), 1, Math.log(r.p()) + r.p() * Math.log(r.delta()))),
          new Line<>(
              HyperbolicEntropy.class, r -> logarithmic(1, Math.log(2) - Math.log(r.beta()) - 1)),
          new Line<>(LogMap.class, r -> logarithmic(1, Math.log(r.a()) - 1)),
          new Line<>(PLog.class, r -> logarithmic(r.p(), -1 / r.p())),
          new Line<>(Cosh.class, r -> algebraic(Double.POSITIVE_INFINITY, 1, 1, Math.log(r.s()))));

  private KnownHorizons() {}

  /**
   * The horizon of one kind of potential.
   *
   * @param type the potential
   * @param horizon from its parameters
   */
  private record Line<P extends Potential>(Class<P> type, Function<P, Horizon> horizon) {
    Horizon of(Potential potential) {
      return horizon.apply(type.cast(potential));
    }
  }

  static Optional<Horizon> of(Potential potential) {
    return LINES.stream()
        .filter(line -> line.type.isInstance(potential))
        .findFirst()
        .map(line -> line.of(potential));
  }

  private static Horizon exact(double p) {
    return new Horizon(p, Regime.exact(), false);
  }

  private static Horizon algebraic(double p, double exponent, double sign, double logFactor) {
    return new Horizon(p, Regime.algebraic(exponent, sign, logFactor), false);
  }

  private static Horizon logarithmic(double p, double shift) {
    return new Horizon(p, Regime.logarithmic(1, 1, shift), false);
  }
}
