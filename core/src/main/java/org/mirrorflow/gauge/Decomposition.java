package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;

/**
 * A vector as the sum of its {@link Parts}, θ = Σ_g m_g e_g: magnitudes m_g ≥ 0 and orthonormal
 * directions e_g.
 */
interface Decomposition {

  /** The m_g, block by block; not to be changed. */
  double[] magnitudes();

  /** out = Σ_g m_g e_g with these magnitudes in the place of θ's own; 0 along the zeros of θ. */
  void compose(double[] m, double[] out);

  /** θ, given as {@code v}, with these magnitudes in the place of its own. */
  void resize(double[] m, double[] v);

  /**
   * ℓ2 distance of s from the subdifferential of Σ_g m_g. The subdifferential holds the e_g of the
   * magnitudes above {@code zero}, and anything of magnitude at most 1 in the space of the others.
   */
  double distanceFromSum(double[] s, double zero);

  /**
   * ℓ2 distance of s from the subdifferential of max_g m_g: the convex hull of the directions that
   * the magnitudes from {@code tied} on allow.
   */
  double distanceFromLargest(double[] s, double tied);

  /**
   * Adds the Hessian of Σ_g φ(m_g) for an even φ: φ'' along every e_g, and differences of φ' where
   * parts turn into each other.
   *
   * @param between (φ'(a) − φ'(b))/(a − b) for magnitudes and their negatives
   * @param lower the lower triangle of a matrix with a row for every entry of θ
   * @param squares receives r for terms rrᵀ that may be far larger than others
   */
  void addCurvature(DoubleBinaryOperator between, double[][] lower, Consumer<double[]> squares);

  /**
   * The distance of a vector of squared length {@code square} from the convex hull of orthonormal
   * vectors along which it has these coefficients.
   */
  static double distanceFromHull(double square, double[] along) {
    double largest = Arrays.stream(along).max().getAsDouble();
    double threshold = LpBall.threshold(along, largest - 1);
    double[] weights = Arrays.stream(along).map(a -> Math.max(0, a - threshold)).toArray();
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double rest = square;
    for (int k = 0; k < weights.length; k++) {
      double weight = weights[k] / sum;
      rest += weight * (weight - 2 * along[k]);
    }
    return Math.sqrt(Math.max(0, rest));
  }
}
