package org.mirrorflow.map.formula;

import java.util.function.Function;

/**
 * Value and first two derivatives of a formula at x (forward automatic differentiation), in a
 * frame: f = e^S h with S an {@link Exponent}. The components are h = u^power · v, u h' = u^power ·
 * d1 and u² h'' = u^power · d2.
 *
 * <p>The frame keeps what the three have in common. So the growth exponent x f''/f' of e^{x⁴} is
 * right where log f' is 10³², and log(1 + e^{x⁴}) is x⁴ there. Over a range of x the derivatives of
 * a power are as certain as its exponent, however wide the range is.
 *
 * @param u |x|; or 1 and powers of 0 alone, so that v, d1 and d2 are those of h itself: near x = 0
 *     they may be next to 1 and keep their distance from it
 * @param power the power of u in h
 * @param exponent S
 * @param v h in the frame
 * @param d1 u h' in the frame
 * @param d2 u² h'' in the frame
 */
record Jet<T extends Scalar<T>>(T u, double power, Exponent<T> exponent, T v, T d1, T d2) {
  /** From here on exponentials go to the exponent; below, e^u ± 1 keeps its distance from 1. */
  private static final double FAR = 1;

  /**
   * A real number with its derivatives, in an exponent.
   *
   * @param value S
   * @param d1 u S'
   * @param d2 u² S''
   */
  record Exponent<T extends Scalar<T>>(T value, T d1, T d2) {

    Exponent<T> plus(Exponent<T> b) {
      if (isZero() || b.isZero()) {
        return b.isZero() ? this : b;
      }
      return new Exponent<>(value.add(b.value), d1.add(b.d1), d2.add(b.d2));
    }

    Exponent<T> times(double c) {
      return isZero() ? this : new Exponent<>(value.scale(c), d1.scale(c), d2.scale(c));
    }

    boolean isZero() {
      return value.magnitude() == Double.NEGATIVE_INFINITY;
    }
  }

  /** The same in other numbers. */
  <S extends Scalar<S>> Jet<S> map(Function<T, S> to) {
    Exponent<S> same =
        new Exponent<>(to.apply(exponent.value), to.apply(exponent.d1), to.apply(exponent.d2));
    return new Jet<>(to.apply(u), power, same, to.apply(v), to.apply(d1), to.apply(d2));
  }

  static <T extends Scalar<T>> Jet<T> constant(T u, double c) {
    T zero = u.constant(0);
    return new Jet<>(u, 0, new Exponent<>(zero, zero, zero), u.constant(c), zero, zero);
  }

  /** The variable in the frame of its power; {@code sign} is its sign and {@code x} its size. */
  static <T extends Scalar<T>> Jet<T> variable(T x, int sign) {
    Jet<T> unit = constant(x, sign);
    return new Jet<>(x, 1, unit.exponent, unit.v, unit.v, unit.d1);
  }

  /** The variable x without a frame. */
  static <T extends Scalar<T>> Jet<T> plainVariable(T x) {
    T one = x.constant(1);
    Jet<T> unit = constant(one, 1);
    return new Jet<>(one, 0, unit.exponent, x, one, unit.d1);
  }

  /** f. */
  T value() {
    return framed(v, power);
  }

  /** f' at x &gt; 0. */
  T first() {
    return framed(slope(), power - 1);
  }

  /** f'' at x &gt; 0. */
  T second() {
    return framed(bend(), power - 2);
  }

  /** x f'/f. */
  T index(T x) {
    return slope().divide(v).multiply(x.divide(u));
  }

  /** x f''/f'. */
  T order(T x) {
    return bend().divide(slope()).multiply(x.divide(u));
  }

  /** u f' in the frame. */
  private T slope() {
    return exponent.isZero() ? d1 : d1.add(exponent.d1.multiply(v));
  }

  /** u² f'' in the frame: of the sign of f''. */
  T bend() {
    if (exponent.isZero()) {
      return d2;
    }
    T twice = exponent.d1.multiply(d1).scale(2);
    return d2.add(twice).add(exponent.d1.pow(2).add(exponent.d2).multiply(v));
  }

  private T framed(T part, double degree) {
    T scaled = exponent.isZero() ? part : part.multiply(exponent.value.exp());
    return degree == 0 ? scaled : scaled.multiply(u.pow(degree));
  }

  private Exponent<T> asExponent() {
    return new Exponent<>(value(), framed(slope(), power), framed(bend(), power));
  }

  private Jet<T> plain(T value, T first, T second) {
    Exponent<T> none = constant(u, 0).exponent;
    return new Jet<>(u, 0, none, value, first, second);
  }

  private double magnitude() {
    double largest = Math.max(v.magnitude(), Math.max(d1.magnitude(), d2.magnitude()));
    return exponent.value.largest() + power * u.magnitude() + largest;
  }

  Jet<T> add(Jet<T> b) {
    return magnitude() >= b.magnitude() ? plus(b) : b.plus(this);
  }

  /** The sum in this frame. */
  private Jet<T> plus(Jet<T> b) {
    if (b.magnitude() == Double.NEGATIVE_INFINITY) {
      return this;
    }
    Jet<T> c = b.inFrameOf(this);
    return new Jet<>(u, power, exponent, v.add(c.v), d1.add(c.d1), d2.add(c.d2));
  }

  /**
   * Ranges with the same ends need not be the same number: only one exponent is equal to itself.
   */
  @SuppressWarnings("ReferenceEquality")
  private Jet<T> inFrameOf(Jet<T> a) {
    Jet<T> b = this;
    if (exponent != a.exponent && !(exponent.isZero() && a.exponent.isZero())) {
      Exponent<T> rest = exponent.plus(a.exponent.times(-1));
      Jet<T> h = new Jet<>(u, power, rest, v, d1, d2);
      b = new Jet<>(u, power, a.exponent, v, h.slope(), h.bend()).scaled(rest.value.exp());
    }
    return power == a.power ? b : b.scaled(u.pow(power - a.power));
  }

  private Jet<T> scaled(T factor) {
    return new Jet<>(
        u, power, exponent, v.multiply(factor), d1.multiply(factor), d2.multiply(factor));
  }

  Jet<T> negate() {
    return new Jet<>(u, power, exponent, v.negate(), d1.negate(), d2.negate());
  }

  Jet<T> multiply(Jet<T> b) {
    return new Jet<>(
        u,
        power + b.power,
        exponent.plus(b.exponent),
        v.multiply(b.v),
        v.multiply(b.d1).add(d1.multiply(b.v)),
        v.multiply(b.d2).add(d2.multiply(b.v)).add(d1.multiply(b.d1).scale(2)));
  }

  Jet<T> divide(Jet<T> b) {
    T q = v.divide(b.v);
    T q1 = d1.subtract(q.multiply(b.d1)).divide(b.v);
    T q2 = d2.subtract(q1.multiply(b.d1).scale(2)).subtract(q.multiply(b.d2)).divide(b.v);
    return new Jet<>(u, power - b.power, exponent.plus(b.exponent.times(-1)), q, q1, q2);
  }

  Jet<T> pow(double c) {
    T bent = d1.pow(2).scale(c - 1).add(v.multiply(d2));
    return new Jet<>(
        u,
        power * c,
        exponent.times(c),
        v.pow(c),
        v.pow(c - 1).multiply(d1).scale(c),
        v.pow(c - 2).multiply(bent).scale(c));
  }

  Jet<T> apply(UnaryFunction f) {
    return switch (f) {
      case ABS -> absolute();
      case EXP -> exponential();
      case EXPM1 -> expm1();
      case LOG -> logarithm(logOfValue(), this);
      case LOG1P -> {
        Jet<T> argument = constant(u, 1).add(this);
        yield logarithm(
            argument.exponent.isZero() ? value().ln1p() : argument.logOfValue(), argument);
      }
      case SINH -> sinh();
      case COSH -> cosh();
      case ASINH -> asinh();
      case TANH -> tanh();
    };
  }

  /** At a kink, which a range may hold, there is no second derivative. */
  private Jet<T> absolute() {
    boolean zero = v.sign() == 0;
    if (zero && v.magnitude() > Double.NEGATIVE_INFINITY) {
      return new Jet<>(u, power, exponent, v.abs(), d1.hull(d1.negate()), d2.unknown());
    }
    return (zero ? d1.sign() : v.sign()) < 0 ? negate() : this;
  }

  private boolean far() {
    return value().abs().above(FAR);
  }

  private Jet<T> exponential() {
    Exponent<T> e = asExponent();
    if (far()) {
      Jet<T> one = constant(u, 1);
      return new Jet<>(u, 0, e, one.v, one.d1, one.d2);
    }
    T exp = e.value.exp();
    return plain(exp, exp.multiply(e.d1), exp.multiply(e.d1.pow(2).add(e.d2)));
  }

  private Jet<T> expm1() {
    if (far()) {
      return exponential().add(constant(u, -1));
    }
    Jet<T> exp = exponential();
    return plain(value().expm1(), exp.d1, exp.d2);
  }

  private T logOfValue() {
    T h = power == 0 ? v : v.multiply(u.pow(power));
    return exponent.isZero() ? h.ln() : exponent.value.add(h.ln());
  }

  private static <T extends Scalar<T>> Jet<T> logarithm(T log, Jet<T> h) {
    T slope = h.d1.divide(h.v);
    T bend = h.d2.divide(h.v).subtract(slope.pow(2));
    return h.plain(log, slope.add(h.exponent.d1), bend.add(h.exponent.d2));
  }

  private Jet<T> sinh() {
    if (far()) {
      Jet<T> e = exponential();
      return e.add(e.pow(-1).negate()).scaled(v.constant(0.5));
    }
    Exponent<T> e = asExponent();
    return chain(e, e.value.sinh(), e.value.cosh(), e.value.sinh());
  }

  private Jet<T> cosh() {
    if (far()) {
      Jet<T> e = exponential();
      return e.add(e.pow(-1)).scaled(v.constant(0.5));
    }
    Exponent<T> e = asExponent();
    return chain(e, e.value.cosh(), e.value.sinh(), e.value.cosh());
  }

  private Jet<T> chain(Exponent<T> inner, T f, T f1, T f2) {
    T second = f2.multiply(inner.d1.pow(2)).add(f1.multiply(inner.d2));
    return plain(f, f1.multiply(inner.d1), second);
  }

  /** With w = √(1 + f²): f'/w and f''/w − (f/w)(f'/w)². */
  private Jet<T> asinh() {
    if (!exponent.isZero()) {
      Jet<T> size = absolute();
      Jet<T> w = constant(u, 1).add(pow(2)).pow(0.5);
      Jet<T> log = size.add(w).apply(UnaryFunction.LOG);
      return v.sign() < 0 ? log.negate() : log;
    }
    Jet<T> w = constant(u, 1).add(pow(2)).pow(0.5);
    T scale = (power == w.power ? w.v.pow(-1) : u.pow(power - w.power).divide(w.v));
    T slope = d1.multiply(scale);
    T bend = d2.multiply(scale).subtract(v.multiply(scale).multiply(slope.pow(2)));
    return plain(value().asinh(), slope, bend);
  }

  private Jet<T> tanh() {
    Exponent<T> e = asExponent();
    T slope = e.value.cosh().pow(-2);
    T tanh = e.value.tanh();
    return chain(e, tanh, slope, tanh.multiply(slope).scale(-2));
  }
}
