package org.mirrorflow.flow.explicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The order conditions of Runge–Kutta methods on rooted trees (Butcher 1963; Hairer, Nørsett and
 * Wanner 1993, theorem II.2.13): Σ_k b_k Φ_k(τ) = 1/γ(τ) for every tree τ up to the order.
 */
public class TableauTest {

  /** A rooted tree by the subtrees of its root; Φ and the density γ follow by recursion. */
  private record Tree(List<Tree> subtrees) {
    int order() {
      return 1 + subtrees.stream().mapToInt(Tree::order).sum();
    }

    double density() {
      double product = order();
      for (Tree subtree : subtrees) {
        product *= subtree.density();
      }
      return product;
    }

    /** Φ_k = Π over subtrees of Σ_j a_kj Φ_j(subtree). */
    double weight(Tableau t, int k) {
      double product = 1;
      for (Tree subtree : subtrees) {
        double sum = 0;
        for (int j = 0; j < t.a()[k].length; j++) {
          sum += t.a()[k][j] * subtree.weight(t, j);
        }
        product *= sum;
      }
      return product;
    }

    double weight(Tableau t, double[] b) {
      double sum = 0;
      for (int k = 0; k < b.length; k++) {
        sum += b[k] * weight(t, k);
      }
      return sum;
    }
  }

  /**
   * All multisets of trees with {@code nodes} nodes together, taken from {@code trees[from ..]}.
   */
  private static List<List<Tree>> forests(List<Tree> trees, int from, int nodes) {
    List<List<Tree>> forests = new ArrayList<>();
    if (nodes == 0) {
      forests.add(List.of());
    }
    for (int t = from; t < trees.size(); t++) {
      if (trees.get(t).order() <= nodes) {
        for (List<Tree> rest : forests(trees, t, nodes - trees.get(t).order())) {
          List<Tree> forest = new ArrayList<>(rest);
          forest.add(trees.get(t));
          forests.add(forest);
        }
      }
    }
    return forests;
  }

  private static List<Tree> treesUpTo(int order) {
    List<Tree> trees = new ArrayList<>();
    for (int n = 1; n <= order; n++) {
      trees.addAll(forests(List.copyOf(trees), 0, n - 1).stream().map(Tree::new).toList());
    }
    return trees;
  }

  public static Stream<Tableau> tableaus() {
    return Stream.of(Tableau.HEUN, Tableau.BOGACKI_SHAMPINE, Tableau.DORMAND_PRINCE);
  }

  @ParameterizedTest
  @MethodSource("tableaus")
  void solutionHasItsOrderAndTheLowerOneIsOneBelow(Tableau t) {
    assertThat(treesUpTo(5)).hasSize(17);
    for (Tree tree : treesUpTo(t.order())) {
      double expected = 1 / tree.density();
      assertThat(tree.weight(t, t.b())).isCloseTo(expected, within(ROUNDING));
      if (tree.order() < t.order()) {
        assertThat(tree.weight(t, t.embedded())).isCloseTo(expected, within(ROUNDING));
      }
    }
  }

  /** A pair whose two solutions had the same order would measure no error. */
  @ParameterizedTest
  @MethodSource("tableaus")
  void ordersAreNotHigherThanStated(Tableau t) {
    assertThat(violations(t, t.b(), t.order() + 1)).isPositive();
    assertThat(violations(t, t.embedded(), t.order())).isPositive();
  }

  private static long violations(Tableau t, double[] b, int order) {
    return treesUpTo(order).stream()
        .filter(tree -> Math.abs(tree.weight(t, b) - 1 / tree.density()) > ROUNDING)
        .count();
  }

  @ParameterizedTest
  @MethodSource("tableaus")
  void reusedStagesAreTheSolutionsTheyStandFor(Tableau t) {
    int last = t.stages() - 1;
    double[] row = Arrays.copyOf(t.a()[last], t.stages());
    assertThat(t.firstSameAsLast()).isEqualTo(Arrays.equals(row, t.b()));
    assertThat(t.embeddedIsLastStage()).isEqualTo(Arrays.equals(row, t.embedded()));
    assertThat(t.firstSameAsLast()).isEqualTo(!t.equals(Tableau.HEUN));
    assertThat(t.embeddedIsLastStage()).isEqualTo(t.equals(Tableau.HEUN));
  }
}
