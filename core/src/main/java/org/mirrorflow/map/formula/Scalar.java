package org.mirrorflow.map.formula;

/**
 * Numbers in which a formula can be evaluated: {@link LogNumber} for its value at a point, {@link
 * LogInterval} for bounds on its values over a range of x.
 *
 * @param <T> the kind of number
 */
interface Scalar<T extends Scalar<T>> {
  /** The number c, of the same kind as this one. */
  T constant(double c);

  T add(T b);

  T negate();

  T multiply(T b);

  T divide(T b);

  T pow(double c);

  T abs();

  T exp();

  T expm1();

  T ln();

  T ln1p();

  T sinh();

  T cosh();

  T tanh();

  T asinh();

  /** The range that this number and b span; this number where the two are equal. */
  T hull(T b);

  /** A number of which nothing is known. */
  T unknown();

  /** Whether this number is certainly above c &gt; 0. */
  boolean above(double c);

  /** −1, 0 or 1; 0 also where the sign is not certain. */
  int sign();

  /** The largest value it may have. */
  double largest();

  /** The logarithm of the largest size this number may have. */
  double magnitude();

  default T subtract(T b) {
    return add(b.negate());
  }

  default T scale(double factor) {
    return multiply(constant(factor));
  }
}
