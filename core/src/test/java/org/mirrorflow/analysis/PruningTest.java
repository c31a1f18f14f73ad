package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** Pruning of a network of three outputs, one neuron each. */
class PruningTest {
  private static final LayeredModel MODEL = ModelSpec.parse("dense:3").on(3, 3);

  /** The unit vectors, labelled by their own number. */
  private static final Dataset DATA =
      new Dataset(
          "unit vectors", new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, new int[] {0, 1, 2}, 3, 3);

  /** Neuron h passes entry h to output h, with strengths 2, 3 and 1. */
  private static final double[] THETA = {
    2, 0, 0, 0, 3, 0, 0, 0, 1, // incoming
    1, 0, 0, 0, 1, 0, 0, 0, 1 // outgoing
  };

  @Test
  void allNeuronsAreNeededWhereEachServesAClass() {
    Pruning pruning = new Pruning(MODEL, DATA);
    assertThat(pruning.accuracy(THETA)).isEqualTo(1);
    assertThat(pruning.neuronsFor(1, THETA, 0)).isEqualTo(3);
    assertThat(pruning.neuronsFor(0.6, THETA, 0)).isEqualTo(2);
  }

  @Test
  void weakestNeuronsGoFirst() {
    Pruning pruning = new Pruning(MODEL, DATA);
    double[] two = pruning.keepStrongest(THETA, 0, 2);
    assertThat(two).startsWith(2, 0, 0, 0, 3, 0, 0, 0, 0).endsWith(1, 0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(pruning.keepStrongest(THETA, 0, 1)).startsWith(0, 0, 0, 0, 3, 0, 0, 0, 0);
    assertThat(THETA[0]).isEqualTo(2);
    assertThat(pruning.accuracy(two)).isEqualTo(2.0 / 3);
  }
}
