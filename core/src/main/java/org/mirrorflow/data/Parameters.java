package org.mirrorflow.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * The {@code key=value} pairs of a specification, read with defaults; keys nobody reads are
 * refused.
 */
final class Parameters {

  /** 800 MB of inputs: more is a slip of the pen, and synthetic data has no use for it. */
  private static final long MOST_NUMBERS = 100_000_000L;

  private final String place;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> read = new TreeSet<>();

  /**
   * @param place the specification, for messages
   * @param text pairs separated by commas, or nothing
   */
  Parameters(String place, String text) {
    this.place = place;
    if (text.isBlank()) {
      return;
    }
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new InputException(
            place,
            CsvReader.excerpt(pair),
            "parameters as name=value, separated by commas",
            "write for example n=20");
      }
      if (values.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip())
          != null) {
        throw new InputException(
            place, CsvReader.excerpt(pair), "every parameter once", "leave one out");
      }
    }
  }

  int integer(String name, int byDefault) {
    long value = wide(name, byDefault);
    if (value != (int) value) {
      throw wrong(name, "an integer below 2^31");
    }
    return (int) value;
  }

  long wide(String name, long byDefault) {
    read.add(name);
    String text = values.get(name);
    try {
      return text == null ? byDefault : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "an integer");
    }
  }

  double number(String name, double byDefault) {
    read.add(name);
    String text = values.get(name);
    try {
      return text == null ? byDefault : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "a number");
    }
  }

  /** Refuses the keys that were not asked for. */
  void finish() {
    for (String name : values.keySet()) {
      if (!read.contains(name)) {
        throw new InputException(
            place,
            "no parameter " + CsvReader.excerpt(name),
            "one of " + String.join(", ", read),
            "correct the name");
      }
    }
  }

  private InputException wrong(String name, String expected) {
    return new InputException(
        place,
        name + "=" + CsvReader.excerpt(values.get(name)),
        expected,
        "correct the value of " + name);
  }

  static void atLeast(String place, String name, long value, long least) {
    if (value < least) {
      throw new InputException(
          place, name + "=" + value, name + " >= " + least, "choose a larger " + name);
    }
  }

  static void atMost(String place, String name, long value, long most, String meaning) {
    if (value > most) {
      throw new InputException(
          place,
          name + "=" + value,
          name + " <= " + most + " (" + meaning + ")",
          "choose a smaller " + name);
    }
  }

  static void notNegative(String place, String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new InputException(
          place, name + "=" + value, "a finite " + name + " >= 0", "correct it");
    }
  }

  /** Limits n × d. */
  static void size(String place, int n, int d) {
    if ((long) n * d > MOST_NUMBERS) {
      throw new InputException(
          place,
          "n*d = " + (long) n * d,
          "at most " + MOST_NUMBERS + " numbers",
          "choose a smaller n or d");
    }
  }
}
