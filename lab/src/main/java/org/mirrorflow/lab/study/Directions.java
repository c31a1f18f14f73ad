package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.model.HiddenLayer;

/**
 * The active neurons of the first hidden layer of a network with one output, the strongest first.
 *
 * @param weights incoming weights of each, of Euclidean norm 1
 * @param outputs signs of the outgoing weight of each
 * @param seen activation pattern of each: a letter for every sample
 */
record Directions(List<double[]> weights, List<Double> outputs, List<String> seen) {
  /** A sample within this cosine of the boundary of a neuron lies on it. */
  private static final double ON_BOUNDARY = 1e-3;

  /** The neurons at the end of a flow; none if its data are not fitted, as it says nothing then. */
  static Directions of(FlowRun run) {
    if (!(run.flow().minimumMargin() > 0)) {
      return new Directions(List.of(), List.of(), List.of());
    }
    HiddenLayer layer = run.problem().model().hiddenLayers().get(0);
    NeuronStrengths strengths = NeuronStrengths.of(layer, run.theta());
    Directions found = new Directions(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int[] order = strengths.byStrength();
    for (int h : Arrays.copyOf(order, strengths.active())) {
      double[] w = layer.incomingWeights(run.theta(), h);
      double length = Math.sqrt(SparseRegression.dot(w, w));
      double[] unit = Arrays.stream(w).map(x -> x / length).toArray();
      found.weights.add(unit);
      found.outputs.add(Math.signum(layer.outgoingWeights(run.theta(), h)[0]));
      found.seen.add(pattern(unit, run.problem().data()));
    }
    return found;
  }

  /** On which side of the boundary of a neuron every sample lies, or that it lies on it. */
  private static String pattern(double[] unit, Dataset data) {
    StringBuilder letters = new StringBuilder();
    int d = data.features();
    for (int i = 0; i < data.size(); i++) {
      double[] x = Arrays.copyOfRange(data.inputs(), i * d, (i + 1) * d);
      double cosine = SparseRegression.dot(unit, x) / Math.sqrt(SparseRegression.dot(x, x));
      letters.append(cosine > ON_BOUNDARY ? '+' : cosine < -ON_BOUNDARY ? '-' : '0');
    }
    return letters.toString();
  }

  int active() {
    return weights.size();
  }

  /** Number of different activation patterns, P. */
  int patterns() {
    return (int) seen.stream().distinct().count();
  }

  /** Number of different pairs of a pattern and the sign of the output. */
  int signedPatterns() {
    Set<String> pairs = new HashSet<>();
    for (int h = 0; h < seen.size(); h++) {
      pairs.add(seen.get(h) + outputs.get(h));
    }
    return pairs.size();
  }

  /**
   * Number of directions: a neuron within so many degrees of a stronger one that stands for a
   * direction, with the same sign of the output, has that direction.
   */
  int count(double degrees) {
    List<Integer> leaders = new ArrayList<>();
    for (int h = 0; h < weights.size(); h++) {
      int own = h;
      if (leaders.stream().noneMatch(l -> alike(l, own, degrees))) {
        leaders.add(h);
      }
    }
    return leaders.size();
  }

  /** Directions over some number; NaN without a neuron. */
  double over(double number, double degrees) {
    return weights.isEmpty() ? Double.NaN : count(degrees) / number;
  }

  private boolean alike(int a, int b, double degrees) {
    double cosine = SparseRegression.dot(weights.get(a), weights.get(b));
    return outputs.get(a).equals(outputs.get(b)) && cosine >= Math.cos(Math.toRadians(degrees));
  }
}
