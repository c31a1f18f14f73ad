package org.mirrorflow.numeric;

import java.util.function.DoublePredicate;

/** Where a condition on the line ends, by bisection. */
public final class Roots {
  private Roots() {}

  /**
   * The two sides of the place, {@code in} where the condition holds.
   *
   * @param in where it holds
   * @param out where it does not
   */
  public record Bracket(double in, double out) {
    /** {@return the point between the two} */
    public double middle() {
      return 0.5 * (in + out);
    }
  }

  /**
   * Halves a bracket until so many halvings are done or no double lies between its ends. The
   * condition is not asked at the ends, so a condition that does not change ends at one of them.
   *
   * @param holds condition, true on one side of a place and false on the other
   * @param in where it holds, on either side of {@code out}
   * @param out where it does not
   * @param halvings most halvings
   * @return the bracket that is left
   */
  public static Bracket bisect(DoublePredicate holds, double in, double out, int halvings) {
    Bracket bracket = new Bracket(in, out);
    for (int k = 0; k < halvings; k++) {
      double middle = bracket.middle();
      if (middle == bracket.in || middle == bracket.out) {
        break;
      }
      bracket =
          holds.test(middle) ? new Bracket(middle, bracket.out) : new Bracket(bracket.in, middle);
    }
    return bracket;
  }
}
