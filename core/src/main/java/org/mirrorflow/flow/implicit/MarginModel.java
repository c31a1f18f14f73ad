package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.LossWeights;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.WeightLayer;

/**
 * The margins near a reference point: concave in θ, with the kinks along which samples slide kept
 * exact.
 *
 * <p>q̃_j(θ) = q_j + ⟨g_j, θ − θ_ref⟩ + Σ_k w_jk [min(κ_k(θ), 0) − min(κ_k, 0)], where k runs over
 * the kinks of the sample: units whose preactivation h may change sign in a step and whose
 * coefficient Σ_j λ_j ĉ_j, ĉ_j = ∂q_j/∂σ(h) · (highSlope − lowSlope), is negative; κ = −c h with c
 * the largest |ĉ_j|, w_j = −ĉ_j/c. Only there does the sample push its own preactivation to 0 and
 * can slide. With the multiplier σ ∈ [0, 1] of the Clarke subdifferential min(κ, 0) = min_σ σκ.
 * With one output c = −ĉ and w = 1. With several classes the pairs of a sample share σ, as they
 * share the slope; λ is taken at the reference.
 *
 * <p>The weights of the margins are softmax(δ − q): δ = 0 for the exponential loss, and for the
 * others the logarithm of what −ℓ' lacks to e^{−q}, taken at the reference. The mass Σp is 1 or a
 * little less and taken there too.
 *
 * <p>Where units compete for a maximum, kinks are also where two of them are equal: see {@link
 * Ties}.
 *
 * <p>In a deep network the slopes of other kinks on the same path enter ĉ and the gradient of h
 * with their values at the reference; the gradient is multilinear in the slopes, so subtracting σ
 * times the kink's own row from the full gradient leaves the right g to first order.
 */
final class MarginModel {
  /** Kinks are kept where |h| is at most this share of ‖w‖‖a‖, its largest possible value. */
  private static final double NEAR = 3e-3;

  private final Activation activation;
  private final LayeredPass pass;
  private final LossWeights weights;
  private final Margins margins;
  private final int outputsPerSample;
  private final List<WeightLayer> layers;
  private final double jump;
  private final double temperature;
  private final double[] theta;
  private final double[] outputs;
  private final double[] q;
  private final double[] offset;
  private final double[] cotangent;
  private double mass;
  private boolean finite;
  private final double[][] slopes;
  private final double[][] signs;
  private final double[][] rowNorms;
  private final double[][] patchNorms;

  /** Derivatives of the margins of one sample in the units of each layer, by layer and margin. */
  private final double[][][] derivatives;

  /** Maxima after each hidden layer. */
  private final Ties[] ties;

  private final KinkMemory memory;

  /**
   * The sample whose margins are at work: its number in the unit space, its first row, how many,
   * and their λ.
   */
  private int sample;

  private int slot;
  private int first;
  private int rows;
  private final double[] lambda;

  private int active;
  private int[] margin = new int[0];
  private UnitGradient[] g = new UnitGradient[0];
  private final UnitSpace space;
  private final Kinks kinks;

  MarginModel(FlowProblem problem, LayeredModel network, double temperature) {
    this.activation = network.activation();
    int samples = problem.data().size();
    this.outputsPerSample = network.outputs();
    this.pass = network.pass(problem.data().inputs(), samples);
    this.weights = new LossWeights(problem.data(), problem.loss());
    this.margins = weights.margins();
    this.layers = pass.layers();
    this.jump = activation.highSlope() - activation.lowSlope();
    this.temperature = temperature;
    this.theta = new double[network.layout().end()];
    this.outputs = new double[samples * outputsPerSample];
    this.q = new double[margins.count()];
    this.offset = new double[q.length];
    this.cotangent = new double[outputs.length];
    this.space = new UnitSpace(layers, problem.kernels().create());
    this.kinks = new Kinks(layers, space);
    this.memory = new KinkMemory(layers);
    this.lambda = new double[Math.max(1, outputsPerSample - 1)];
    int hidden = layers.size() - 1;
    this.slopes = new double[hidden][];
    this.signs = new double[hidden][];
    this.rowNorms = new double[hidden][];
    this.patchNorms = new double[hidden][];
    this.derivatives = new double[hidden + 1][Math.max(1, outputsPerSample - 1)][];
    this.ties = new Ties[hidden];
    for (int l = 0; l <= hidden; l++) {
      int units = layers.get(l).units();
      Arrays.setAll(derivatives[l], r -> new double[units]);
    }
    for (int l = 0; l < hidden; l++) {
      int units = layers.get(l).units();
      slopes[l] = new double[units];
      signs[l] = new double[samples * units];
      ties[l] = new Ties(pass.maxima(l), activation, layers.get(l), NEAR);
      rowNorms[l] = new double[layers.get(l).block().rows()];
      patchNorms[l] = new double[layers.get(l).positions()];
    }
  }

  /** Evaluates all margins at θ; rows are made by {@link #linearise}. */
  void moveTo(double[] point) {
    System.arraycopy(point, 0, theta, 0, theta.length);
    pass.forward(theta, outputs);
    margins.margins(outputs, q);
    double logLoss = weights.weights(outputs, cotangent);
    double sum = 0;
    for (double x : cotangent) {
      sum += Math.abs(x);
    }
    mass = outputsPerSample == 1 ? sum : sum / 2;
    finite = Double.isFinite(logLoss);
    offsets();
  }

  /** δ = log(−ℓ') + q: −log(1 + Σ e^{−q}), over the pairs of the sample for cross-entropy. */
  private void offsets() {
    if (weights.loss() == Loss.EXPONENTIAL) {
      return;
    }
    int pairs = weights.loss() == Loss.CROSS_ENTROPY ? Math.max(1, outputsPerSample - 1) : 1;
    for (int from = 0; from < q.length; from += pairs) {
      double least = 0;
      for (int j = from; j < from + pairs; j++) {
        least = Math.min(least, q[j]);
      }
      double sum = Math.expm1(least);
      for (int j = from; j < from + pairs; j++) {
        sum += Math.exp(least - q[j]);
      }
      Arrays.fill(offset, from, from + pairs, least - Math.log1p(sum));
    }
  }

  /** Whether the loss at the reference is a number. */
  boolean finite() {
    return finite;
  }

  /** Σp at the reference: F = mass · Σ λ ∂q. */
  double mass() {
    return mass;
  }

  /** δ of margin j at the reference. */
  double offset(int j) {
    return offset[j];
  }

  /** Marks the point last moved to as the start of a step: signs are compared with it. */
  void startStep() {
    memory.forget();
    for (int l = 0; l < signs.length; l++) {
      System.arraycopy(pass.preactivations(l), 0, signs[l], 0, signs[l].length);
    }
  }

  /** All margins at the reference. */
  double[] margins() {
    return q;
  }

  /**
   * Makes the rows of the listed margins at the point last moved to.
   *
   * @param list their numbers, ascending
   * @param count how many
   * @param logWeights u of all margins: a unit is pulled towards 0 or away from it by all of its
   *     sample together
   */
  void linearise(int[] list, int count, double[] logWeights) {
    active = count;
    kinks.clear();
    if (margin.length < count) {
      margin = new int[count];
      g = new UnitGradient[count];
    }
    System.arraycopy(list, 0, margin, 0, count);
    int[] samples = IntStream.range(0, count).map(r -> sampleOf(margin[r])).distinct().toArray();
    space.gather(samples, samples.length);
    for (int l = 0; l < rowNorms.length; l++) {
      Block b = layers.get(l).block();
      for (int k = 0; k < rowNorms[l].length; k++) {
        rowNorms[l][k] = norm(theta, b.offset() + k * b.cols(), b.cols());
      }
    }
    slot = -1;
    for (int r = 0; r < count; r += rows) {
      first = r;
      slot++;
      sample = sampleOf(margin[r]);
      rows = 1;
      while (r + rows < count && sampleOf(margin[r + rows]) == sample) {
        rows++;
      }
      for (int k = 0; k < rows; k++) {
        lambda[k] = Math.exp(logWeights[margin[r + k]]);
      }
      sample();
    }
    kinks.sort();
  }

  private int sampleOf(int j) {
    return outputsPerSample == 1 ? j : j / (outputsPerSample - 1);
  }

  /** The gradients of a sample's margins: back through the layers, registering kinks on the way. */
  private void sample() {
    int before = kinks.count();
    start();
    for (int r = 0; r < rows; r++) {
      g[first + r] = new UnitGradient(slot, 0, new double[space.size()]);
    }
    for (int l = derivatives.length - 1; l >= 0; l--) {
      for (int r = 0; r < rows; r++) {
        space.place(l, derivatives[l][r], g[first + r].values());
        if (l > 0) {
          layers.get(l).adjoint(sample, derivatives[l][r], derivatives[l - 1][r]);
        }
      }
      if (l > 0) {
        measure(l - 1);
        shareMaxima(l - 1, derivatives[l - 1]);
        multiplySlopes(l - 1, derivatives[l - 1]);
      }
    }
    for (int k = before; k < kinks.count(); k++) {
      kinks.differentiate(k, slopes);
      for (int r = 0; r < rows; r++) {
        g[first + r].add(-kinks.sigma(k) * kinks.pulls(k)[r], kinks.gradient(k));
      }
    }
  }

  /** The derivatives of the sample's margins in its outputs. */
  private void start() {
    for (int r = 0; r < rows; r++) {
      double[] v = derivatives[derivatives.length - 1][r];
      Arrays.fill(v, 0);
      if (outputsPerSample == 1) {
        v[0] = margins.data().sign(sample);
      } else {
        int label = margins.data().labels()[sample];
        int rival = margin[first + r] % (outputsPerSample - 1);
        v[label] = 1;
        v[rival < label ? rival : rival + 1] = -1;
      }
    }
  }

  private void measure(int l) {
    WeightLayer layer = layers.get(l);
    for (int p = 0; p < layer.positions() && jump > 0; p++) {
      patchNorms[l][p] = norm(layer.patches(), layer.patch(sample, p), layer.block().cols());
    }
  }

  /** The derivatives of the sample's margins in a unit, in the order of their rows. */
  private double[] inUnit(double[][] v, int unit) {
    double[] of = new double[rows];
    for (int r = 0; r < rows; r++) {
      of[r] = v[r][unit];
    }
    return of;
  }

  /** What the force of the sample does to a unit: below 0 it pushes it down. */
  private double pooled(double[] coefficients) {
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += lambda[r] * coefficients[r];
    }
    return sum;
  }

  /** Shares the derivatives in every maximum between the units that are tied there. */
  private void shareMaxima(int l, double[][] v) {
    double[] h = pass.preactivations(l);
    int units = v[0].length;
    int at = sample * units;
    int positions = layers.get(l).positions();
    for (int[] set : ties[l].sets()) {
      int picked = -1;
      for (int r = 0; r < rows && picked < 0; r++) {
        picked = Ties.winner(set, v[r]);
      }
      if (picked >= 0) {
        double[] coefficients = inUnit(v, picked);
        int winner = ties[l].highest(set, picked, h, at);
        for (int r = 0; r < rows; r++) {
          v[r][picked] = 0;
          v[r][winner] = coefficients[r];
        }
        double rowNorm = rowNorms[l][winner / positions];
        int count = ties[l].find(sample, set, winner, h, signs[l], at, rowNorm);
        if (count > 1) {
          shareMaximum(l, count, v, coefficients);
        }
      }
    }
  }

  /**
   * The maximum of the first m + 1 units is that of the first m plus the positive part of how much
   * unit m + 1 is above it.
   */
  private void shareMaximum(int l, int count, double[][] v, double[] coefficients) {
    int[] units = ties[l].members();
    double[] share = new double[count];
    double[] sigma = new double[count];
    int[] kink = new int[count];
    double[] left = coefficients.clone();
    for (int m = count - 1; m > 0; m--) {
      kink[m] = pooled(left) < 0 ? kinks.count() : -1;
      sigma[m] = tie(l, units, m, left);
      for (int r = 0; r < rows; r++) {
        left[r] *= 1 - sigma[m];
      }
    }
    share[0] = 1;
    for (int m = 1; m < count; m++) {
      if (kink[m] >= 0) {
        double[] a = new double[m + 1];
        a[m] = 1;
        for (int b = 0; b < m; b++) {
          a[b] = -share[b];
        }
        kinks.between(kink[m], units, a, m + 1);
      }
      for (int b = 0; b < m; b++) {
        share[b] *= 1 - sigma[m];
      }
      share[m] = sigma[m];
    }
    for (int m = 0; m < count; m++) {
      for (int r = 0; r < rows; r++) {
        v[r][units[m]] = coefficients[r] * share[m];
      }
    }
  }

  /** The share of unit m in the maximum of the first m + 1. */
  private double tie(int l, int[] units, int m, double[] coefficients) {
    double[] h = pass.preactivations(l);
    int at = sample * slopes[l].length;
    double above = activation.value(h[at + units[m]]);
    double largest = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < m; b++) {
      largest = Math.max(largest, activation.value(h[at + units[b]]));
    }
    if (pooled(coefficients) < 0) {
      return register(l, slopes[l].length + units[m], coefficients, above - largest);
    }
    return above > largest ? 1 : 0;
  }

  private void multiplySlopes(int l, double[][] v) {
    int positions = layers.get(l).positions();
    double[] h = pass.preactivations(l);
    double[] old = signs[l];
    int units = slopes[l].length;
    for (int k = 0; k < units; k++) {
      int at = sample * units + k;
      double reach = patchNorms[l][k % positions];
      double slope = activation.slope(h[at]);
      boolean near = Math.abs(h[at]) <= NEAR * rowNorms[l][k / positions] * reach;
      if (jump > 0 && reach > 0 && (near || (h[at] > 0) != (old[at] > 0))) {
        double[] coefficients = inUnit(v, k);
        if (pooled(coefficients) < 0) {
          for (int r = 0; r < rows; r++) {
            coefficients[r] *= jump;
          }
          slope = activation.lowSlope() + jump * register(l, k, coefficients, h[at]);
        }
      }
      slopes[l][k] = slope;
      for (int r = 0; r < rows; r++) {
        v[r][k] *= slope;
      }
    }
  }

  private double register(int l, int key, double[] coefficients, double h) {
    double known = memory.logit(l, sample, key);
    int unit = key % slopes[l].length;
    return kinks.add(first, coefficients, sample, slot, l, unit, h, known, temperature);
  }

  /** Keeps the multipliers for the next reference of this step. */
  void remember(double[] v) {
    memory.remember(kinks, v);
  }

  /** The kinks of the rows. */
  Kinks kinks() {
    return kinks;
  }

  int active() {
    return active;
  }

  int margin(int r) {
    return margin[r];
  }

  /** g of row r. */
  UnitGradient gradient(int r) {
    return g[r];
  }

  /** The inputs of the samples of the rows. */
  UnitSpace space() {
    return space;
  }

  private static double norm(double[] v, int from, int count) {
    double sum = 0;
    for (int c = from; c < from + count; c++) {
      sum += v[c] * v[c];
    }
    return Math.sqrt(sum);
  }
}
