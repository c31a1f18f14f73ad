package org.mirrorflow.map;

import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;

/**
 * A mirror map ∇R on one block (a matrix inside the parameter vector), with its potential R and
 * inverse ∇R*. Sources: Nemirovski and Yudin 1983, Problem Complexity and Method Efficiency in
 * Optimization; Beck and Teboulle 2003, doi:10.1016/S0167-6377(02)00231-6.
 *
 * <p>All methods read and write only the entries of the block; input and output arrays must be
 * different arrays.
 *
 * @since 0.1.0
 */
public interface MirrorMap {

  /** Which of the two variables, each a function of the other, carries the state of a flow. */
  enum Chart {
    /** z. */
    DUAL,
    /** θ: z leaves the range of float64 where θ is still of a size that a flow comes to. */
    PRIMAL
  }

  /**
   * {@return Σ f over the parts of the block, first to last; parts are entries, norms of rows or
   * singular values} It is R for f = r, and D for the D of r.
   *
   * @param f a function of one number
   * @param theta θ, a parameter vector
   * @param block the matrix inside it
   */
  double sum(DoubleUnaryOperator f, double[] theta, Block block);

  /**
   * {@return R(θ)}
   *
   * @param theta θ, a parameter vector
   * @param block the matrix inside it
   */
  default double value(double[] theta, Block block) {
    return sum(potential()::value, theta, block);
  }

  /**
   * Writes z = ∇R(θ).
   *
   * @param theta θ, a parameter vector
   * @param block the matrix inside it
   * @param z receives ∇R(θ) at the entries of the block; ±∞ where it is no double
   */
  void gradient(double[] theta, Block block, double[] z);

  /**
   * Writes θ = ∇R*(z).
   *
   * @param z dual variable of a parameter vector
   * @param block the matrix inside it
   * @param theta receives ∇R*(z) at the entries of the block
   */
  void inverse(double[] z, Block block, double[] theta);

  /**
   * {@return D(θ) = ⟨θ, ∇R(θ)⟩ − R(θ) = R*(∇R(θ)), without cancellation}
   *
   * @param theta θ, a parameter vector
   * @param block the matrix inside it
   */
  default double dualPotential(double[] theta, Block block) {
    return sum(potential()::dualPotential, theta, block);
  }

  /**
   * The curvature of the conjugate, ∇²R*(z), with θ = ∇R*(z) given besides. Where ∇²R* does not
   * exist (p &gt; 2 at 0) the entry is +∞ or the limit of the map's definition, as the map says.
   *
   * @param z dual variable, not copied
   * @param theta θ = ∇R*(z), not copied
   * @param block the matrix inside both
   * @return ∇²R*(z) on the entries of the block
   */
  Curvature conjugateCurvature(double[] z, double[] theta, Block block);

  /** {@return the variable that carries the state} */
  default Chart chart() {
    return Chart.DUAL;
  }

  /**
   * The same map in units of e^c.
   *
   * @param logUnit c; 0 unless the chart is {@link Chart#PRIMAL}
   * @return e^{−c} R
   * @throws IllegalArgumentException if c ≠ 0 and the chart is {@link Chart#DUAL}
   */
  default MirrorMap inUnits(double logUnit) {
    if (logUnit != 0) {
      throw new IllegalArgumentException(spec() + ": the dual variable has no unit but 1");
    }
    return this;
  }

  /**
   * The same map, made straight where it is flat: R'' is nowhere below a share of its value at the
   * largest part of θ. So ∇R* is nowhere steeper than 1/share of its slope there.
   *
   * @param theta θ, a parameter vector
   * @param block the matrix inside it
   * @param share of the curvature, in (0, 1)
   * @return this map where nothing is below, and where parts are not entries
   */
  default MirrorMap straightened(double[] theta, Block block, double share) {
    return this;
  }

  /** {@return what R adds over: R(θ) = Σ_g r(m_g) with the magnitudes m_g of these parts} */
  Parts over();

  /** {@return r, the potential of one variable behind this map} */
  Potential potential();

  /**
   * {@return the specification that parses to this map, for example {@code
   * group(hyperbolic:beta=0.1)}}
   */
  String spec();
}
