package org.mirrorflow.lab.run;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.mirrorflow.io.InputException;

/**
 * An option of a run. All code that parses, checks, prints, compares, sweeps or stores options uses
 * this record.
 *
 * @param <T> what its values are
 * @param name as on the command line, without dashes
 * @param type of the values: words, a real or a whole number
 * @param reader the value of a text; throws NumberFormatException if it is none
 * @param canonical the one value of all with this meaning, for sweeps; throws InputException if it
 *     has none
 * @param byDefault the value where none is given, or null
 * @param required whether one has to be given
 * @param check throws InputException if a value is out of range
 * @param end whether it only says when the flow ends, so that a resumed run may change it
 * @param label of the value in helps
 * @param meaning one sentence for helps
 */
public record RunOption<T>(
    String name,
    Class<T> type,
    Function<String, T> reader,
    UnaryOperator<T> canonical,
    T byDefault,
    boolean required,
    Consumer<T> check,
    boolean end,
    String label,
    String meaning) {

  private static final Pattern DASH = Pattern.compile("-(.)");

  /** {@return the name on the command line} */
  public String flag() {
    return "--" + name;
  }

  /** {@return the name in JSON, such as maxSteps} */
  public String key() {
    return DASH.matcher(name).replaceAll(dash -> dash.group(1).toUpperCase(Locale.ROOT));
  }

  /** {@return the meaning, with the default where there is one} */
  public String help() {
    return byDefault == null ? meaning : meaning + " (default: " + byDefault + ").";
  }

  /**
   * {@return a value in range, or the default}
   *
   * @param value of {@link #type}, or null
   * @throws InputException if it is out of range, or missing
   */
  T checked(Object value) {
    T given = value == null ? byDefault : type.cast(value);
    if (given == null) {
      if (required) {
        throw new InputException(flag(), "missing", label, "name one");
      }
      return null;
    }
    check.accept(given);
    return given;
  }

  /**
   * {@return the value of a text}
   *
   * @param text as on the command line, in a grid or in JSON
   * @throws InputException if it is no such value
   */
  public T parse(String text) {
    try {
      T value = reader.apply(text);
      if (value instanceof Double number && number.isInfinite() && text.matches(".*\\d.*")) {
        throw new InputException(
            flag() + " " + text,
            "beyond the largest double, 1.8e308",
            "a number that a double holds",
            "change the option");
      }
      return value;
    } catch (NumberFormatException e) {
      throw new InputException(
          flag() + " " + text,
          "not a number of the right kind",
          type == Long.class ? "a whole number" : "a number",
          "change the option");
    }
  }

  /**
   * {@return the one value of all with the meaning of a text}
   *
   * @param text as on the command line, in a grid or in JSON
   * @throws InputException if it is no such value
   */
  public T canonicalOf(String text) {
    return canonical.apply(parse(text));
  }

  /** Names are unique. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
