package org.mirrorflow.map;

/**
 * ∇²R* at one point, a linear map of directions in the space of z: symmetric and positive
 * semidefinite. Bound to a point by {@link MirrorMap#conjugateCurvature}; the arrays of the point
 * are not copied.
 *
 * @since 0.2.0
 */
@FunctionalInterface
public interface Curvature {

  /**
   * Writes out = ∇²R* v, with ±∞ where ∇²R* does not exist and v is not 0.
   *
   * @param v direction in the space of z
   * @param out receives ∇²R* v, an array other than {@code v}
   */
  void apply(double[] v, double[] out);

  /** {@return whether the map is a diagonal: entry j of the result depends on v_j alone} */
  default boolean diagonal() {
    return false;
  }
}
