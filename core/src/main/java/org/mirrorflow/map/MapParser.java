package org.mirrorflow.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Spelling;
import org.mirrorflow.map.MapRegistry.Family;
import org.mirrorflow.map.MapRegistry.Parameter;
import org.mirrorflow.map.MapRegistry.Wrapper;
import org.mirrorflow.map.formula.Formula;

/**
 * Reads {@code name}, {@code name:value} and {@code name:key=value,key=value}: values without a key
 * fill the parameters of the family from the first on and come before those with a key.
 */
final class MapParser {
  private MapParser() {}

  /** The map that {@code spec} names. */
  static MirrorMap map(String spec) {
    for (Wrapper wrapper : MapRegistry.wrappers()) {
      if (spec.startsWith(wrapper.name())
          && spec.substring(wrapper.name().length()).strip().startsWith("(")) {
        if (!spec.endsWith(")")) {
          throw new InputException(
              place(spec), "no ) at the end", wrapper.example(), "close the parenthesis");
        }
        String inner = spec.substring(spec.indexOf('(') + 1, spec.length() - 1).strip();
        return wrapper.map().apply(potential(inner));
      }
    }
    return new Entrywise(potential(spec));
  }

  /** The potential of one variable that {@code spec} names. */
  static Potential potential(String spec) {
    int colon = spec.indexOf(':');
    String name = (colon < 0 ? spec : spec.substring(0, colon)).strip();
    if (name.equals(MapRegistry.FORMULA)) {
      return Formula.of(colon < 0 ? "" : spec.substring(colon + 1));
    }
    Family family = family(spec, name);
    double[] values =
        family.parameters().stream().mapToDouble(p -> p.preset().orElse(Double.NaN)).toArray();
    boolean[] given = new boolean[values.length];
    if (colon >= 0) {
      readArguments(spec, family, spec.substring(colon + 1), values, given);
    }
    for (int i = 0; i < values.length; i++) {
      Parameter parameter = family.parameters().get(i);
      if (!given[i] && parameter.preset().isEmpty()) {
        throw new InputException(
            place(spec),
            "no value for " + parameter.name(),
            parameter.domain(),
            "write for example " + family.examples().get(0));
      }
    }
    return family.potential().apply(values);
  }

  private static void readArguments(
      String spec, Family family, String text, double[] values, boolean[] given) {
    String[] arguments = text.split(",", -1);
    for (int i = 0; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      int index = equals < 0 ? i : index(family, arguments[i].substring(0, equals).strip());
      if (index < 0 || index >= values.length) {
        throw unknownParameter(spec, family, arguments[i].strip());
      }
      String name = family.parameters().get(index).name();
      if (given[index]) {
        throw new InputException(
            place(spec), name + " given twice", "one value for " + name, "remove one of the two");
      }
      given[index] = true;
      values[index] = Numbers.read(place(spec), name, arguments[i].substring(equals + 1).strip());
    }
  }

  private static int index(Family family, String name) {
    List<String> names = family.parameters().stream().map(Parameter::name).toList();
    return names.indexOf(name);
  }

  private static Family family(String spec, String name) {
    List<Family> families = new ArrayList<>(MapRegistry.families());
    families.addAll(MapRegistry.kinked());
    for (Family family : families) {
      if (family.name().equals(name)) {
        return family;
      }
    }
    List<String> words = new ArrayList<>();
    MapRegistry.families().forEach(f -> words.add(f.name()));
    MapRegistry.wrappers().forEach(w -> words.add(w.name() + "(...)"));
    words.add(MapRegistry.FORMULA + ":...");
    MapRegistry.kinked().forEach(f -> words.add(f.name()));
    List<String> names = words.stream().map(MapParser::start).toList();
    throw new InputException(
        place(spec),
        "unknown map '" + name + "'",
        "one of " + String.join(", ", words),
        Spelling.remedy(start(name), names, "run 'maps' for their parameters"));
  }

  private static String start(String word) {
    return word.split("[:(]", 2)[0];
  }

  private static InputException unknownParameter(String spec, Family family, String argument) {
    String known =
        family.parameters().isEmpty()
            ? "no parameter"
            : family.parameters().stream()
                .map(p -> p.name() + " (" + p.domain() + ")")
                .collect(Collectors.joining(", "));
    return new InputException(
        place(spec),
        "unknown parameter '" + argument + "'",
        known,
        "write for example " + family.examples().get(family.examples().size() - 1));
  }

  static String place(String spec) {
    return "map " + spec;
  }

  /** Splits at {@code |}; always at least one part. */
  static List<String> layers(String spec) {
    return Arrays.stream(spec.split("\\|", -1)).map(String::strip).toList();
  }
}
