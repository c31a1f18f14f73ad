package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.io.InputException;

/**
 * Reads gauges from text: {@code l1}, {@code l2}, {@code linf}, {@code lp:1.5}; {@code group:l1},
 * {@code group:lp:1.5}; {@code schatten:1.5}, {@code nuclear} and {@code operator} (Schatten 1 and
 * ∞); {@code blocks:l1|l2} (the largest over blocks) and its polar {@code sum:linf|l2}.
 */
public final class GaugeSpec {
  private static final String EXPECTED =
      "l1, l2, linf, lp:P, group:l1, group:lp:P, schatten:P, nuclear, operator or blocks:G|G|...";

  private GaugeSpec() {}

  /**
   * {@return the gauge of a specification}
   *
   * @param spec the text, for example {@code group:lp:1.5}; space around it is ignored
   * @throws InputException if the text is no gauge or an index lies outside [1, ∞]
   */
  public static Gauge parse(String spec) {
    String text = spec.strip();
    if (text.startsWith("blocks:")) {
      return new BlockGauge(parts(text, "blocks:", spec));
    }
    if (text.startsWith("sum:")) {
      return new SumGauge(parts(text, "sum:", spec));
    }
    return simple(text, spec);
  }

  private static List<Gauge> parts(String text, String head, String spec) {
    return Arrays.stream(text.substring(head.length()).split("\\|", -1))
        .map(part -> simple(part.strip(), spec))
        .toList();
  }

  private static Gauge simple(String text, String spec) {
    if (text.equals("nuclear")) {
      return new SpectralGauge(1);
    }
    if (text.equals("operator")) {
      return new SpectralGauge(Double.POSITIVE_INFINITY);
    }
    if (text.startsWith("schatten:")) {
      return new SpectralGauge(index(text.substring("schatten:".length()), spec));
    }
    if (text.startsWith("group:")) {
      return new GroupGauge(norm(text.substring("group:".length()), spec));
    }
    return new LpGauge(norm(text, spec));
  }

  private static Lp norm(String text, String spec) {
    return switch (text) {
      case "l1" -> Lp.of(1);
      case "l2" -> Lp.of(2);
      case "linf" -> Lp.of(Double.POSITIVE_INFINITY);
      default -> {
        if (!text.startsWith("lp:")) {
          throw unknown(text, spec);
        }
        yield Lp.of(index(text.substring("lp:".length()), spec));
      }
    };
  }

  private static double index(String text, String spec) {
    double p;
    try {
      p = text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InputException(
          place(spec),
          "'" + text + "' is no number",
          "an index P >= 1 or inf",
          "write for example lp:1.5",
          e);
    }
    if (!(p >= 1)) {
      throw new InputException(
          place(spec),
          "the index " + text + " gives no norm",
          "an index P >= 1 or inf",
          "below 1 the unit ball is not convex; take l1");
    }
    return p;
  }

  private static InputException unknown(String text, String spec) {
    return new InputException(
        place(spec), "'" + text + "' is no gauge", EXPECTED, "correct the name");
  }

  private static String place(String spec) {
    return "gauge " + spec;
  }
}
