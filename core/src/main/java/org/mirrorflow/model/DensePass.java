package org.mirrorflow.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;

/**
 * A dense network bound to n samples.
 *
 * <p>With A_0 the inputs, H_l = A_{l−1} W_lᵀ and A_l = σ(H_l). For a cotangent u the pullback walks
 * back with B_l = ∂⟨u, f⟩/∂A_l, G_l = B_l ∘ σ'(H_l), ∂⟨u, f⟩/∂W_l = G_lᵀ A_{l−1}, B_{l−1} = G_l
 * W_l.
 *
 * <p>Hidden layers are counted from 0. Arrays handed out are n × width and row-major. They belong
 * to the pass and are read-only by convention. Each is made on first use and then kept. θ and the
 * cotangent are copied, so the caller may change its arrays between calls. A step of {@link
 * #forward} and {@link #pullback(double[], double[])} allocates nothing.
 */
final class DensePass implements LayeredPass {
  private final int samples;
  private final int[] widths;
  private final Activation activation;
  private final Kernel kernel;
  private final Block[] blocks;
  private final double[] theta;

  /** Inputs of weight layer l: the data, then the activations. */
  private final double[][] layerInputs;

  /** G_l for hidden layers, the cotangent for the last weight layer. */
  private final double[][] outputDerivatives;

  /** The arrays that tell the slopes: the activations themselves where they can, else H_l. */
  private final double[][] slopeArguments;

  private final Kernel.Finish[] activate;
  private final Kernel.Finish[] multiplySlopes;

  private final Optional<TwoLayer> twoLayer;
  private final Optional<SparseInputs> sparse;
  private final List<WeightLayer> layers;
  private final double[][] preactivations;
  private boolean preactivationsCurrent;
  private final double[][] deltas;
  private final double[][] tangents;

  DensePass(DenseNetwork network, double[] inputs, int samples, Kernel kernel) {
    requireFits(network, inputs, samples);
    this.samples = samples;
    this.widths = network.widths().stream().mapToInt(Integer::intValue).toArray();
    this.activation = network.activation();
    this.kernel = kernel;
    Layout layout = network.layout();
    this.blocks = layout.blocks().toArray(Block[]::new);
    this.theta = new double[layout.end()];
    int hidden = blocks.length - 1;
    this.preactivations = new double[hidden][];
    this.deltas = new double[hidden][];
    this.tangents = new double[hidden][];
    this.slopeArguments = new double[hidden][];
    this.layerInputs = new double[blocks.length][];
    this.outputDerivatives = new double[blocks.length][];
    layerInputs[0] = inputs;
    for (int l = 0; l < hidden; l++) {
      layerInputs[l + 1] = hiddenArray(l);
      outputDerivatives[l] = hiddenArray(l);
      slopeArguments[l] = activation.slopeFollowsFromValue() ? layerInputs[l + 1] : hiddenArray(l);
    }
    outputDerivatives[hidden] = hiddenArray(hidden);
    this.twoLayer =
        hidden == 1 && widths[2] == 1
            ? kernel.twoLayer(samples, widths[1], widths[0], activation)
            : Optional.empty();
    this.sparse =
        hidden > 0
            ? SparseInputs.of(kernel, inputs, samples, widths[0], widths[1])
            : Optional.empty();
    this.layers =
        IntStream.range(0, blocks.length)
            .mapToObj(l -> (WeightLayer) new DenseLayer(blocks[l], theta, layerInputs[l]))
            .toList();
    this.activate = finishes(this::activateEntries);
    this.multiplySlopes = finishes(this::multiplyEntries);
  }

  private static void requireFits(DenseNetwork network, double[] inputs, int samples) {
    if (samples < 1 || (long) samples * network.inputs() != inputs.length) {
      throw new IllegalArgumentException(
          "pass: %s inputs; expected %s samples x %s"
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

  private double[] hiddenArray(int layer) {
    return new double[samples * widths[layer + 1]];
  }

  /** An operation on entries {@code from .. to} of a hidden layer. */
  @FunctionalInterface
  private interface LayerFinish {
    void apply(int layer, int from, int to);
  }

  private Kernel.Finish[] finishes(LayerFinish finish) {
    return IntStream.range(0, blocks.length - 1)
        .mapToObj(l -> (Kernel.Finish) (from, to) -> finish.apply(l, from, to))
        .toArray(Kernel.Finish[]::new);
  }

  private void activateEntries(int layer, int from, int to) {
    kernel.activate(activation, slopeArguments[layer], layerInputs[layer + 1], from, to);
  }

  private void multiplyEntries(int layer, int from, int to) {
    kernel.multiplySlopes(activation, slopeArguments[layer], outputDerivatives[layer], from, to);
  }

  @Override
  public double leftOut() {
    return sparse.map(SparseInputs::leftOut).orElse(0.0);
  }

  @Override
  public void forward(double[] theta, double[] outputs) {
    System.arraycopy(theta, 0, this.theta, 0, this.theta.length);
    preactivationsCurrent = false;
    if (twoLayer.isPresent()) {
      twoLayer
          .get()
          .forward(
              layerInputs[0],
              this.theta,
              blocks[0].offset(),
              blocks[1].offset(),
              layerInputs[1],
              outputs);
      return;
    }
    int last = blocks.length - 1;
    for (int l = 0; l < last; l++) {
      layerOutputs(l, layerInputs[l], this.theta, slopeArguments[l], false, activate[l]);
    }
    layerOutputs(last, layerInputs[last], this.theta, outputs, false, Kernel.Finish.NONE);
  }

  private void layerOutputs(
      int l, double[] inputs, double[] weights, double[] out, boolean add, Kernel.Finish finish) {
    if (l == 0 && !add && sparse.isPresent()) {
      sparse.get().outputs(weights, blocks[0], out, finish);
      return;
    }
    kernel.outputs(0, samples, inputs, weights, blocks[l], out, add, finish);
  }

  @Override
  public void pullback(double[] cotangent, double[] gradient) {
    if (twoLayer.isPresent()) {
      System.arraycopy(cotangent, 0, outputDerivatives[1], 0, samples);
      twoLayer
          .get()
          .pullback(
              layerInputs[0],
              layerInputs[1],
              cotangent,
              gradient,
              blocks[0].offset(),
              blocks[1].offset());
      return;
    }
    pullback(cotangent, multiplySlopes, gradient);
  }

  @Override
  public void pullback(double[] cotangent, double[][] slopes, double[] gradient) {
    pullback(cotangent, multiplyBy(slopes, outputDerivatives), gradient);
  }

  @Override
  public void pullbackToUnits(double[] cotangent, double[][] slopes) {
    pullback(cotangent, multiplyBy(slopes, outputDerivatives), null);
  }

  private Kernel.Finish[] multiplyBy(double[][] slopes, double[][] values) {
    return finishes(
        (layer, from, to) -> {
          for (int j = from; j < to; j++) {
            values[layer][j] *= slopes[layer][j];
          }
        });
  }

  /** Without a gradient to receive them, the derivatives in the weights are left out. */
  private void pullback(double[] cotangent, Kernel.Finish[] slopes, double[] gradient) {
    int last = blocks.length - 1;
    System.arraycopy(cotangent, 0, outputDerivatives[last], 0, samples * widths[last + 1]);
    for (int l = last; l >= 0; l--) {
      if (gradient != null) {
        weightDerivatives(l, gradient);
      }
      if (l > 0) {
        inputDerivatives(l, outputDerivatives[l - 1], slopes[l - 1]);
      }
    }
  }

  private void weightDerivatives(int l, double[] gradient) {
    if (l == 0 && sparse.isPresent()) {
      sparse.get().weights(outputDerivatives[0], gradient, blocks[0]);
      return;
    }
    kernel.weights(
        0, widths[l + 1], samples, outputDerivatives[l], layerInputs[l], gradient, blocks[l]);
  }

  private void inputDerivatives(int l, double[] out, Kernel.Finish finish) {
    kernel.inputs(0, samples, outputDerivatives[l], theta, blocks[l], out, finish);
  }

  @Override
  public void pushforward(double[] direction, double[][] slopes, double[] outputs) {
    for (int l = 0; l < tangents.length && tangents[l] == null; l++) {
      tangents[l] = hiddenArray(l);
    }
    Kernel.Finish[] multiply = multiplyBy(slopes, tangents);
    int last = blocks.length - 1;
    for (int l = 0; l <= last; l++) {
      double[] out = l < last ? tangents[l] : outputs;
      Kernel.Finish finish = l < last ? multiply[l] : Kernel.Finish.NONE;
      layerOutputs(l, layerInputs[l], direction, out, false, l == 0 ? finish : Kernel.Finish.NONE);
      if (l > 0) {
        layerOutputs(l, tangents[l - 1], theta, out, true, finish);
      }
    }
  }

  @Override
  public List<WeightLayer> layers() {
    return layers;
  }

  @Override
  public double[] preactivations(int hiddenLayer) {
    if (!activation.slopeFollowsFromValue()) {
      return slopeArguments[hiddenLayer];
    }
    if (!preactivationsCurrent) {
      for (int l = 0; l < preactivations.length; l++) {
        preactivations[l] = preactivations[l] == null ? hiddenArray(l) : preactivations[l];
        layerOutputs(l, layerInputs[l], theta, preactivations[l], false, Kernel.Finish.NONE);
      }
      preactivationsCurrent = true;
    }
    return preactivations[hiddenLayer];
  }

  @Override
  public double[] activations(int hiddenLayer) {
    return layerInputs[hiddenLayer + 1];
  }

  /** B of the hidden layer. */
  @Override
  public double[] deltas(int hiddenLayer) {
    if (deltas[hiddenLayer] == null) {
      deltas[hiddenLayer] = hiddenArray(hiddenLayer);
    }
    inputDerivatives(hiddenLayer + 1, deltas[hiddenLayer], Kernel.Finish.NONE);
    return deltas[hiddenLayer];
  }

  @Override
  public double[][] slopes() {
    return Arrays.stream(slopeArguments)
        .map(h -> Arrays.stream(h).map(activation::slope).toArray())
        .toArray(double[][]::new);
  }
}
