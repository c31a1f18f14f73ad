package org.mirrorflow.map;

/**
 * The odd functions that inverses (r')⁻¹ are made of, entry by entry on arrays of some library. A
 * potential writes its inverse in them once, see {@link Potential#inverse(OddFunctions, Object)};
 * it then runs wherever such arrays live, for example on a GPU.
 *
 * <p>No method changes its argument, and each returns a new array.
 *
 * @param <T> the arrays
 * @since 0.2.0
 */
public interface OddFunctions<T> {

  /**
   * {@return x}
   *
   * @param x argument
   */
  T copy(T x);

  /**
   * {@return sgn(x)|x|^e}
   *
   * @param x argument
   * @param e exponent, positive
   */
  T power(T x, double e);

  /**
   * {@return s sinh x}
   *
   * @param s factor, positive
   * @param x argument
   */
  T scaledSinh(double s, T x);

  /**
   * {@return s asinh x}
   *
   * @param s factor, positive
   * @param x argument
   */
  T scaledAsinh(double s, T x);

  /**
   * {@return sgn(x)(e^(a|x|) − 1)/a}
   *
   * @param a rate, positive
   * @param x argument
   */
  T exponential(double a, T x);

  /**
   * {@return sgn(x) max(|x| − λ, 0), the soft threshold}
   *
   * @param lambda λ, positive
   * @param x argument
   */
  T shrink(double lambda, T x);
}
