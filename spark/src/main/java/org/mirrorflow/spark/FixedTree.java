package org.mirrorflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * A sum over numbered leaves in one fixed order of additions, that of a binary tree on the numbers,
 * whatever the order in which the leaves come and whichever of them come together: node i of level
 * l + 1 is node 2i plus node 2i + 1 of level l, or node 2i alone where there is no other.
 */
final class FixedTree<T> {

  /**
   * A part of the tree.
   *
   * @param level 0 for a leaf
   * @param index number within the level
   * @param value its sum
   */
  record Node<T>(int level, int index, T value) implements Serializable {}

  private final int leaves;
  private final BinaryOperator<T> plus;
  private final Map<Long, Node<T>> open = new HashMap<>();

  FixedTree(int leaves, BinaryOperator<T> plus) {
    this.leaves = leaves;
    this.plus = plus;
  }

  /** Takes a node in, and joins it with its sibling, the sum with its own, and so on. */
  void add(Node<T> node) {
    Node<T> now = node;
    while ((1L << now.level()) < leaves) {
      int sibling = now.index() ^ 1;
      if ((long) sibling << now.level() < leaves) {
        Node<T> other = open.remove(key(now.level(), sibling));
        if (other == null) {
          break;
        }
        T left = sibling < now.index() ? other.value() : now.value();
        T right = sibling < now.index() ? now.value() : other.value();
        now = new Node<>(now.level() + 1, now.index() >> 1, plus.apply(left, right));
      } else {
        now = new Node<>(now.level() + 1, now.index() >> 1, now.value());
      }
    }
    open.put(key(now.level(), now.index()), now);
  }

  /** What has no sibling yet; the root alone once all leaves came. */
  List<Node<T>> nodes() {
    return new ArrayList<>(open.values());
  }

  private static long key(int level, int index) {
    return (long) level << 32 | index;
  }
}
