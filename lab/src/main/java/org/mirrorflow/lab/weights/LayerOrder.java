package org.mirrorflow.lab.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mirrorflow.io.Tensor;

/**
 * The orders of weight matrices, from input to output, that shapes and names allow: each matrix
 * takes as many inputs as the one before has outputs; among names that differ in their numbers
 * alone, numbers grow; one called input or first is the first, one called output or last the last.
 */
final class LayerOrder {
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Set<String> FIRST = Set.of("input", "first");
  private static final Set<String> LAST = Set.of("output", "last");

  /** Matrices looked at in the search for a second order; shapes that chain leave few. */
  private static final int MOST_STEPS = 100_000;

  private final List<String> names;
  private final Map<String, Tensor> weights;
  private final boolean transposed;
  private final boolean positions;
  private final List<List<String>> found = new ArrayList<>();
  private int steps;

  private LayerOrder(Map<String, Tensor> weights, boolean transposed, boolean positions) {
    this.names = List.copyOf(weights.keySet());
    this.weights = weights;
    this.transposed = transposed;
    this.positions = positions;
  }

  /**
   * The first two orders that shapes and names allow.
   *
   * @param positions whether a matrix may read several positions of every output before
   */
  static List<List<String>> of(Map<String, Tensor> weights, boolean transposed, boolean positions) {
    LayerOrder search = new LayerOrder(weights, transposed, positions);
    search.extend(new ArrayList<>());
    return search.found;
  }

  /** Whether the matrices chain in this order. */
  static boolean chains(
      List<String> order, Map<String, Tensor> weights, boolean transposed, boolean positions) {
    LayerOrder shapes = new LayerOrder(weights, transposed, positions);
    for (int l = 1; l < order.size(); l++) {
      if (!shapes.follows(order.get(l - 1), order.get(l))) {
        return false;
      }
    }
    return true;
  }

  /** Whether names allow the order: none of its matrices comes before one that it must follow. */
  static boolean agrees(List<String> order, Map<String, Tensor> weights) {
    LayerOrder rule = new LayerOrder(weights, false, false);
    for (int l = 0; l < order.size(); l++) {
      for (int m = l + 1; m < order.size(); m++) {
        if (rule.before(order.get(m), order.get(l))) {
          return false;
        }
      }
    }
    return true;
  }

  private void extend(List<String> order) {
    if (found.size() == 2 || ++steps > MOST_STEPS) {
      return;
    }
    if (order.size() == names.size()) {
      found.add(List.copyOf(order));
      return;
    }
    for (String name : names) {
      if (!order.contains(name) && mayFollow(order, name)) {
        order.add(name);
        extend(order);
        order.remove(order.size() - 1);
      }
    }
  }

  private boolean mayFollow(List<String> order, String name) {
    boolean fits = order.isEmpty() || follows(order.get(order.size() - 1), name);
    return fits && names.stream().noneMatch(other -> !order.contains(other) && before(other, name));
  }

  /** A matrix after a convolution may read several positions of every channel. */
  private boolean follows(String name, String next) {
    Tensor before = weights.get(name);
    Tensor after = weights.get(next);
    int outputs = before.axis(transposed && before.rank() == 2 ? 1 : 0);
    int inputs = after.axis(transposed && after.rank() == 2 ? 0 : 1);
    boolean several = after.rank() == 2 && (positions || before.rank() > 2);
    return several ? inputs % outputs == 0 : inputs == outputs;
  }

  /** Whether the first name says that it comes before the second. */
  private boolean before(String a, String b) {
    if (a.equals(b)) {
      return false;
    }
    if (stem(a).equals(stem(b))) {
      return padded(a).compareTo(padded(b)) < 0;
    }
    return (says(a, FIRST) && !says(b, FIRST)) || (says(b, LAST) && !says(a, LAST));
  }

  /** The name without its numbers; Keras leaves out that of the first: dense, dense_1, … */
  private static String stem(String name) {
    return name.replaceAll("_?\\d+", "");
  }

  /** The name with numbers of equal length, so that words compare as people count. */
  private static String padded(String name) {
    return DIGITS.matcher(name).replaceAll(m -> String.format(Locale.ROOT, "%20s", m.group()));
  }

  private static boolean says(String name, Set<String> words) {
    for (String part : name.toLowerCase(Locale.ROOT).split("[./_:]", -1)) {
      if (words.contains(part)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The one order that shapes and names allow; of several the file's own; and if there is none the
   * file's own if shapes allow it.
   *
   * @param own the order in the file; empty if it says nothing, being that of the alphabet
   */
  static Optional<List<String>> decide(
      Map<String, Tensor> weights,
      boolean transposed,
      boolean positions,
      Optional<List<String>> own) {
    List<List<String>> orders = of(weights, transposed, positions);
    if (orders.size() == 1) {
      return Optional.of(orders.get(0));
    }
    return own.filter(order -> chains(order, weights, transposed, positions))
        .filter(order -> orders.isEmpty() || agrees(order, weights));
  }
}
