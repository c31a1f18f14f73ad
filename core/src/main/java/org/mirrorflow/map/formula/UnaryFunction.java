package org.mirrorflow.map.formula;

/** The functions of one argument in formulas; sqrt is the power ½. EXPM1 arises from exp(u) − 1. */
enum UnaryFunction {
  ABS,
  EXP,
  EXPM1,
  LOG,
  LOG1P,
  SINH,
  COSH,
  ASINH,
  TANH;

  /** Whether the slope tends to 0 where the argument is large. */
  boolean flattens() {
    return this == LOG || this == LOG1P || this == ASINH || this == TANH;
  }
}
