package org.mirrorflow.analysis;

import java.util.function.ToDoubleFunction;

/**
 * A number that is measured at every mark of a run.
 *
 * @param <T> what it is read from: a mark, a weight layer or a hidden layer at a mark
 * @param name in camel case; the name of its column
 * @param meaning one sentence, with the unit
 * @param count whether it counts something
 * @param end whether the result of a run has it, and how
 * @param reported its name in the result of a run
 * @param value reads it; NaN where it does not exist
 * @since 0.2.0
 */
public record Quantity<T>(
    String name,
    String meaning,
    boolean count,
    End end,
    String reported,
    ToDoubleFunction<T> value) {

  /** What the result of a run says of a quantity. */
  public enum End {
    /** Nothing. */
    ABSENT,
    /** Its value at the end. */
    LAST,
    /** Its value at the end, if it was asked for. */
    ASKED,
    /** The largest value over the marks and the end. */
    LARGEST
  }

  /** The same as a count. */
  Quantity<T> counted() {
    return new Quantity<>(name, meaning, true, end, reported, value);
  }

  /** The same under another name in the result of a run. */
  Quantity<T> reportedAs(String other) {
    return new Quantity<>(name, meaning, count, end, other, value);
  }

  /**
   * {@return the number as the result of a run has it: a whole number for a count, null for what is
   * no finite number}
   *
   * @param x a value
   */
  public Number reported(double x) {
    if (!Double.isFinite(x)) {
      return null;
    }
    return count ? (Number) Math.round(x) : (Number) x;
  }
}
