package org.mirrorflow.map;

import org.mirrorflow.io.InputException;

/**
 * Numbers in map specifications: how they are written, read and refused.
 *
 * @since 0.1.0
 */
public final class Numbers {
  private Numbers() {}

  /**
   * {@return the shortest text that reads back as the same number: {@code 3}, {@code 0.1}, {@code
   * 1e-9}}
   *
   * @param value any number
   */
  public static String text(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    return Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }

  /**
   * {@return a plain decimal number; {@code Infinity}, {@code NaN}, {@code 0x1p3}, {@code 1d} are
   * none}
   *
   * @param place what is read, for the message
   * @param name of the parameter, for the message
   * @param text the number
   * @throws InputException if it is no number
   */
  public static double read(String place, String name, String text) {
    if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      throw new InputException(
          place,
          "%s = '%s' is not a number".formatted(name, text),
          "a decimal number such as 1.5 or 1e-3",
          "write %s as a number".formatted(name));
    }
    return Double.parseDouble(text);
  }

  /** Refuses a parameter outside its domain, NaN and infinities included. */
  static void require(
      boolean inDomain, String spec, String name, double value, String domain, String remedy) {
    if (!inDomain || Double.isNaN(value) || Double.isInfinite(value)) {
      throw new InputException(
          "map " + spec, "%s = %s".formatted(name, text(value)), domain, remedy);
    }
  }

  /** Refuses a scale that is not positive, finite and normal. */
  static void requireScale(String spec, String name, double value, String remedy) {
    boolean tiny = value > 0 && value < Double.MIN_NORMAL;
    String domain = tiny ? name + " of at least 2.3e-308" : "a finite " + name + " > 0";
    require(value >= Double.MIN_NORMAL, spec, name, value, domain, remedy);
  }
}
