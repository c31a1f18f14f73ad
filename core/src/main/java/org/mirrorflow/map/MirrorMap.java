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

  /** How R splits. */
  Additivity additivity();

  /** The potential of one variable behind this map: of entries, row norms or singular values. */
  Potential potential();

  /** The specification that parses to this map, for example {@code group(hyperbolic:beta=0.1)}. */
  String spec();
}
