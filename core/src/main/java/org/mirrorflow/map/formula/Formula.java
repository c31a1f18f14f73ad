package org.mirrorflow.map.formula;

import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;
import org.mirrorflow.map.Potential;
import org.mirrorflow.numeric.TanhSinh;

/**
 * A potential given as a formula in x, for example {@code abs(x)^3+x^2}: r(x) = f(|x|) − f(0). r'
 * and r'' come from automatic differentiation, (r')⁻¹ from Newton's method.
 *
 * <p>It is immutable but no record: with the text it keeps what is derived from it once (the
 * program, a table of first guesses for the inverse). Two formulas are equal if their texts are.
 */
public final class Formula implements Potential {

  /** Newton's error after a step of relative size δ is of order δ²: below the last bit. */
  private static final double LAST_STEP = 1e-8;

  /** Numbers below this may be what a lost one was lifted to. */
  private static final double SMALLEST = 1e-300;

  /** Log x of the smallest and the largest double. */
  private static final double LOWEST = -744.44;

  private static final double HIGHEST = 709.79;

  private static final int MAX_STEPS = 200;

  /** Slowly varying factors such as log log x leave e − p of the order of 1e-14 there. */
  private static final double LARGEST_LOG_X = 1e12;

  /** Powers that differ by less than 1e-7 are not told apart. */
  private static final double LAST_CHANGE = 1e10;

  private final String text;
  private final Program program;
  private final double atZero;
  private final double settlingLogX;
  private final double gradientFrom;
  private final double valueFrom;
  private final double dualFrom;
  private final InverseTable table;
  private final Optional<String> doubt;

  private Formula(String text, Program program, Optional<String> doubt) {
    this.text = text;
    this.doubt = doubt;
    this.program = program;
    double[] s = program.scratch();
    program.run(0, s);
    atZero = s[program.result()];
    gradientFrom = directFrom(x -> evaluate(x, 1), x -> jet(x).first().toDouble());
    valueFrom = directFrom(this::directValue, this::integratedValue);
    dualFrom = directFrom(this::directDual, this::integratedDual);
    table =
        InverseTable.of(
            (x, both) -> {
              boolean defined = run(x, s);
              System.arraycopy(s, program.result() + 1, both, 0, 2);
              return defined;
            },
            bracketed(0));
    settlingLogX = settlingLogX(program);
  }

  /**
   * Reads and checks a formula.
   *
   * @param text operators + − * / ^, parentheses, abs sqrt exp log log1p sinh cosh asinh tanh,
   *     constants pi and e, the variable x
   * @return the potential r(x) = f(|x|) − f(0)
   * @throws org.mirrorflow.io.InputException naming the column of a syntax error, or why f is no
   *     potential and where
   */
  public static Formula of(String text) {
    String compact = text.replaceAll("\\s+", " ").strip();
    Program program = FormulaParser.parse(compact);
    Optional<String> doubt = FormulaCheck.check(program, FormulaParser.place(compact));
    return new Formula(compact, program, doubt);
  }

  /** {@return the formula f, blanks reduced} */
  public String text() {
    return text;
  }

  /** Where the bounds on f'' do not exclude that f is concave. */
  @Override
  public Optional<String> doubt() {
    return doubt;
  }

  private static double settlingLogX(Program program) {
    double last = 1;
    BitSet before = program.dominance(last);
    for (double u = 2 * last; u <= LAST_CHANGE; u *= 2) {
      BitSet now = program.dominance(u);
      last = now.equals(before) ? last : u;
      before = now;
    }
    return last;
  }

  private interface Direct {
    double at(double x);
  }

  /**
   * The first point of a grid from which the difference that {@code direct} takes keeps its digits;
   * below, it is replaced by what loses none: an integral of one sign, or split numbers.
   */
  private static double directFrom(Direct direct, Direct safe) {
    double first = Math.pow(10, -12);
    for (double x = first; x < 1e6; x *= 2) {
      double expected = safe.at(x);
      if (expected > 1e-290 && Math.abs(direct.at(x) - expected) < 1e-12 * expected) {
        return x == first ? 0 : x;
      }
    }
    return 0;
  }

  private double directValue(double x) {
    return evaluate(x, 0) - atZero;
  }

  private double directDual(double x) {
    double[] s = program.scratch();
    boolean defined = run(x, s);
    return defined ? x * s[program.result() + 1] - (s[program.result()] - atZero) : Double.NaN;
  }

  /** x ∫ r'(xs) ds, or x² ∫ (1 − s) r''(xs) ds if r' loses digits; NaN if f is no double at x. */
  private double integratedValue(double x) {
    return gradientFrom == 0
        ? x * mean(x, (t, s) -> s[program.result() + 1])
        : x * mean(x, (t, s) -> (1 - t) * x * s[program.result() + 2]);
  }

  /** x² ∫ s r''(xs) ds; NaN where f is no double at x. */
  private double integratedDual(double x) {
    return x * mean(x, (t, s) -> t * x * s[program.result() + 2]);
  }

  private interface Integrand {
    double at(double t, double[] derivatives);
  }

  private double mean(double x, Integrand integrand) {
    double[] s = program.scratch();
    return !program.run(x, s)
        ? Double.NaN
        : TanhSinh.integrate(
            t -> {
              program.run(t * x, s);
              return integrand.at(t, s);
            });
  }

  /** A derivative of f in float64, NaN if some intermediate value has left its range. */
  private double evaluate(double x, int derivative) {
    double[] s = program.scratch();
    boolean defined = derivative == 1 ? run(x, s) : program.run(x, s);
    return defined ? s[program.result() + derivative] : Double.NaN;
  }

  /** Runs the program; where terms of f' cancel, f' is that of split numbers. */
  private boolean run(double x, double[] s) {
    boolean defined = program.run(x, s);
    if (x < gradientFrom && x > 0) {
      s[program.result() + 1] = jet(x).first().toDouble();
    }
    return defined;
  }

  private Jet<LogNumber> jet(double x) {
    return jetAt(Math.log(x));
  }

  private Jet<LogNumber> jetAt(double logX) {
    return program.run(new LogNumber(1, logX));
  }

  private static boolean normal(double v) {
    return v > SMALLEST && v < Double.POSITIVE_INFINITY;
  }

  @Override
  public double value(double x) {
    double a = Math.abs(x);
    if (a == 0) {
      return 0;
    }
    double r = a < valueFrom ? integratedValue(a) : directValue(a);
    return normal(r) ? r : Math.exp(logValue(a));
  }

  @Override
  public double gradient(double x) {
    double a = Math.abs(x);
    if (a == 0) {
      return x;
    }
    double z = evaluate(a, 1);
    return Math.copySign(normal(z) ? z : jet(a).first().toDouble(), x);
  }

  @Override
  public double curvature(double x) {
    double a = Math.abs(x);
    double curvature = evaluate(a, 2);
    if (normal(curvature)) {
      return curvature;
    }
    return a == 0 ? curvatureAtZero() : jet(a).second().toDouble();
  }

  /** The limit of r'(x)/x, from the order of r' at 0. */
  private double curvatureAtZero() {
    double x = 1e-300;
    double order = order(jet(x), Math.log(x));
    if (order > 1 + 1e-9) {
      return 0;
    }
    return order < 1 - 1e-9 ? Double.POSITIVE_INFINITY : jet(x).second().toDouble();
  }

  @Override
  public double dualPotential(double x) {
    double a = Math.abs(x);
    if (a == 0) {
      return 0;
    }
    double d = a < dualFrom ? integratedDual(a) : directDual(a);
    return normal(d) ? d : Math.exp(logDualPotential(a));
  }

  /** Where r overflows in log-scaled numbers, where it underflows by its index. */
  @Override
  public double logValue(double x) {
    double r = x < valueFrom ? integratedValue(x) : directValue(x);
    if (normal(r)) {
      return Math.log(r);
    }
    return x > 1
        ? jet(x).value().subtract(LogNumber.of(atZero)).log()
        : Math.log(x) + logGradient(x) - Math.log(smallIndex(Math.log(x)));
  }

  @Override
  public double logGradient(double x) {
    double z = evaluate(x, 1);
    return normal(z) ? Math.log(z) : jet(x).first().log();
  }

  @Override
  public double logDualPotential(double x) {
    double d = x < dualFrom ? integratedDual(x) : directDual(x);
    if (normal(d)) {
      return Math.log(d);
    }
    Jet<LogNumber> jet = jet(x);
    if (x <= 1) {
      double index = smallIndex(Math.log(x));
      return Math.log(x) + jet.first().log() + Math.log((index - 1) / index);
    }
    LogNumber pairing = jet.first().multiply(LogNumber.of(x));
    return pairing.log() == Double.POSITIVE_INFINITY
        ? pairing.log()
        : pairing.subtract(jet.value().subtract(LogNumber.of(atZero))).log();
  }

  @Override
  public double logCurvature(double x) {
    double curvature = evaluate(x, 2);
    return normal(curvature) ? Math.log(curvature) : jet(x).second().log();
  }

  /** x r''/r', the exponent of r' at x. */
  private static double order(Jet<LogNumber> jet, double logX) {
    return jet.order(new LogNumber(1, logX)).toDouble();
  }

  @Override
  public double order(double logX) {
    double x = Math.exp(logX);
    double[] s = program.scratch();
    if (run(x, s)) {
      double numerator = x * s[program.result() + 2];
      double denominator = s[program.result() + 1];
      if (normal(numerator) && normal(denominator)) {
        return numerator / denominator;
      }
    }
    return order(jetAt(logX), logX);
  }

  /** In the frame of the larger term where r is no double. */
  @Override
  public double index(double logX) {
    double x = Math.exp(logX);
    double r = x < valueFrom ? integratedValue(x) : directValue(x);
    double numerator = x * evaluate(x, 1);
    if (normal(numerator) && normal(r)) {
      return numerator / r;
    }
    if (logX < 0) {
      return smallIndex(logX);
    }
    Jet<LogNumber> jet = jetAt(logX);
    return jet.add(Jet.constant(jet.u(), -atZero)).index(new LogNumber(1, logX)).toDouble();
  }

  /**
   * The index where r underflows and f − f(0) may cancel: 1/e is the mean of r'(xt)/r'(x) over t
   * from 0 to 1.
   */
  private double smallIndex(double logX) {
    double logGradient = jetAt(logX).first().log();
    return 1
        / TanhSinh.integrate(t -> Math.exp(jetAt(logX + Math.log(t)).first().log() - logGradient));
  }

  @Override
  public double largestLogX() {
    return LARGEST_LOG_X;
  }

  @Override
  public double settlingLogX() {
    return settlingLogX;
  }

  /**
   * Newton's method from the table, in float64; beyond the table, or if a step is not small, from a
   * bracket. The error is that of evaluating r' times 1/(p_eff − 1).
   */
  @Override
  public double inverse(double z) {
    return inverse(z, program.scratch());
  }

  @Override
  public void inverse(double[] z, int from, int to, double[] x) {
    double[] scratch = program.scratch();
    for (int j = from; j < to; j++) {
      x[j] = inverse(z[j], scratch);
    }
  }

  private double inverse(double z, double[] scratch) {
    double a = Math.abs(z);
    if (a == 0 || !(a < Double.POSITIVE_INFINITY)) {
      return z;
    }
    double logZ = Math.log(a);
    double x = polish(Math.exp(table.logX(logZ)), a, scratch);
    if (Double.isNaN(x)) {
      double guess = Math.exp(bracketed(logZ));
      x = polish(guess, a, scratch);
      x = Double.isNaN(x) ? guess : x;
    }
    return Math.copySign(x, z);
  }

  /** NaN unless the steps become small, at once or after another step. */
  private double polish(double guess, double z, double[] s) {
    double x = guess;
    for (int step = 0; step < 3; step++) {
      if (!run(x, s)) {
        return Double.NaN;
      }
      double change = (z - s[program.result() + 1]) / s[program.result() + 2];
      x += change;
      if (Math.abs(change) <= LAST_STEP * x && x < Double.POSITIVE_INFINITY) {
        return x;
      }
    }
    return Double.NaN;
  }

  @Override
  public double inverseFromLog(double logZ) {
    return Math.exp(bracketed(logZ));
  }

  /**
   * log x with log r'(x) = logZ, or ±∞ if x is no double. Bisection runs until Newton's method in
   * these logs is near, because from afar it takes steps of 1 for exponentials. Bisection also
   * replaces steps that leave the bracket.
   */
  private double bracketed(double logZ) {
    double low = LOWEST;
    double high = HIGHEST;
    if (!(gradientOrInfinity(low) < logZ)) {
      return Double.NEGATIVE_INFINITY;
    }
    if (gradientOrInfinity(high) < logZ) {
      return Double.POSITIVE_INFINITY;
    }
    double y = 0;
    for (int step = 0; step < MAX_STEPS; step++) {
      Jet<LogNumber> jet = jetAt(y);
      double excess = jet.first().log() - logZ;
      if (excess < 0) {
        low = y;
      } else {
        high = y;
      }
      double newton = y - excess / order(jet, y);
      boolean near = Math.abs(excess) < 1 || high - low < 2;
      double next = near && newton >= low && newton <= high ? newton : 0.5 * (low + high);
      if (Math.abs(next - y) <= 1e-12 * Math.max(1, Math.abs(y))) {
        return next;
      }
      y = next;
    }
    return y;
  }

  @Override
  public double logGradientAt(double logX) {
    return jetAt(logX).first().log();
  }

  private double gradientOrInfinity(double logX) {
    double log = logGradientAt(logX);
    return Double.isNaN(log) ? Double.POSITIVE_INFINITY : log;
  }

  @Override
  public String spec() {
    return "expr:" + text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Formula formula && formula.text.equals(text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  @Override
  public String toString() {
    return spec();
  }
}
