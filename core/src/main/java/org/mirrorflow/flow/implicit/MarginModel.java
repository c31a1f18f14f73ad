package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.flow.FlowProblem;
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
 */
final class MarginModel {
  private final LayeredPass pass;
  private final LossWeights weights;
  private final Margins margins;
  private final int outputsPerSample;
  private final List<WeightLayer> layers;
  private final double[] theta;
  private final double[] outputs;
  private final double[] q;
  private final double[] offset;
  private final double[] cotangent;
  private double mass;
  private double logLoss;
  private final KinkMemory memory;
  private final BackPass back;

  private int active;
  private int[] margin = new int[0];
  private UnitGradient[] g = new UnitGradient[0];
  private final UnitSpace space;
  private final Kinks kinks;

  MarginModel(FlowProblem problem, LayeredModel network, double temperature) {
    int samples = problem.data().size();
    this.outputsPerSample = network.outputs();
    this.pass = network.pass(problem.data().inputs(), samples, problem.kernels());
    this.weights = new LossWeights(problem.data(), problem.loss());
    this.margins = weights.margins();
    this.layers = pass.layers();
    this.theta = new double[network.layout().end()];
    this.outputs = new double[samples * outputsPerSample];
    this.q = new double[margins.count()];
    this.offset = new double[q.length];
    this.cotangent = new double[outputs.length];
    this.space = new UnitSpace(layers, problem.kernels().create());
    this.kinks = new Kinks(layers, space);
    this.memory = new KinkMemory(layers);
    this.back =
        new BackPass(network.activation(), pass, margins, space, kinks, memory, temperature);
  }

  /** Evaluates all margins at θ; rows are made by {@link #linearise}. */
  void moveTo(double[] point) {
    System.arraycopy(point, 0, theta, 0, theta.length);
    pass.forward(theta, outputs);
    margins.margins(outputs, q);
    logLoss = weights.weights(outputs, cotangent);
    double sum = 0;
    for (double x : cotangent) {
      sum += Math.abs(x);
    }
    mass = outputsPerSample == 1 ? sum : sum / 2;
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

  /** log ℒ at the reference. */
  double logLoss() {
    return logLoss;
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
    back.startStep();
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
    back.at(theta);
    int first = 0;
    for (int slot = 0; slot < samples.length; slot++) {
      int end = first;
      while (end < count && sampleOf(margin[end]) == samples[slot]) {
        g[end] = new UnitGradient(slot, 0, new double[space.size()]);
        end++;
      }
      back.differentiate(samples[slot], margin, g, first, end, logWeights);
      first = end;
    }
    kinks.sort();
  }

  private int sampleOf(int j) {
    return outputsPerSample == 1 ? j : j / (outputsPerSample - 1);
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
}
