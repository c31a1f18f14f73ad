package org.mirrorflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Sums in a fixed order, whatever the order of arrival. */
final class FixedTreeTest {

  private static String text(int leaves, List<FixedTree.Node<String>> parts) {
    FixedTree<String> tree = new FixedTree<>(leaves, (a, b) -> "(" + a + " " + b + ")");
    parts.forEach(tree::add);
    assertThat(tree.nodes()).hasSize(1);
    return tree.nodes().get(0).value();
  }

  private static List<FixedTree.Node<String>> leaves(int number) {
    List<FixedTree.Node<String>> nodes = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      nodes.add(new FixedTree.Node<>(0, i, Integer.toString(i)));
    }
    return nodes;
  }

  @Property(tries = 300, seed = "1")
  void groupsAndOrdersChangeNothing(
      @ForAll @IntRange(min = 1, max = 70) int number,
      @ForAll @IntRange(min = 1, max = 9) int groups,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<FixedTree.Node<String>> shuffled = leaves(number);
    Collections.shuffle(shuffled, random);
    List<FixedTree.Node<String>> parts = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      FixedTree<String> part = new FixedTree<>(number, (a, b) -> "(" + a + " " + b + ")");
      for (int i = g; i < number; i += groups) {
        part.add(shuffled.get(i));
      }
      parts.addAll(part.nodes());
    }
    Collections.shuffle(parts, random);
    assertThat(text(number, parts)).isEqualTo(text(number, leaves(number)));
  }

  @Property(tries = 1, seed = "1")
  void theOrderIsThatOfTheNumbers() {
    assertThat(text(5, leaves(5))).isEqualTo("(((0 1) (2 3)) 4)");
    assertThat(text(1, leaves(1))).isEqualTo("0");
  }
}
