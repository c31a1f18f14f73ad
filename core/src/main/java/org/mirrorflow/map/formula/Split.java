package org.mirrorflow.map.formula;

/**
 * A number at a small x as its limit at x = 0 and the rest. Limits cancel exactly, and the rest
 * keeps its digits: the gradient 3 e^{3x} − 3 of e^{3x} − 3x − 1 is 3 (e^{3x} − 1). Without a limit
 * that is known, all of the number is the rest.
 *
 * @param limit c, finite
 * @param rest v − c
 */
record Split(double limit, LogNumber rest) implements Scalar<Split> {

  /** A number without a known limit. */
  static Split of(LogNumber value) {
    return new Split(0, value);
  }

  LogNumber value() {
    return limit == 0 ? rest : LogNumber.of(limit).add(rest);
  }

  /** The limit c and a rest, or the whole number where c is not finite. */
  private static Split of(double limit, LogNumber rest, LogNumber whole) {
    return Double.isFinite(limit) && !rest.isNaN() ? new Split(limit, rest) : of(whole);
  }

  private static LogNumber scaled(double c, LogNumber v) {
    return c == 0 ? LogNumber.ZERO : LogNumber.of(c).multiply(v);
  }

  /** Whether the rest is small against a number that is not 0. */
  private boolean near(double number) {
    return number != 0 && rest.log() < Math.log(Math.abs(number) / 2);
  }

  @Override
  public Split constant(double c) {
    return new Split(c, LogNumber.ZERO);
  }

  @Override
  public Split add(Split b) {
    return of(limit + b.limit, rest.add(b.rest), value().add(b.value()));
  }

  @Override
  public Split negate() {
    return new Split(-limit, rest.negate());
  }

  @Override
  public Split multiply(Split b) {
    LogNumber mixed = scaled(limit, b.rest).add(scaled(b.limit, rest));
    return of(limit * b.limit, mixed.add(rest.multiply(b.rest)), value().multiply(b.value()));
  }

  /** With c = a₀/b₀ the rest is (a₁ − c b₁)/b. */
  @Override
  public Split divide(Split b) {
    LogNumber whole = value().divide(b.value());
    if (b.limit == 0) {
      return of(whole);
    }
    double c = limit / b.limit;
    return of(c, rest.subtract(scaled(c, b.rest)).divide(b.value()), whole);
  }

  @Override
  public Split pow(double c) {
    if (!near(limit)) {
      return of(value().pow(c));
    }
    double power = Math.pow(limit, c);
    LogNumber growth = scaled(c, rest.divide(LogNumber.of(limit)).ln1p()).expm1();
    return of(power, scaled(power, growth), value().pow(c));
  }

  @Override
  public Split abs() {
    return sign() < 0 ? negate() : this;
  }

  @Override
  public Split exp() {
    double exp = Math.exp(limit);
    return near(1) ? of(exp, scaled(exp, rest.expm1()), value().exp()) : of(value().exp());
  }

  @Override
  public Split expm1() {
    return near(1)
        ? of(Math.expm1(limit), scaled(Math.exp(limit), rest.expm1()), value().expm1())
        : of(value().expm1());
  }

  @Override
  public Split ln() {
    return near(limit)
        ? of(Math.log(limit), rest.divide(LogNumber.of(limit)).ln1p(), value().ln())
        : of(value().ln());
  }

  @Override
  public Split ln1p() {
    return near(1 + limit)
        ? of(Math.log1p(limit), rest.divide(LogNumber.of(1 + limit)).ln1p(), value().ln1p())
        : of(value().ln1p());
  }

  @Override
  public Split sinh() {
    return hyperbolic(Math.sinh(limit), Math.cosh(limit), value().sinh());
  }

  @Override
  public Split cosh() {
    return hyperbolic(Math.cosh(limit), Math.sinh(limit), value().cosh());
  }

  /** f(c + v) = f(c) cosh v + f'(c) sinh v for both. */
  private Split hyperbolic(double f, double slope, LogNumber whole) {
    if (!near(1)) {
      return of(whole);
    }
    LogNumber half = rest.multiply(LogNumber.of(0.5)).sinh();
    LogNumber bend = scaled(2 * f, half.multiply(half));
    return of(f, bend.add(scaled(slope, rest.sinh())), whole);
  }

  @Override
  public Split tanh() {
    return of(value().tanh());
  }

  @Override
  public Split asinh() {
    return of(value().asinh());
  }

  @Override
  public Split hull(Split b) {
    return of(value().hull(b.value()));
  }

  @Override
  public Split unknown() {
    return of(LogNumber.NAN);
  }

  @Override
  public boolean above(double c) {
    return value().above(c);
  }

  @Override
  public int sign() {
    return value().sign();
  }

  @Override
  public double largest() {
    return value().largest();
  }

  @Override
  public double magnitude() {
    return value().magnitude();
  }
}
