package org.mirrorflow.certificate.convex;

/**
 * The matrix AᵀWA + BᵀDB of an interior-point method over a {@link ClarkeSet}. W is diagonal, B
 * holds the constraints λ ≥ 0, μ ≥ 0 and λ − μ ≥ 0, and D = diag(y/w).
 *
 * <p>Near a solution AᵀWA may be flat along x itself: scaling x keeps the active constraints
 * active, and only Σλ = 1 decides. So that equation is added as c 11ᵀ on the λ, with c a mean of
 * their diagonal entries. This changes no step that keeps Σλ.
 */
interface NewtonMatrix {

  /**
   * Forms and factors the matrix.
   *
   * @param weights the diagonal of W; null: the identity
   * @param positive x ≥ 0, so that its slacks are x
   * @param below λ − μ ≥ 0, indexed like μ
   */
  void factor(double[] weights, Slacks positive, Slacks below);

  /**
   * Solves with the last factor, in place.
   *
   * @param b right side, which becomes the solution
   */
  void solve(double[] b);
}
