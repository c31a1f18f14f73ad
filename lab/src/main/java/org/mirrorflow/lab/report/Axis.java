package org.mirrorflow.lab.report;

import java.util.List;
import java.util.Map;

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
    /** Positions in proportion to the values. */
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
   * Checks that there are names where they are needed.
   *
   * @param name what it measures
   * @param unit its unit; empty for pure numbers
   * @param scale how values become positions
   * @param categories at least one with {@link Scale#CATEGORY}, else none; copied
   * @throws IllegalArgumentException if names are given for, or missing from, the scale
   */
  public Axis {
    categories = List.copyOf(categories);
    if ((scale == Scale.CATEGORY) == categories.isEmpty()) {
      throw new IllegalArgumentException(
          "axis '" + name + "': names of positions belong to the scale CATEGORY, and to it alone");
    }
  }

  /**
   * {@return a linear axis of pure numbers}
   *
   * @param name what it measures
   */
  public static Axis linear(String name) {
    return new Axis(name, "", Scale.LINEAR, List.of());
  }

  /**
   * {@return a logarithmic axis of pure numbers}
   *
   * @param name what it measures
   */
  public static Axis log(String name) {
    return new Axis(name, "", Scale.LOG, List.of());
  }

  /**
   * {@return an axis of values given as their log₁₀}
   *
   * @param name what it measures
   */
  public static Axis powerOfTen(String name) {
    return new Axis(name, "", Scale.POWER_OF_TEN, List.of());
  }

  /**
   * {@return an axis of names}
   *
   * @param name what they are names of
   * @param categories names of the positions 0, 1, …, at least one
   * @throws IllegalArgumentException if there is none
   */
  public static Axis categories(String name, List<String> categories) {
    return new Axis(name, "", Scale.CATEGORY, categories);
  }

  /**
   * {@return the same axis with a unit}
   *
   * @param newUnit the unit
   */
  public Axis in(String newUnit) {
    return new Axis(name, newUnit, scale, categories);
  }

  Map<String, Object> entries() {
    return Map.of("name", name, "unit", unit, "scale", scale.name(), "categories", categories);
  }
}
