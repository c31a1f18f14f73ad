package org.mirrorflow.analysis.rate;

/**
 * Laws by which y falls as X grows: log y = a − b f(x + c) with x = log X, where f(x) is x, log x
 * or log log x. X is the time t or the scale ρ; only its logarithm is known.
 *
 * <p>The shift c stands for the unknown unit of X: 1/log(2ρ/β) is 1/(log ρ + c). It matters long
 * for the slower laws. It is at most a quarter of the smallest x, because with a larger shift each
 * law can imitate a faster one.
 *
 * @since 0.1.0
 */
public enum RateLaw {
  /** y ~ X^{−b}: exponential in log X. */
  POWER("power of %s") {
    @Override
    double feature(double x, double shift) {
      return x;
    }

    @Override
    double shiftSlope(double x, double shift) {
      return 0;
    }
  },
  /** y ~ (log X + c)^{−b}. */
  POWER_OF_LOG("power of log %s") {
    @Override
    double feature(double x, double shift) {
      return Math.log(x + shift);
    }

    @Override
    double shiftSlope(double x, double shift) {
      return 1 / (x + shift);
    }
  },
  /** y ~ (log(log X + c))^{−b}. */
  POWER_OF_LOG_LOG("power of log log %s") {
    @Override
    double feature(double x, double shift) {
      return Math.log(Math.log(x + shift));
    }

    @Override
    double shiftSlope(double x, double shift) {
      return 1 / ((x + shift) * Math.log(x + shift));
    }
  };

  private final String text;

  RateLaw(String text) {
    this.text = text;
  }

  /** f at x with shift c. */
  abstract double feature(double x, double shift);

  /** ∂f/∂c. */
  abstract double shiftSlope(double x, double shift);

  /** Whether the law has a shift. */
  boolean shifted() {
    return this != POWER;
  }

  /**
   * {@return the law in words}
   *
   * @param variable name of X
   */
  public String of(String variable) {
    return text.formatted(variable);
  }
}
