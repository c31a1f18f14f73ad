package org.mirrorflow.gauge;

import java.util.List;
import java.util.Optional;

/**
 * A gauge Q on a parameter space: a norm, here always even, so Q(v) ≥ 0, Q(cv) = |c| Q(v). It reads
 * and writes the entries of its layout and leaves others alone (Rockafellar 1970, Convex Analysis,
 * section 15).
 *
 * <p>It has four concepts. These are the value and the polar; the normalisation, of all of v by
 * Q(v) or block by block; the subdifferential, by an element and by distances from it; and the unit
 * ball, by projections onto it.
 *
 * @since 0.1.0
 */
public interface Gauge {

  /** {@return the blocks of the vectors that this gauge measures} */
  Layout layout();

  /** {@return the specification that parses to this gauge, for example {@code lp:1.5}} */
  String spec();

  /**
   * {@return Q(v) ≥ 0; scaled so that neither overflow nor underflow of powers occurs}
   *
   * @param v vector
   */
  double value(double[] v);

  /** {@return the polar gauge Q°(s) = max{⟨s, v⟩ : Q(v) ≤ 1}; its polar is this gauge again} */
  Gauge polar();

  /**
   * A subgradient of Q at v: {@code out} with ⟨out, v⟩ = Q(v) and polar value 1. At v = 0 it is 0.
   *
   * @param v vector
   * @param out receives the subgradient; may not be {@code v}
   */
  void subgradient(double[] v, double[] out);

  /**
   * The ℓ2 distance of s from ∂Q(θ). Where the gauge is not smooth the subdifferential is that of
   * the set of nearby points, see {@link NormGauge#TOLERANCE}; else, and here, it is {@link
   * #subgradient}.
   *
   * @param theta θ
   * @param s dual vector
   * @return the distance; for the largest of the blocks' gauges exact at a KKT point and else an
   *     upper bound
   */
  default double distance(double[] theta, double[] s) {
    double[] rest = new double[s.length];
    subgradient(theta, rest);
    for (int j = layout().start(); j < layout().end(); j++) {
      rest[j] = s[j] - rest[j];
    }
    return Lp.of(2).norm(rest, layout().start(), layout().end());
  }

  /**
   * Moves v to the point of the unit ball {Q ≤ 1} that is nearest in ℓ2.
   *
   * @param v projected in place
   * @return about how many multiplications that took
   * @throws org.mirrorflow.io.InputException if no projection is known
   */
  double project(double[] v);

  /**
   * {@return the gauges Q_b by which a vector is normalised, each on its own blocks: this one, or
   * one per block for their largest. Balance does not equalise the Q_b(θ_b) of different norms, so
   * margins are then taken per block}
   */
  default List<Gauge> factors() {
    return List.of(this);
  }

  /**
   * {@return θ̂, the vector with every factor brought to 1: v̂_b = v_b/Q_b(v_b), 0 where v_b is 0;
   * a new array}
   *
   * @param v vector, left as it is
   */
  default double[] normalize(double[] v) {
    double[] unit = v.clone();
    for (Gauge factor : factors()) {
      double value = factor.value(v);
      for (int j = factor.layout().start(); value > 0 && j < factor.layout().end(); j++) {
        unit[j] /= value;
      }
    }
    return unit;
  }

  /**
   * {@return Π_b Q_b(v_b)^{L_b} over the factors, with L_b the degree of their blocks} Margins of θ
   * divided by it are those of θ̂. Where it may overflow use {@link #logPower}.
   *
   * @param v vector
   */
  default double power(double[] v) {
    double power = 1;
    for (Gauge factor : factors()) {
      power *= Math.pow(factor.value(v), factor.layout().degree());
    }
    return power;
  }

  /**
   * {@return log Π_b Q_b(v_b)^{L_b}; −∞ if a factor is 0}
   *
   * @param v vector
   */
  default double logPower(double[] v) {
    double log = 0;
    for (Gauge factor : factors()) {
      log += factor.layout().degree() * Math.log(factor.value(v));
    }
    return log;
  }

  /**
   * {@return the ℓp norm of the entries that this gauge is; empty for others. Convex programs with
   * such a gauge have faster methods, which work in its coordinates}
   */
  default Optional<Lp> entrywise() {
    return Optional.empty();
  }

  /** {@return a barrier of the unit ball; empty where none is known} */
  default Optional<BallBarrier> barrier() {
    return Optional.empty();
  }
}
