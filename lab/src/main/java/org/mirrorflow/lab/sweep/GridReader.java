package org.mirrorflow.lab.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.FileData;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.io.InputException;

/** Reads the keys of a grid and their values: scalars, lists and ranges. */
final class GridReader {
  /** The word of {@code flow} for what {@link GridKey#INTEGRATOR} holds. */
  private static final String METHOD = "method";

  private final Path file;
  private final Path folder;
  private final long seed;

  GridReader(Path file, long seed) {
    this.seed = seed;
    this.file = file;
    this.folder = file.toAbsolutePath().normalize().getParent();
  }

  Grid read() {
    JsonNode tree = new GridText(file).keys();
    Map<GridKey, JsonNode> given = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      if (given.put(key(entry.getKey()), meant(entry)) != null) {
        throw refused("", "method and integrator", "one of them");
      }
    }
    long cells = 1;
    Map<GridKey, List<String>> values = new HashMap<>();
    for (GridKey key : GridKey.ALL) {
      List<String> list =
          given.containsKey(key) ? values(key, given.get(key), cells) : byDefault(key);
      cells *= list.size();
      values.put(key, list);
    }
    return new Grid(folder, values);
  }

  /** A method is the integrator by another word: a flow, or descent with its rule. */
  private JsonNode meant(Map.Entry<String, JsonNode> entry) {
    if (!entry.getKey().equals(METHOD)) {
      return entry.getValue();
    }
    JsonNode given = entry.getValue();
    ArrayNode integrators = JsonNodeFactory.instance.arrayNode();
    (given.isArray() ? given : List.of(given))
        .forEach(method -> integrators.add(integrator(method.asText())));
    return integrators;
  }

  private String integrator(String method) {
    if (method.equals("flow")) {
      return Integrators.AUTO;
    }
    if (method.indexOf(':') < 0) {
      throw refused(
          ": method: " + method, "no method with its rule", "flow, or descent:loss-scaled:0.1");
    }
    return method;
  }

  private GridKey key(String name) {
    if (name.equals(METHOD)) {
      return GridKey.INTEGRATOR;
    }
    return GridKey.ALL.stream()
        .filter(key -> key.spec().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "",
                    "unknown key " + name,
                    "keys out of "
                        + GridKey.ALL.stream()
                            .map(GridKey::spec)
                            .collect(Collectors.joining(", "))));
  }

  private List<String> byDefault(GridKey key) {
    if (key.equals(GridKey.SEED)) {
      return List.of(Long.toString(seed));
    }
    return List.of(
        key.byDefault()
            .orElseThrow(() -> refused("", "no key " + key.spec(), "data, model and map")));
  }

  private List<String> values(GridKey key, JsonNode node, long cellsSoFar) {
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      if (node.size() == 0) {
        throw refused(": " + key.spec(), "an empty list", "at least one value");
      }
      limit(cellsSoFar, node.size());
      node.forEach(entry -> texts.add(scalar(key, entry)));
    } else if (node.isObject()) {
      GridRange range = range(key, node);
      limit(cellsSoFar, range.count());
      texts.addAll(range.values());
    } else {
      texts.add(scalar(key, node));
    }
    return distinct(key, texts.stream().map(text -> canonical(key, text)).toList());
  }

  private void limit(long cellsSoFar, long more) {
    if (more > Grid.MOST_CELLS / cellsSoFar) {
      throw refused("", "more than " + Grid.MOST_CELLS + " cells", "that many at most");
    }
  }

  private List<String> distinct(GridKey key, List<String> values) {
    Set<String> seen = new HashSet<>();
    for (String value : values) {
      if (!seen.add(value)) {
        throw refused(
            ": " + key.spec(), value + " twice, which makes duplicate cells", "every value once");
      }
    }
    return values;
  }

  private String scalar(GridKey key, JsonNode node) {
    if (!node.isValueNode() || node.isNull()) {
      throw refused(": " + key.spec(), "a value that is no scalar", "words and numbers");
    }
    return node.asText();
  }

  private String canonical(GridKey key, String text) {
    String value;
    try {
      value = key.canonical(text);
    } catch (InputException e) {
      // Of the other message what was found, as it has an expectation of its own.
      String[] parts = e.getMessage().split("; expected ", 2);
      throw new InputException(
          file + ": " + key.spec() + ": " + text,
          parts[0],
          parts.length < 2 ? "a value that flow takes" : parts[1].replaceFirst(";[^;]*$", ""),
          "correct the grid",
          e);
    }
    if (key.equals(GridKey.DATA) && value.contains("dir=")) {
      throw refused(
          ": data",
          value + " names a folder",
          "image sets without dir=; MIRRORFLOW_DATA names theirs");
    }
    if (key.equals(GridKey.TEST)
        && !key.byDefault().equals(Optional.of(value))
        && !value.startsWith("split:")
        && !DataSpec.parse(value).spec().startsWith("synthetic:")) {
      throw refused(
          ": test",
          value + " is neither a split nor synthetic",
          "split:0.25,seed=0, which needs no file");
    }
    if (key.equals(GridKey.DATA) && DataSpec.parse(value) instanceof FileData data) {
      refuseOutside(key, data.file());
    }
    if (key.equals(GridKey.INIT) && !key.unset(value)) {
      refuseOutside(key, Path.of(value));
    }
    return value;
  }

  /** Follows symbolic links: what counts is where the bytes lie. */
  private void refuseOutside(GridKey key, Path named) {
    Path resolved = folder.resolve(named).normalize();
    boolean inside = resolved.startsWith(folder);
    try {
      inside &= !Files.exists(resolved) || resolved.toRealPath().startsWith(folder.toRealPath());
    } catch (IOException e) {
      inside = false;
    }
    if (!inside) {
      throw refused(
          ": " + key.spec(),
          named + " lies outside the folder of the grid",
          "files in " + folder + " or below, by names relative to it");
    }
  }

  private GridRange range(GridKey key, JsonNode node) {
    if (!key.numeric()) {
      throw refused(": " + key.spec(), "a range of words", "a list");
    }
    Set<String> names = new TreeSet<>();
    for (Iterator<String> i = node.fieldNames(); i.hasNext(); ) {
      names.add(i.next());
    }
    boolean logarithmic = names.remove("spacing");
    boolean byOne = names.equals(Set.of("from", "to")) && !logarithmic;
    boolean byStep = byOne || (names.equals(Set.of("from", "to", "step")) && !logarithmic);
    if (!byStep && !names.equals(Set.of("from", "to", "count"))) {
      throw wrongRange(key);
    }
    if (logarithmic && !node.get("spacing").asText().equals("log")) {
      throw wrongRange(key);
    }
    BigDecimal from = number(key, node.get("from"));
    BigDecimal to = number(key, node.get("to"));
    if (byStep) {
      BigDecimal step = byOne ? BigDecimal.ONE : number(key, node.get("step"));
      if (step.signum() <= 0 || to.compareTo(from) < 0) {
        throw wrongRange(key);
      }
      return GridRange.byStep(from, to, step);
    }
    BigDecimal number = number(key, node.get("count"));
    boolean whole = number.stripTrailingZeros().scale() <= 0;
    long count = whole ? number.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue() : 0;
    if (count < 2 || to.compareTo(from) <= 0 || (logarithmic && from.signum() <= 0)) {
      throw wrongRange(key);
    }
    return logarithmic
        ? GridRange.logarithmic(from, to, count)
        : GridRange.byCount(from, to, count);
  }

  private BigDecimal number(GridKey key, JsonNode node) {
    try {
      BigDecimal value = new BigDecimal(node.asText());
      if (Double.isFinite(value.doubleValue()) && value.scale() < 400) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrongRange(key);
    }
    throw wrongRange(key);
  }

  private InputException wrongRange(GridKey key) {
    return refused(
        ": " + key.spec(),
        "no range",
        "{from: 0, to: 9}, {from: 0, to: 1, step: 0.1} or {from: 0.01, to: 1, count: 5, spacing: log}, from below to");
  }

  private InputException refused(String place, String found, String expected) {
    return GridText.refused(file, place, found, expected);
  }
}
