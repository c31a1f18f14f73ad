package org.mirrorflow.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;

/**
 * A dense network bound to n samples. Beyond a {@link Pass} it shows what certificates and implicit
 * integrators need: values inside the network, chosen slopes at kinks, and the directional
 * derivative.
 *
 * <p>With A_0 the inputs, H_l = A_{l−1} W_lᵀ and A_l = σ(H_l). For a cotangent u the pullback walks
 * back with B_l = ∂⟨u, f⟩/∂A_l, G_l = B_l ∘ σ'(H_l), ∂⟨u, f⟩/∂W_l = G_lᵀ A_{l−1}, B_{l−1} = G_l
 * W_l.
 *
 * <p>Hidden layers are counted from 0. Arrays handed out are n × width, row-major, belong to the
 * pass and are read-only by convention. θ and the cotangent are copied, so the caller may change
 * its arrays between calls.
 */
public final class DensePass implements Pass {
  private final int samples;
  private final int[] widths;
  private final Activation activation;
  private final Kernel kernel;
  private final Block[] blocks;
  private final double[] theta;
  private final double[][] preactivations;

  /** Inputs of weight layer l: the data, then the activations. */
  private final double[][] layerInputs;

  /** G_l for hidden layers, the cotangent for the last weight layer. */
  private final double[][] outputDerivatives;

  /** Made on first use by callers that need them: B_l, and the tangents of H_l and A_l. */
  private double[][] deltas;

  private double[][] tangents;

  DensePass(DenseNetwork network, double[] inputs, int samples, Kernel kernel) {
    this.samples = samples;
    this.widths = network.widths().stream().mapToInt(Integer::intValue).toArray();
    this.activation = network.activation();
    this.kernel = kernel;
    Layout layout = network.layout();
    this.blocks = layout.blocks().toArray(Block[]::new);
    requireFits(network, inputs, samples);
    int hidden = blocks.length - 1;
    this.theta = new double[layout.end()];
    this.preactivations = hiddenArrays();
    this.layerInputs = new double[blocks.length][];
    this.outputDerivatives = new double[blocks.length][];
    layerInputs[0] = inputs;
    for (int l = 0; l < blocks.length; l++) {
      outputDerivatives[l] = new double[samples * widths[l + 1]];
      if (l < hidden) {
        layerInputs[l + 1] = new double[samples * widths[l + 1]];
      }
    }
  }

  private static void requireFits(DenseNetwork network, double[] inputs, int samples) {
    if (samples < 1 || (long) samples * network.inputs() != inputs.length) {
      throw new IllegalArgumentException(
          "pass: %d inputs; expected %d samples x %d"
              .formatted(inputs.length, samples, network.inputs()));
    }
    for (int width : network.widths()) {
      if ((long) samples * width > Integer.MAX_VALUE) {
        throw new InputException(
            "model " + network.spec() + " on " + samples + " samples",
            "a layer of " + width + " units",
            "samples x units below 2^31",
            "use a narrower layer or fewer samples");
      }
    }
  }

  private double[][] hiddenArrays() {
    return IntStream.range(1, widths.length - 1)
        .mapToObj(l -> new double[samples * widths[l]])
        .toArray(double[][]::new);
  }

  @Override
  public void forward(double[] theta, double[] outputs) {
    System.arraycopy(theta, 0, this.theta, 0, this.theta.length);
    int last = blocks.length - 1;
    for (int l = 0; l < last; l++) {
      double[] h = preactivations[l];
      layerOutputs(l, layerInputs[l], this.theta, h, false);
      activate(h, layerInputs[l + 1]);
    }
    layerOutputs(last, layerInputs[last], this.theta, outputs, false);
  }

  private void layerOutputs(
      int l, double[] inputs, double[] weights, double[] out, boolean accumulate) {
    Block w = blocks[l];
    kernel.outputs(samples, w.rows(), w.cols(), inputs, weights, w.offset(), out, accumulate);
  }

  private void activate(double[] h, double[] a) {
    for (int j = 0; j < h.length; j++) {
      a[j] = activation.value(h[j]);
    }
  }

  @Override
  public void pullback(double[] cotangent, double[] gradient) {
    pullback(cotangent, null, gradient);
  }

  /**
   * The pullback with other slopes than those {@link Activation#slope} picks. Any slopes between
   * {@link Activation#lowSlope} and {@link Activation#highSlope} at h = 0, and σ'(h) elsewhere,
   * give an element that the chain rule for Clarke subdifferentials admits.
   *
   * @param slopes per hidden layer n × width; start from {@link #slopes}
   */
  public void pullback(double[] cotangent, double[][] slopes, double[] gradient) {
    int last = blocks.length - 1;
    System.arraycopy(cotangent, 0, outputDerivatives[last], 0, samples * widths[last + 1]);
    for (int l = last; l >= 0; l--) {
      Block w = blocks[l];
      double[] g = outputDerivatives[l];
      kernel.weights(samples, w.rows(), w.cols(), g, layerInputs[l], gradient, w.offset());
      if (l > 0) {
        inputDerivatives(l, outputDerivatives[l - 1]);
        multiplySlopes(l - 1, slopes, outputDerivatives[l - 1]);
      }
    }
  }

  private void inputDerivatives(int l, double[] out) {
    Block w = blocks[l];
    kernel.inputs(samples, w.rows(), w.cols(), outputDerivatives[l], theta, w.offset(), out);
  }

  private void multiplySlopes(int hiddenLayer, double[][] slopes, double[] values) {
    double[] h = preactivations[hiddenLayer];
    for (int j = 0; j < h.length; j++) {
      values[j] *= slopes == null ? activation.slope(h[j]) : slopes[hiddenLayer][j];
    }
  }

  /**
   * The derivative of the outputs along a direction in parameter space, at the θ of the last {@link
   * #forward} and with the Clarke element of {@link #pullback(double[], double[])}, whose adjoint
   * it is: ⟨pullback(u), v⟩ = ⟨u, pushforward(v)⟩.
   */
  public void pushforward(double[] direction, double[] outputs) {
    pushforward(direction, null, outputs);
  }

  /**
   * The directional derivative with slopes as in {@link #pullback(double[], double[][], double[])}.
   */
  public void pushforward(double[] direction, double[][] slopes, double[] outputs) {
    if (tangents == null) {
      tangents = hiddenArrays();
    }
    int last = blocks.length - 1;
    for (int l = 0; l <= last; l++) {
      double[] out = l < last ? tangents[l] : outputs;
      layerOutputs(l, layerInputs[l], direction, out, false);
      if (l > 0) {
        layerOutputs(l, tangents[l - 1], theta, out, true);
      }
      if (l < last) {
        multiplySlopes(l, slopes, out);
      }
    }
  }

  /** Number of samples n. */
  public int samples() {
    return samples;
  }

  /** Number of hidden layers. */
  public int hiddenLayers() {
    return blocks.length - 1;
  }

  @Override
  public double[] preactivations(int hiddenLayer) {
    return preactivations[hiddenLayer];
  }

  @Override
  public double[] activations(int hiddenLayer) {
    return layerInputs[hiddenLayer + 1];
  }

  /**
   * B of the hidden layer, as of the last pullback: Σ_c u_ic ∂f_c(x_i)/∂σ(h_ij) for sample i and
   * unit j, before multiplication by the slope σ'(h_ij).
   */
  public double[] deltas(int hiddenLayer) {
    if (deltas == null) {
      deltas = hiddenArrays();
    }
    inputDerivatives(hiddenLayer + 1, deltas[hiddenLayer]);
    return deltas[hiddenLayer];
  }

  /** The slopes σ'(h) that the activation picks, one array per hidden layer: a copy. */
  public double[][] slopes() {
    return Arrays.stream(preactivations)
        .map(h -> Arrays.stream(h).map(activation::slope).toArray())
        .toArray(double[][]::new);
  }
}
