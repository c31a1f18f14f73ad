package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.Optional;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

/**
 * The kinks of a hidden layer at a point θ, of the first unless another is named. A kink is a pair
 * of a sample i and a unit h whose preactivation is 0 or taken to be 0. Sets of them are given as n
 * × units flags, row-major.
 *
 * <p>Whether h = Σ_c w_hc x_ic is near 0 is measured against its terms: |h| ≤ t Σ_c |w_hc x_ic|. A
 * feature in other units, with weights that make up for it, changes neither side. Against ‖w‖‖x‖ a
 * large feature of weight 0 would make every unit a kink.
 */
final class LayerKinks {
  /** No pair beyond this share of Σ|w x| is ever looked at. */
  static final double LARGEST_RATIO = 0.1;

  /** A preactivation that is a sum of terms this much larger is 0 up to rounding. */
  static final double ROUNDING = 1e-12;

  /** Samples whose terms are summed at once, which bounds the memory. */
  private static final int SAMPLES_AT_ONCE = 64;

  private final KernelFactory kernels;
  private final Dataset data;
  private final double[] theta;
  private final LayeredPass pass;
  private final Activation activation;
  private final int number;
  private final WeightLayer layer;

  /** Made when first needed. */
  private double[] ratios;

  private double[][] deltas;

  private LayerKinks(
      LayeredModel model, Dataset data, double[] theta, int number, KernelFactory kernels) {
    this.kernels = kernels;
    this.data = data;
    this.number = number;
    this.theta = theta;
    this.activation = model.activation();
    this.pass = model.pass(data.inputs(), data.size(), kernels);
    pass.forward(theta, new double[data.size() * data.outputs()]);
    this.layer = pass.layers().get(number);
  }

  /** The kinks of a model at θ; empty if it shows no hidden layers or none of them has kinks. */
  static Optional<LayerKinks> of(
      HomogeneousModel model, Dataset data, double[] theta, KernelFactory kernels) {
    return model
        .layered()
        .filter(layered -> layered.activation().kinked() && layered.layout().count() > 1)
        .map(layered -> new LayerKinks(layered, data, theta, 0, kernels));
  }

  /** Those of another hidden layer, counted from 0, of a model that has some. */
  static LayerKinks of(
      LayeredModel model, Dataset data, double[] theta, int number, KernelFactory kernels) {
    return new LayerKinks(model, data, theta, number, kernels);
  }

  /** What it is computed with. */
  KernelFactory kernels() {
    return kernels;
  }

  /** |h|/Σ|w x|; 0 where every term is, ∞ for patches that are 0 and beyond the largest ratio. */
  private double[] ratios() {
    if (ratios == null) {
      ratios = newRatios();
    }
    return ratios;
  }

  private double[] newRatios() {
    Kernel kernel = kernels.create();
    Block block = layer.block();
    double[] weights = absolute(theta, block.offset(), block.end());
    Block matrix = Block.matrix(block.rows(), block.cols());
    int each = layer.positions() * block.cols();
    double[] h = pass.preactivations(number);
    double[] found = new double[h.length];
    double[] sums = new double[SAMPLES_AT_ONCE * layer.units()];
    for (int from = 0; from < data.size(); from += SAMPLES_AT_ONCE) {
      int count = Math.min(SAMPLES_AT_ONCE, data.size() - from);
      double[] x = absolute(layer.patches(), from * each, (from + count) * each);
      int rows = count * layer.positions();
      kernel.outputs(0, rows, x, weights, matrix, sums, false, Kernel.Finish.NONE);
      for (int k = from * layer.units(); k < (from + count) * layer.units(); k++) {
        found[k] = ratio(k / layer.units(), k % layer.units(), h[k], sum(sums, k, from));
      }
    }
    return found;
  }

  private double sum(double[] sums, int k, int firstSample) {
    int unit = k % layer.units();
    int patch = (k / layer.units() - firstSample) * layer.positions() + unit % layer.positions();
    return sums[patch * layer.block().rows() + unit / layer.positions()];
  }

  private double ratio(int sample, int unit, double h, double sum) {
    if (!(Math.abs(h) <= LARGEST_RATIO * sum)) {
      return Double.POSITIVE_INFINITY;
    }
    if (sum > 0) {
      return Math.abs(h) / sum;
    }
    int patch = layer.patch(sample, unit);
    double size = Norms.largest(layer.patches(), patch, patch + layer.block().cols());
    return size > 0 ? 0 : Double.POSITIVE_INFINITY;
  }

  private static double[] absolute(double[] v, int from, int to) {
    double[] absolute = new double[to - from];
    for (int j = from; j < to; j++) {
      absolute[j - from] = Math.abs(v[j]);
    }
    return absolute;
  }

  /** The pairs with |h| ≤ t Σ|w x|, t up to {@link #LARGEST_RATIO}. */
  boolean[] within(double threshold) {
    double[] found = ratios();
    boolean[] kinks = new boolean[found.length];
    for (int k = 0; k < kinks.length; k++) {
      kinks[k] = found[k] <= threshold;
    }
    return kinks;
  }

  /**
   * The pairs within a threshold, and within a wider band those that lower every margin of the
   * sample on both sides. In the band the least over both slopes is the margin itself, whatever h
   * is.
   */
  boolean[] withinOrConcave(double threshold, double band) {
    boolean[] kinks = within(threshold);
    double direction = activation.slope(0) == activation.lowSlope() ? 1 : -1;
    for (int k = 0; k < kinks.length; k++) {
      if (ratios()[k] <= band && !kinks[k]) {
        kinks[k] = true;
        for (double[] delta : deltas()) {
          kinks[k] &= delta[k] * direction <= 0;
        }
      }
    }
    return kinks;
  }

  /**
   * θ', the point nearest in ℓ2 where the preactivations of these pairs are 0. Every row of the
   * layer is projected orthogonally to the patches of its kinks.
   */
  double[] moved(boolean[] kinks) {
    double[] moved = theta.clone();
    int rows = layer.block().rows();
    int[][] met = new int[rows][];
    Arrays.setAll(met, row -> patches(kinks, row));
    double[] patches = layer.patches();
    int cols = layer.block().cols();
    long work = (long) (effort(kinks) / rows);
    kernels
        .create()
        .share(
            rows,
            work,
            (own, from, to) -> {
              for (int row = from; row < to; row++) {
                int at = layer.block().offset() + row * cols;
                new Span(own, patches, met[row], cols).removeFrom(moved, at);
              }
            });
    return moved;
  }

  /** First indices of the patches at which a row of weights has kinks. */
  private int[] patches(boolean[] kinks, int row) {
    int[] patches = new int[count(kinks, row)];
    int units = layer.units();
    int next = 0;
    for (int i = 0; i < data.size(); i++) {
      for (int u = row * layer.positions(); u < (row + 1) * layer.positions(); u++) {
        if (kinks[i * units + u]) {
          patches[next++] = layer.patch(i, u);
        }
      }
    }
    return patches;
  }

  private int count(boolean[] kinks, int row) {
    int units = layer.units();
    int count = 0;
    for (int i = 0; i < data.size(); i++) {
      for (int u = row * layer.positions(); u < (row + 1) * layer.positions(); u++) {
        count += kinks[i * units + u] ? 1 : 0;
      }
    }
    return count;
  }

  /** Approximate number of multiplications for moving to these kinks. */
  double effort(boolean[] kinks) {
    double effort = 0;
    for (int row = 0; row < layer.block().rows(); row++) {
      double count = count(kinks, row);
      effort += 2 * count * Math.min(count, layer.block().cols()) * layer.block().cols();
    }
    return effort;
  }

  /**
   * Those kinks of a point near this one that are 0 here up to rounding of the sums. These are all
   * of them if the patches that {@link #moved} had are far from dependent.
   *
   * @param other the weights there
   */
  boolean[] zeros(boolean[] kinks, double[] other) {
    double[] h = pass.preactivations(number);
    boolean[] zeros = kinks.clone();
    for (int k = 0; k < zeros.length; k++) {
      if (zeros[k]) {
        double terms = terms(k / layer.units(), k % layer.units(), other);
        zeros[k] = Math.abs(h[k]) <= ROUNDING * terms;
      }
    }
    return zeros;
  }

  private double terms(int sample, int unit, double[] weights) {
    double sum = 0;
    for (int c = 0; c < layer.block().cols(); c++) {
      sum +=
          Math.abs(
              weights[layer.weights(unit) + c] * layer.patches()[layer.patch(sample, unit) + c]);
    }
    return sum;
  }

  /** The slopes that these kinks leave free. */
  FreeSlopes slopes(boolean[] kinks) {
    return FreeSlopes.of(activation, layer, deltas(), kinks);
  }

  /** δ of the layer for the first margin of every sample, the second, … */
  private double[][] deltas() {
    if (deltas == null) {
      Margins margins = new Margins(data);
      int perSample = margins.count() / data.size();
      deltas = new double[perSample][];
      double[] lambda = new double[margins.count()];
      double[] cotangent = new double[data.size() * data.outputs()];
      double[][] slopes = pass.slopes();
      for (int r = 0; r < perSample; r++) {
        Arrays.fill(lambda, 0);
        for (int j = r; j < lambda.length; j += perSample) {
          lambda[j] = 1;
        }
        margins.pullback(lambda, cotangent);
        pass.pullbackToUnits(cotangent, slopes);
        deltas[r] = pass.deltas(number).clone();
      }
    }
    return deltas;
  }
}
