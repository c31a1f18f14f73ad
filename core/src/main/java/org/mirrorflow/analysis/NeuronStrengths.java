package org.mirrorflow.analysis;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.model.HiddenLayer;

/**
 * Strengths of the neurons of one hidden layer and how they are spread.
 *
 * <p>c_h = ‖w_h‖₂^k ‖a_h‖₂, in ℓ2 norms for every map so that maps compare; invariant under
 * rescaling a neuron (w_h by c, a_h by c^{−k}). In a layer of zeros no neuron is active, and the
 * measures of spread (participation ratio, Hoyer, Gini) are NaN.
 *
 * @param values c_h, one per neuron
 * @since 0.1.0
 */
public record NeuronStrengths(double[] values) {

  /** A neuron is active when its strength exceeds this share of the largest in its layer. */
  public static final double ACTIVE_SHARE = 0.05;

  /**
   * {@return the strengths of a layer}
   *
   * @param layer a hidden layer
   * @param theta θ
   */
  public static NeuronStrengths of(HiddenLayer layer, double[] theta) {
    double[] c = new double[layer.neurons()];
    for (int h = 0; h < c.length; h++) {
      double in = norm(layer.incomingWeights(theta, h));
      double out = norm(layer.outgoingWeights(theta, h));
      c[h] = Math.pow(in, layer.exponent()) * out;
    }
    return new NeuronStrengths(c);
  }

  /** {@return the largest strength; 0 for no neurons} */
  public double largest() {
    return Arrays.stream(values).max().orElse(0);
  }

  /** {@return number of neurons above {@link #ACTIVE_SHARE} of the largest} */
  public int active() {
    double threshold = ACTIVE_SHARE * largest();
    return (int) Arrays.stream(values).filter(c -> c > threshold).count();
  }

  /** {@return participation ratio (Σc)²/Σc²: from 1 (one neuron) to the width (all equal)} */
  public double participationRatio() {
    double scale = largest();
    double sum = 0;
    double squares = 0;
    for (double c : values) {
      sum += c / scale;
      squares += (c / scale) * (c / scale);
    }
    return sum * sum / squares;
  }

  /**
   * {@return Hoyer's sparsity (√m − Σc/√(Σc²))/(√m − 1): 0 for equal strengths, 1 for a single
   * neuron (Hoyer 2004); 0 for a layer of one neuron}
   */
  public double hoyer() {
    double root = Math.sqrt(values.length);
    return values.length == 1 ? 0 : (root - Math.sqrt(participationRatio())) / (root - 1);
  }

  /** {@return Gini coefficient: 0 for equal strengths, 1 − 1/m for a single neuron} */
  public double gini() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double weighted = 0;
    double sum = 0;
    int m = sorted.length;
    for (int i = 0; i < m; i++) {
      weighted += (2.0 * (i + 1) - m - 1) * sorted[i];
      sum += sorted[i];
    }
    return weighted / (m * sum);
  }

  /** {@return numbers of the neurons, counted from 0, from strongest to weakest} */
  public int[] byStrength() {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted((a, b) -> Double.compare(values[b], values[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double norm(double[] v) {
    double norm = 0;
    for (double x : v) {
      norm = Math.hypot(norm, x);
    }
    return norm;
  }
}
