package org.mirrorflow.lab.report;

import java.util.List;

/**
 * One axis of a figure.
 *
 * @param name what it measures
 * @param unit its unit; empty for pure numbers
 * @param scale how values become positions
 * @param categories names of the positions 0, 1, …; empty unless the scale is {@link
 *     Scale#CATEGORY}
 */
public record Axis(String name, String unit, Scale scale, List<String> categories) {

  /** How values become positions. */
  public enum Scale {
    LINEAR,
    /** Logarithmic; values that are not positive are left out and the figure says how many. */
    LOG,
    /**
     * The values are log₁₀ of what is shown and are labelled as powers of ten: for losses and times
     * outside the range of a double.
     */
    POWER_OF_TEN,
    /** The values 0, 1, … are indices of names. */
    CATEGORY
  }

  /**
   * @throws IllegalArgumentException if names are given for, or missing from, the scale
   */
  public Axis {
    categories = List.copyOf(categories);
    if ((scale == Scale.CATEGORY) == categories.isEmpty()) {
      throw new IllegalArgumentException(
          "axis '" + name + "': names of positions belong to the scale CATEGORY, and to it alone");
    }
  }

  /** A linear axis of pure numbers. */
  public static Axis linear(String name) {
    return new Axis(name, "", Scale.LINEAR, List.of());
  }

  /** A logarithmic axis of pure numbers. */
  public static Axis log(String name) {
    return new Axis(name, "", Scale.LOG, List.of());
  }

  /** An axis of values given as their log₁₀. */
  public static Axis powerOfTen(String name) {
    return new Axis(name, "", Scale.POWER_OF_TEN, List.of());
  }

  /** An axis of names. */
  public static Axis categories(String name, List<String> categories) {
    return new Axis(name, "", Scale.CATEGORY, categories);
  }

  /** The same axis with a unit. */
  public Axis in(String newUnit) {
    return new Axis(name, newUnit, scale, categories);
  }
}
