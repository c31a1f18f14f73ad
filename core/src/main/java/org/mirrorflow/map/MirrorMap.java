package org.mirrorflow.map;

import org.mirrorflow.gauge.Block;

/**
 * A mirror map ∇R on one block (a matrix inside the parameter vector), with its potential R and
 * inverse ∇R*.
 *
 * <p>All methods read and write only the entries of the block; input and output arrays must be
 * different arrays.
 */
public interface MirrorMap {

  /** How the potential splits into a sum, which decides whether neuron-wise balance laws hold. */
  enum Additivity {
    /** R is a sum over entries. */
    ENTRIES,
    /** R is a sum over rows (incoming weights of neurons) only. */
    ROWS,
    /** R does not split. */
    NONE
  }

  /** Which of the two variables, each a function of the other, carries the state of a flow. */
  enum Chart {
    /** z. */
    DUAL,
    /** θ: z leaves the range of doubles where θ is still of a size that a flow comes to. */
    PRIMAL
  }

  /** R(θ). */
  double value(double[] theta, Block block);

  /** z = ∇R(θ). */
  void gradient(double[] theta, Block block, double[] z);

  /** θ = ∇R*(z). */
  void inverse(double[] z, Block block, double[] theta);

  /** D(θ) = ⟨θ, ∇R(θ)⟩ − R(θ) = R*(∇R(θ)), without cancellation. */
  double dualPotential(double[] theta, Block block);

  /**
   * Curvature of the conjugate: out = ∇²R*(z) v, with θ = ∇R*(z) given besides. Linear in v,
   * symmetric, positive semidefinite; where ∇²R* does not exist (p &gt; 2 at 0) the entry is +∞ or
   * the limit of the map's definition, as the map says.
   */
  void conjugateCurvature(double[] z, double[] theta, Block block, double[] v, double[] out);

  /** The variable that carries the state. */
  default Chart chart() {
    return Chart.DUAL;
  }

  /**
   * e^{−c} R: the same map in units of e^c.
   *
   * @param logUnit c; 0 unless the chart is {@link Chart#PRIMAL}
   */
  default MirrorMap inUnits(double logUnit) {
    if (logUnit != 0) {
      throw new IllegalArgumentException(spec() + ": the dual variable has no unit but 1");
    }
    return this;
  }

  /** How R splits. */
  Additivity additivity();

  /** The potential of one variable behind this map: of entries, row norms or singular values. */
  Potential potential();

  /** The specification that parses to this map, for example {@code group(hyperbolic:beta=0.1)}. */
  String spec();
}
