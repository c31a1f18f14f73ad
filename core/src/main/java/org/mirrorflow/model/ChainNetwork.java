package org.mirrorflow.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;

/**
 * A bias-free chain of convolutions, poolings and dense layers on images: f(x; θ) = W_H F_H
 * σ(W_{H−1} F_{H−1} … σ(W_1 F_1 x)). F_l are the poolings before weight layer l, which are
 * homogeneous of degree 1.
 *
 * <p>Block {@code W}l has one row per channel or neuron. The columns of a convolution are the
 * channels that it reads times the nine entries of a kernel. The columns of a dense layer after
 * positions are the channels times the positions. The order is that of PyTorch. With σ of degree k
 * the outputs are homogeneous of degree k^{H−l} in W_l.
 *
 * @param image shape of a sample
 * @param layers the layers before the last
 * @param outputs number of outputs
 * @param activation σ after every weight layer but the last
 * @since 0.2.0
 */
public record ChainNetwork(
    ImageShape image, List<ChainLayer> layers, int outputs, Activation activation)
    implements LayeredModel {

  /**
   * Checks the sizes.
   *
   * @param image shape of a sample
   * @param layers the layers before the last, copied
   * @param outputs at least 1
   * @param activation σ
   * @throws InputException if the number of parameters or the degree reaches 2^31
   */
  public ChainNetwork {
    layers = List.copyOf(layers);
    double parameters = 0;
    double degree = 1;
    for (Step step : steps(image, layers, outputs)) {
      parameters += (double) step.rows * step.columns;
      degree *= step.rows == 0 ? 1 : activation.exponent();
    }
    if (parameters > Integer.MAX_VALUE || degree * 2 > Integer.MAX_VALUE) {
      throw new InputException(
          "model " + new ChainSpec(layers, activation).spec(),
          String.format(Locale.ROOT, "%.3g parameters of degree up to %.3g", parameters, degree),
          "both below 2^31",
          "choose fewer channels, fewer layers or a smaller exponent");
    }
  }

  /** A layer with what it reads; rows and columns of its weights, or 0. */
  private record Step(ChainLayer.Kind kind, Planes in, int rows, int columns) {}

  /** The chain with the last layer, without poolings that have nothing to pool. */
  private static List<Step> steps(ImageShape image, List<ChainLayer> layers, int outputs) {
    List<ChainLayer> all = new ArrayList<>(layers);
    all.add(new ChainLayer(ChainLayer.Kind.DENSE, outputs));
    List<Step> steps = new ArrayList<>();
    Planes at = Planes.image(image);
    for (ChainLayer layer : all) {
      switch (layer.kind()) {
        case CONVOLUTION -> {
          int columns = at.channels() * Correlation.AREA;
          steps.add(new Step(layer.kind(), at, layer.width(), columns));
          at = at.withChannels(layer.width());
        }
        case DENSE -> {
          steps.add(new Step(layer.kind(), at, layer.width(), at.units()));
          at = Planes.flat(layer.width());
        }
        case MEAN -> {
          steps.add(new Step(layer.kind(), at, 0, 0));
          at = Planes.flat(at.channels());
        }
        default -> {
          if (PoolingStage.fits(at)) {
            steps.add(new Step(layer.kind(), at, 0, 0));
            at = PoolingStage.pooled(at);
          }
        }
      }
    }
    return steps;
  }

  private List<Step> steps() {
    return steps(image, layers, outputs);
  }

  @Override
  public int inputs() {
    return image.features();
  }

  @Override
  public Layout layout() {
    List<Step> weights = steps().stream().filter(step -> step.rows > 0).toList();
    List<Block> blocks = new ArrayList<>();
    int offset = 0;
    for (int l = 0; l < weights.size(); l++) {
      Step step = weights.get(l);
      int degree = (int) Math.pow(activation.exponent(), weights.size() - 1.0 - l);
      blocks.add(new Block("W" + (l + 1), offset, step.rows, step.columns, degree));
      offset = blocks.get(l).end();
    }
    return new Layout(blocks);
  }

  @Override
  public List<HiddenLayer> hiddenLayers() {
    List<Block> blocks = layout().blocks();
    List<HiddenLayer> hidden = new ArrayList<>();
    for (int l = 0; l + 1 < blocks.size(); l++) {
      int columns = blocks.get(l + 1).cols() / blocks.get(l).rows();
      hidden.add(new HiddenLayer(blocks.get(l), blocks.get(l + 1), columns, activation.exponent()));
    }
    return List.copyOf(hidden);
  }

  @Override
  public double multiplications() {
    return steps().stream()
        .mapToDouble(
            step ->
                (double) step.rows
                    * step.columns
                    * (step.kind == ChainLayer.Kind.CONVOLUTION ? step.in.positions() : 1))
        .sum();
  }

  /** The stages of the chain on so many samples. */
  List<Stage> stages(int samples) {
    List<Block> blocks = layout().blocks();
    List<Stage> stages = new ArrayList<>();
    int l = 0;
    for (Step step : steps()) {
      switch (step.kind) {
        case CONVOLUTION -> stages.add(new ConvolutionStage(blocks.get(l), step.in));
        case DENSE -> {
          if (step.in.border() > 0) {
            stages.add(FlatStage.units(step.in));
          }
          stages.add(new DenseStage(blocks.get(l)));
        }
        case MAXIMUM -> stages.add(PoolingStage.maximum(step.in, samples));
        case AVERAGE -> stages.add(PoolingStage.mean(step.in));
        default -> stages.add(FlatStage.mean(step.in));
      }
      if (step.rows > 0 && ++l < blocks.size()) {
        stages.add(new ActivationStage(stages.get(stages.size() - 1).out(), activation));
      }
    }
    return stages;
  }

  /** The pass on the fastest kernel that this virtual machine has. */
  @Override
  public LayeredPass pass(double[] inputs, int samples) {
    return pass(inputs, samples, KernelFactory.best());
  }

  @Override
  public LayeredPass pass(double[] inputs, int samples, KernelFactory kernels) {
    return new ChainPass(this, inputs, samples, kernels.create());
  }

  @Override
  public String spec() {
    return new ChainSpec(layers, activation).spec();
  }
}
