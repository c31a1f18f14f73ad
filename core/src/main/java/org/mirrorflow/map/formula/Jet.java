package org.mirrorflow.map.formula;

/**
 * Value and first two derivatives of a formula at a point, in log-scaled numbers (forward automatic
 * differentiation).
 *
 * @param value f
 * @param first f'
 * @param second f''
 */
record Jet(LogNumber value, LogNumber first, LogNumber second) {

  static Jet constant(double c) {
    return new Jet(LogNumber.of(c), LogNumber.ZERO, LogNumber.ZERO);
  }

  static Jet variable(LogNumber x) {
    return new Jet(x, LogNumber.ONE, LogNumber.ZERO);
  }

  Jet add(Jet b) {
    return new Jet(value.add(b.value), first.add(b.first), second.add(b.second));
  }

  Jet negate() {
    return new Jet(value.negate(), first.negate(), second.negate());
  }

  Jet multiply(Jet b) {
    LogNumber cross = first.multiply(b.first).scale(2);
    return new Jet(
        value.multiply(b.value),
        value.multiply(b.first).add(first.multiply(b.value)),
        value.multiply(b.second).add(second.multiply(b.value)).add(cross));
  }

  Jet divide(Jet b) {
    LogNumber q = value.divide(b.value);
    LogNumber q1 = first.subtract(q.multiply(b.first)).divide(b.value);
    LogNumber q2 =
        second
            .subtract(q1.multiply(b.first).scale(2))
            .subtract(q.multiply(b.second))
            .divide(b.value);
    return new Jet(q, q1, q2);
  }

  Jet pow(double c) {
    return chain(value.pow(c), power(c, c - 1), power(c * (c - 1), c - 2));
  }

  private LogNumber power(double factor, double exponent) {
    return factor == 0 ? LogNumber.ZERO : value.pow(exponent).scale(factor);
  }

  Jet apply(UnaryFunction f) {
    return switch (f) {
      case ABS -> value.sign() < 0 || (value.sign() == 0 && first.sign() < 0) ? negate() : this;
      case EXP -> chain(value.exp(), value.exp(), value.exp());
      case EXPM1 -> chain(value.expm1(), value.exp(), value.exp());
      case LOG -> logarithm(value.ln(), value);
      case LOG1P -> logarithm(value.ln1p(), LogNumber.ONE.add(value));
      case SINH -> chain(value.sinh(), value.cosh(), value.sinh());
      case COSH -> chain(value.cosh(), value.sinh(), value.cosh());
      case ASINH -> asinh();
      case TANH -> tanh();
    };
  }

  private Jet logarithm(LogNumber log, LogNumber argument) {
    return chain(log, argument.pow(-1), argument.pow(-2).negate());
  }

  private Jet asinh() {
    LogNumber square = LogNumber.ONE.add(value.multiply(value));
    return chain(value.asinh(), square.pow(-0.5), value.multiply(square.pow(-1.5)).negate());
  }

  private Jet tanh() {
    LogNumber slope = value.cosh().pow(-2);
    LogNumber tanh = value.tanh();
    return chain(tanh, slope, tanh.multiply(slope).scale(-2));
  }

  private Jet chain(LogNumber f, LogNumber f1, LogNumber f2) {
    return new Jet(
        f, f1.multiply(first), f2.multiply(first.multiply(first)).add(f1.multiply(second)));
  }
}
