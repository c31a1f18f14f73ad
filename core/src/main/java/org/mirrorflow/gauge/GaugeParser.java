package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mirrorflow.io.InputException;

/** Reads gauges from text, as {@link GaugeSpec#parse} says. */
final class GaugeParser {
  private static final String EXPECTED =
      "l1, l2, linf, lp:P, group:l1, group:lp:P, schatten:P, nuclear, operator, rowsum:linf, rowsum:l1 or"
          + " blocks:G|G|...";

  private GaugeParser() {}

  static GaugeSpec parse(String spec) {
    String text = spec.strip();
    if (text.startsWith("blocks:")) {
      return BlockSpec.largest(parts(text, "blocks:", spec));
    }
    if (text.startsWith("sum:")) {
      return new BlockSpec(Lp.of(1), parts(text, "sum:", spec));
    }
    return switch (text) {
      case "rowsum:linf" -> new RowSpec(true);
      case "rowmax:l1" -> new RowSpec(false);
      case "rowsum:l1" -> GaugeSpec.lp(1);
      case "rowmax:linf" -> GaugeSpec.lp(Double.POSITIVE_INFINITY);
      default -> simple(text, spec);
    };
  }

  private static List<NormSpec> parts(String text, String head, String spec) {
    return Arrays.stream(text.substring(head.length()).split("\\|", -1))
        .map(part -> simple(part.strip(), spec))
        .toList();
  }

  private static NormSpec simple(String text, String spec) {
    if (text.equals("nuclear")) {
      return new NormSpec(1, Parts.SINGULAR_VALUES);
    }
    if (text.equals("operator")) {
      return new NormSpec(Double.POSITIVE_INFINITY, Parts.SINGULAR_VALUES);
    }
    Parts over =
        Arrays.stream(Parts.values())
            .filter(parts -> text.startsWith(parts.prefix()))
            .max(Comparator.comparingInt(parts -> parts.prefix().length()))
            .orElseThrow();
    return new NormSpec(norm(over.norm(text.substring(over.prefix().length())), spec), over);
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
