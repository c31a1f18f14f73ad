package org.mirrorflow.flow.implicit;

import java.util.List;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

/**
 * The maxima after a hidden layer at one sample: which units may become the largest of their set in
 * a step. With ĉ &lt; 0 the margin is ĉ max_m σ(h_m), concave in the h_m, and two units can stay
 * equal as the flow goes on; the maximum is then max(… max(σ_1, σ_2) …, σ_m), each with a kink
 * where its two sides are equal.
 */
final class Ties {
  /** Of the largest differences |σ(h) − σ(h')| can be, the share up to which it is a kink. */
  private final double near;

  private final List<int[]> sets;
  private final Activation activation;
  private final WeightLayer layer;
  private int[] members = new int[0];
  private int count;

  Ties(List<int[]> sets, Activation activation, WeightLayer layer, double near) {
    this.sets = sets;
    this.activation = activation;
    this.layer = layer;
    this.near = near;
  }

  List<int[]> sets() {
    return sets;
  }

  /** The unit of a set that has a derivative, or −1. */
  static int winner(int[] set, double[] v) {
    for (int u : set) {
      if (v[u] != 0) {
        return u;
      }
    }
    return -1;
  }

  /** Among units whose activations are equal, as where all are 0, the one that is about to rise. */
  int highest(int[] set, int winner, double[] h, int at) {
    double top = activation.value(h[at + winner]);
    int best = winner;
    for (int u : set) {
      if (h[at + u] > h[at + best] && activation.value(h[at + u]) == top) {
        best = u;
      }
    }
    return best;
  }

  /**
   * Looks for the units that the winner ties with or overtook since the step began.
   *
   * @param h preactivations now, of the sample from {@code at} on
   * @param old preactivations at the start of the step
   * @param rowNorm norm of the row of weights
   * @return how many with the winner
   */
  int find(int sample, int[] set, int winner, double[] h, double[] old, int at, double rowNorm) {
    if (members.length < set.length) {
      members = new int[set.length];
    }
    count = 0;
    double top = activation.value(h[at + winner]);
    double before = activation.value(old[at + winner]);
    for (int u : set) {
      if (u == winner) {
        members[count++] = u;
      } else if (alive(sample, u, h[at + u], rowNorm)) {
        double distance = distance(sample, u, winner);
        boolean tied = top - activation.value(h[at + u]) <= near * rowNorm * distance;
        if (distance > 0 && (tied || activation.value(old[at + u]) > before)) {
          members[count++] = u;
        }
      }
    }
    return count;
  }

  /** Whether a unit moves its activation, or soon may. */
  private boolean alive(int sample, int u, double h, double rowNorm) {
    int cols = layer.block().cols();
    return activation.slope(h) != 0
        || Math.abs(h)
            <= near
                * rowNorm
                * Norms.euclidean(
                    layer.patches(), layer.patch(sample, u), layer.patch(sample, u) + cols);
  }

  /** The units last found, in the order of their numbers; more may stand behind them. */
  int[] members() {
    return members;
  }

  /** ‖x_u − x_w‖ of their patches. */
  private double distance(int sample, int u, int w) {
    double[] x = layer.patches();
    int a = layer.patch(sample, u);
    int b = layer.patch(sample, w);
    double sum = 0;
    for (int c = 0; c < layer.block().cols(); c++) {
      double d = x[a + c] - x[b + c];
      sum += d * d;
    }
    return Math.sqrt(sum);
  }
}
