package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ROUNDING;

import org.junit.jupiter.api.Test;
import org.mirrorflow.analysis.LayerFeatures;
import org.mirrorflow.analysis.Pruning;
import org.mirrorflow.analysis.RunAnalysis;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.Loss;

/** A network of four neurons whose every feature can be read off. */
class ConstructedNetworkTest {
  /** Two samples on each axis, labelled by the axis. */
  private static final Dataset DATA =
      Problems.data(2, 2, new double[] {1, 0, -1, 0, 0, 1, 0, -1}, 1, 1, 0, 0);

  /**
   * Neurons (+x), (−x), (+y), and one that fires on nothing as its weights are zero; the fourth
   * sample (0, −1) fires none. Strengths 4, 3, 2, 0.
   */
  private static final double[] THETA = {1, 0, -1, 0, 0, 1, 0, 0, 4, 3, -2, 1};

  private static final FlowProblem PROBLEM =
      Problems.problem("dense:4", DATA, Loss.EXPONENTIAL, "euclidean");

  private static LayerFeatures features(double[] theta, double[] start) {
    FlowPoint point = new FlowPoint(PROBLEM);
    point.moveTo(theta);
    RunAnalysis analysis =
        new RunAnalysis(PROBLEM, GaugeSpec.lp(2).on(PROBLEM.model().layout()), start);
    return analysis.measure(FlowState.initial(theta), point).layers().get(0);
  }

  @Test
  void deadAndFiringNeuronsAreCounted() {
    LayerFeatures features = features(THETA, THETA);
    assertThat(features.dead()).isEqualTo(1);
    assertThat(features.firingFraction()).isEqualTo(3.0 / 16);
    assertThat(features.strengths().values())
        .containsExactly(new double[] {4, 3, 2, 0}, within(ROUNDING));
    assertThat(features.strengths().active()).isEqualTo(3);
  }

  /** Activations are the first three unit vectors and 0, so that K = diag(1, 1, 1, 0). */
  @Test
  void alignmentToTheLabelsIsThatOfTheKernels() {
    // K_ij = δ_ij for i < 3, row sums 1, 1, 1, 0, mean 3/16; centred: K − r_i − r_j + 3/16
    double[][] k = new double[4][4];
    double own = 0;
    double cross = 0;
    double labels = 0;
    double[] y = {1, 1, -1, -1};
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        double rows = (i < 3 ? 0.25 : 0) + (j < 3 ? 0.25 : 0);
        k[i][j] = (i == j && i < 3 ? 1 : 0) - rows + 3.0 / 16;
        own += k[i][j] * k[i][j];
        cross += k[i][j] * y[i] * y[j];
        labels += 1;
      }
    }
    assertThat(features(THETA, THETA).labelAlignment())
        .isCloseTo(cross / Math.sqrt(own * labels), within(10 * ROUNDING));
  }

  @Test
  void driftIsMeasuredFromTheStart() {
    double[] other = {0, 1, -1, 0, 1, 0, 0, 0, 4, 3, -2, 1};
    assertThat(features(THETA, THETA).featureDrift()).isCloseTo(0, within(10 * ROUNDING));
    assertThat(features(other, THETA).featureDrift())
        .as("neurons in another order are the same features")
        .isCloseTo(0, within(10 * ROUNDING));
    double[] moved = {1, 1, -1, 0, 0, 1, 0, -1, 4, 3, -2, 1};
    assertThat(features(moved, THETA).featureDrift()).isBetween(0.01, 1.0);
  }

  @Test
  void pruningKeepsTheStrongest() {
    Pruning pruning = new Pruning(PROBLEM.model(), DATA);
    assertThat(pruning.keepStrongest(THETA, 0, 4)).containsExactly(THETA);
    assertThat(pruning.keepStrongest(THETA, 0, 2))
        .containsExactly(1, 0, -1, 0, 0, 0, 0, 0, 4, 3, -2, 1);
    assertThat(pruning.keepStrongest(THETA, 0, 1))
        .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 4, 3, -2, 1);
    assertThat(pruning.keepStrongest(THETA, 0, 0))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 4, 3, -2, 1);
  }

  /** (0, −1) has output 0, which classifies nothing: 3 of 4 right, then 2 and 1. */
  @Test
  void accuracyFallsNeuronByNeuron() {
    Pruning pruning = new Pruning(PROBLEM.model(), DATA);
    assertThat(pruning.accuracy(THETA)).isEqualTo(0.75);
    double[] kept = new double[4];
    for (int keep = 0; keep < 4; keep++) {
      kept[keep] = pruning.accuracy(pruning.keepStrongest(THETA, 0, keep));
    }
    assertThat(kept).containsExactly(0, 0.25, 0.5, 0.75);
    assertThat(pruning.neuronsFor(1, THETA, 0)).isEqualTo(3);
    assertThat(pruning.neuronsFor(0.66, THETA, 0)).isEqualTo(2);
    assertThat(pruning.neuronsFor(0.3, THETA, 0)).isEqualTo(1);
  }
}
