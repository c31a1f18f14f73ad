package org.mirrorflow.map;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.hipparchus.dfp.DfpMath;

/** Gradients r' to 40 digits, written from the closed forms: the oracle of the inverse maps. */
final class HighPrecision {
  private static final DfpField FIELD = new DfpField(40);

  private HighPrecision() {}

  static Dfp number(double x) {
    return FIELD.newDfp(x);
  }

  /** r'(x), x ≥ 0, of a potential with a {@link #closedForm}. */
  static Dfp gradient(Potential potential, double x) {
    return x == 0 ? number(x) : closedForm(potential).orElseThrow().apply(number(x));
  }

  /** r' on x &gt; 0; empty where it is not written out here. */
  static Optional<UnaryOperator<Dfp>> closedForm(Potential potential) {
    if (potential instanceof Euclidean) {
      return Optional.of(t -> t);
    } else if (potential instanceof PNorm r) {
      return Optional.of(t -> power(t, number(r.p()).subtract(1)));
    } else if (potential instanceof PNormQuadratic r) {
      return Optional.of(
          t -> power(t, number(r.p()).subtract(1)).add(t.multiply(number(r.quadratic()))));
    } else if (potential instanceof SmoothedP r) {
      return Optional.of(t -> smoothed(r, t));
    } else if (potential instanceof PLog r) {
      return Optional.of(t -> power(t, number(r.p()).subtract(1)).multiply(log1p(t)));
    } else if (potential instanceof HyperbolicEntropy r) {
      return Optional.of(t -> asinh(t.divide(number(r.beta()))));
    } else if (potential instanceof LogMap r) {
      return Optional.of(t -> log1p(t.multiply(number(r.a()))).divide(number(r.a())));
    } else if (potential instanceof Cosh r) {
      return Optional.of(t -> sinh(t.divide(number(r.s()))));
    }
    return Optional.empty();
  }

  private static Dfp smoothed(SmoothedP r, Dfp t) {
    Dfp square = t.multiply(t).add(number(r.delta()).multiply(number(r.delta())));
    return t.multiply(power(square, number(r.p()).divide(2).subtract(1)));
  }

  private static Dfp sinh(Dfp u) {
    return small(u) ? u : DfpMath.exp(u).subtract(DfpMath.exp(u.negate())).divide(2);
  }

  /** Below 1e-18 the functions here are their argument to 35 digits. */
  private static boolean small(Dfp u) {
    return u.lessThan(number(1e-18));
  }

  static Dfp power(Dfp t, Dfp exponent) {
    return DfpMath.exp(DfpMath.log(t).multiply(exponent));
  }

  /**
   * log(1 + u) to 20 digits of itself: u is at least 1e-18, or the series' first terms are enough.
   */
  static Dfp log1p(Dfp u) {
    return small(u) ? u.subtract(u.multiply(u).divide(2)) : DfpMath.log(u.add(1));
  }

  private static Dfp asinh(Dfp u) {
    return small(u) ? u : DfpMath.log(u.add(u.multiply(u).add(1).sqrt()));
  }
}
