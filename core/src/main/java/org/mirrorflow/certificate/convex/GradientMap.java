package org.mirrorflow.certificate.convex;

/** The linear map A from coefficients x = (λ, μ) of a {@link ClarkeSet} to Clarke elements. */
public interface GradientMap {

  /** {@return length of Ax} */
  int parameters();

  /**
   * s = A x.
   *
   * @param x one coefficient per column
   * @param s receives A x
   */
  void combine(double[] x, double[] s);

  /**
   * m = Aᵀv.
   *
   * @param v a vector of parameters
   * @param m receives one product per column
   */
  void along(double[] v, double[] m);
}
