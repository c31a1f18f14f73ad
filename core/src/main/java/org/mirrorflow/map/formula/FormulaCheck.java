package org.mirrorflow.map.formula;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mirrorflow.io.InputException;
import org.mirrorflow.numeric.Roots;

/**
 * Decides whether a formula is a potential, on x from 1e-300 to 1e300. It must be defined on all of
 * ℝ and even. Its gradient must start at 0, increase strictly and be unbounded. Evaluated in
 * log-scaled numbers on a grid, 5 % apart from 1e-12 to 1e12; between its points {@link Convexity}
 * looks.
 */
final class FormulaCheck {
  private static final double FINE_STEP = 0.05;
  private static final double FINE_END = 27.6;
  private static final double COARSE_STEP = 5;
  private static final double END = 690;

  /** Log magnitudes beyond this have lost the digits that the checks look at. */
  private static final double UNREADABLE = 1e8;

  /** Relative size of the rounding noise that a formula may have and still pass. */
  private static final double NOISE = 1e-6;

  private final Program program;
  private final String place;

  /** Several checks look at the same grid. */
  private final Map<Double, Jet<LogNumber>> known = new HashMap<>();

  private FormulaCheck(Program program, String place) {
    this.program = program;
    this.place = place;
  }

  /**
   * Says why and where a formula is no potential, if it is none.
   *
   * @return what could not be established of it, a clause; empty if nothing
   */
  static Optional<String> check(Program program, String place) {
    FormulaCheck check = new FormulaCheck(program, place);
    check.domain();
    check.even();
    check.convexFromZero();
    check.convex();
    check.coercive();
    check.increasing();
    return check.convexBetween();
  }

  private Jet<LogNumber> at(double logX) {
    return known.computeIfAbsent(logX, y -> program.run(new LogNumber(1, y)));
  }

  private static double next(double y) {
    return y + (y >= -FINE_END && y < FINE_END ? FINE_STEP : COARSE_STEP);
  }

  private static boolean readable(Jet<LogNumber> jet) {
    return jet.value().log() < UNREADABLE
        && jet.first().log() < UNREADABLE
        && jet.second().log() < UNREADABLE;
  }

  private static boolean undefined(Jet<LogNumber> jet) {
    return jet.value().isNaN() || jet.first().isNaN() || jet.second().isNaN();
  }

  private void domain() {
    double[] s = program.scratch();
    program.run(0, s);
    if (Double.isNaN(s[program.result()]) || Double.isInfinite(s[program.result()])) {
      throw refuse("not defined at x = 0", "a finite value there");
    }
    double before = -END;
    for (double y = -END; y <= END; y = next(y)) {
      if (undefined(at(y))) {
        double bad = firstBad(before, y);
        if (program.overflows(bad) || (bad > -END && !readable(at(bad - 1e-3)))) {
          return;
        }
        throw refuse("not defined at x = " + number(bad), "a formula that is defined on all of R");
      }
      if (!readable(at(y))) {
        return;
      }
      before = y;
    }
  }

  private double firstBad(double good, double bad) {
    return Roots.bisect(y -> !undefined(at(y)), good, bad, 50).out();
  }

  private void even() {
    for (double y = -7; y <= 7; y += 0.35) {
      Jet<LogNumber> plus = at(y);
      if (!readable(plus)) {
        return;
      }
      Jet<LogNumber> minus = program.run(new LogNumber(-1, y));
      if (minus.value().isNaN()) {
        throw refuse("not defined at x = -" + number(y), "an even formula; write abs(x) for x");
      }
      LogNumber odd = plus.value().subtract(minus.value());
      double size = Math.max(plus.value().log(), minus.value().log());
      if (odd.log() > size + Math.log(NOISE)) {
        throw refuse(
            "not even: f(%s) = %s but f(-%s) = %s"
                .formatted(number(y), number(plus.value()), number(y), number(minus.value())),
            "an even formula; write abs(x) for x");
      }
    }
  }

  /** r'(0+) must be 0: at a corner the inverse is not unique. */
  private void convexFromZero() {
    Jet<LogNumber> near = at(-END);
    Jet<LogNumber> far = at(-END / 2);
    double slope = (far.first().log() - near.first().log()) / (END / 2);
    if (near.first().sign() > 0 && far.first().sign() > 0 && slope < NOISE) {
      throw refuse(
          "a corner at x = 0: the gradient jumps from -%1$s to %1$s"
              .formatted(number(near.first())),
          "a gradient that is continuous at 0; without it dual values between have no inverse");
    }
  }

  private void convex() {
    double last = Double.NEGATIVE_INFINITY;
    for (double y = -END; y <= END; y = next(y)) {
      Jet<LogNumber> jet = at(y);
      if (!readable(jet)) {
        return;
      }
      boolean decreasing =
          jet.second().sign() < 0
              && jet.second().log() + y > Math.max(jet.first().log(), last) + Math.log(NOISE);
      if (jet.first().sign() < 0 || decreasing) {
        throw notConvex(y);
      }
      last = jet.first().log();
    }
  }

  /** Checks as far as numbers are representable, and reports where bounds do not decide. */
  private Optional<String> convexBetween() {
    double top = readable(at(END)) ? END : lastReadable();
    Convexity convexity = Convexity.of(program, -END, top);
    if (convexity.refuted().isPresent()) {
      throw notConvex(convexity.refuted().get());
    }
    return convexity
        .doubt()
        .map(
            range ->
                "its convexity could not be established everywhere between x = %s and x = %s"
                    .formatted(number(range.from()), number(range.to())));
  }

  private double lastReadable() {
    double low = -END;
    double high = END;
    while (high - low > 1e-3) {
      double middle = 0.5 * (low + high);
      if (readable(at(middle))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private InputException notConvex(double y) {
    Jet<LogNumber> jet = at(y);
    return refuse(
        "not convex: at x = %s the derivatives are f' = %s, f'' = %s"
            .formatted(number(y), number(jet.first()), number(jet.second())),
        "f' > 0 and f'' >= 0 for x > 0");
  }

  /**
   * A gradient that grows at all, even like an iterated logarithm, gains more than 0.6 as much from
   * 1e150 to 1e300 as from 1e75 to 1e150. A gradient that converges does not.
   */
  private void coercive() {
    Jet<LogNumber> third = at(END);
    if (!readable(third) || undefined(third)) {
      return;
    }
    double a = at(END / 4).first().toDouble();
    double b = at(END / 2).first().toDouble();
    double c = third.first().toDouble();
    double gain = c - b;
    if (!Double.isInfinite(c) && !(gain > 0.6 * (b - a) && gain > NOISE * c)) {
      throw refuse(
          "the gradient is bounded: f'(%s) = %s, f'(%s) = %s"
              .formatted(
                  number(END / 2), number(LogNumber.of(b)), number(END), number(LogNumber.of(c))),
          "a gradient that grows without bound; else large dual values have no inverse");
    }
  }

  private void increasing() {
    double before = -END;
    LogNumber last = at(before).first();
    for (double y = next(before); y <= END; y = next(y)) {
      Jet<LogNumber> jet = at(y);
      if (!readable(jet)) {
        return;
      }
      if (jet.first().log() <= last.log() && jet.first().sign() <= last.sign()) {
        boolean cancelled = jet.first().sign() == 0;
        throw refuse(
            "the gradient does not increase from x = %s to x = %s: f' = %s and %s%s"
                .formatted(
                    number(before),
                    number(y),
                    number(last),
                    number(jet.first()),
                    cancelled ? ", as terms cancel" : ""),
            cancelled
                ? "a form that keeps its digits near 0: exp(u)-1, cosh(u)-1, log(1+u), (1+u)^c-1"
                : "a strictly increasing gradient");
      }
      last = jet.first();
      before = y;
    }
  }

  private InputException refuse(String found, String expected) {
    return new InputException(place, found, expected, "see 'maps' for formulas that are accepted");
  }

  private static String number(double logX) {
    return number(new LogNumber(1, logX));
  }

  private static String number(LogNumber value) {
    return value.toDouble() == 0 && value.sign() != 0
        ? String.format(Locale.ROOT, "exp(%.4g)", value.log())
        : String.format(Locale.ROOT, "%.4g", value.toDouble());
  }
}
