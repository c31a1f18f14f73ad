package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.io.InputException;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.DenseSpec;

/**
 * A network as a word: {@code linear}, {@code dense:256}, {@code conv:16-32-64}, {@code vgg:11},
 * {@code vgg:16}, {@code resnet:18}, or a chain written out, {@code chain:c16-m-c32-a}.
 *
 * <p>A chain is homogeneous: its layers are 3×3 convolutions ({@code cN}, stride 1, padding 1),
 * maxima over 2×2 ({@code m}), the mean over all positions ({@code a}) and dense layers ({@code
 * dN}), each without bias, an activation after each weight layer, and a last dense layer to the
 * outputs. {@code conv:16-32-64} is {@code c16-m-c32-m-c64-a}. The VGG networks (Simonyan and
 * Zisserman 2015, arXiv 1409.1556) have no normalisation and one dense layer, as is usual for small
 * images; a maximum over 2×2 is left out where one position is left.
 *
 * @param layers the layers before the last; empty for {@code linear} and {@code resnet:18}
 * @param activation σ
 * @param residual whether this is the ResNet-18 with normalisation, which is not homogeneous
 */
public record Architecture(List<String> layers, Activation activation, boolean residual) {
  private static final String VGG_11 = "c64-m-c128-m-c256-c256-m-c512-c512-m-c512-c512-m";
  private static final String VGG_16 =
      "c64-c64-m-c128-c128-m-c256-c256-c256-m-c512-c512-c512-m-c512-c512-c512-m";

  /**
   * Copies the list.
   *
   * @param layers the layers before the last, copied
   * @param activation σ
   * @param residual whether this is the ResNet-18 with normalisation
   */
  public Architecture {
    layers = List.copyOf(layers);
  }

  /**
   * {@return the architecture of a word}
   *
   * @param spec for example {@code conv:16-32-64} or {@code dense:64,activation=abs}; case and
   *     space around it are ignored
   * @throws InputException if it is not understood
   */
  public static Architecture parse(String spec) {
    String text = spec.strip().toLowerCase(Locale.ROOT);
    if (text.equals("resnet:18")) {
      return new Architecture(List.of(), Activation.RELU, true);
    }
    if (text.equals("vgg:11") || text.equals("vgg:16")) {
      return chain(spec, text.equals("vgg:11") ? VGG_11 : VGG_16);
    }
    if (text.startsWith("conv:")) {
      String channels = text.substring("conv:".length()).replace("-", "-m-c");
      return chain(spec, "c" + channels + "-a");
    }
    if (text.startsWith("chain:")) {
      return chain(spec, text.substring("chain:".length()));
    }
    if (text.equals("linear") || text.startsWith("dense:")) {
      DenseSpec dense = DenseSpec.parse(text);
      return new Architecture(
          dense.hidden().stream().map(w -> "d" + w).toList(), dense.activation(), false);
    }
    throw unknown(spec, null);
  }

  private static InputException unknown(String spec, NumberFormatException cause) {
    return new InputException(
        "model " + spec,
        "not understood",
        "linear, dense:256, conv:16-32-64, vgg:11, vgg:16, resnet:18 or chain:c16-m-c32-a",
        "write one of them",
        cause);
  }

  private static Architecture chain(String spec, String text) {
    List<String> layers = new ArrayList<>();
    boolean flat = false;
    for (String layer : text.split("-", -1)) {
      char kind = layer.isEmpty() ? ' ' : layer.charAt(0);
      boolean sized = kind == 'c' || kind == 'd';
      if (sized) {
        width(spec, layer);
      }
      boolean known = sized || layer.equals("m") || layer.equals("a");
      if (!known || (flat && kind != 'd')) {
        throw unknown(spec, null);
      }
      flat |= kind == 'd' || kind == 'a';
      layers.add(layer);
    }
    return new Architecture(layers, Activation.RELU, false);
  }

  private static int width(String spec, String layer) {
    try {
      int width = Integer.parseInt(layer.substring(1));
      if (width >= 1) {
        return width;
      }
    } catch (NumberFormatException e) {
      throw unknown(spec, e);
    }
    throw unknown(spec, null);
  }

  /** {@return whether the outputs are homogeneous in the weights} */
  public boolean homogeneous() {
    return !residual;
  }

  /** {@return the word that parses to this; a chain of dense layers as {@code dense:}} */
  public String spec() {
    if (residual) {
      return "resnet:18";
    }
    if (layers.isEmpty()) {
      return "linear";
    }
    if (layers.stream().allMatch(layer -> layer.startsWith("d"))) {
      String suffix = activation.equals(Activation.RELU) ? "" : ",activation=" + activation.spec();
      return "dense:"
          + layers.stream().map(layer -> layer.substring(1)).collect(Collectors.joining(","))
          + suffix;
    }
    return "chain:" + String.join("-", layers);
  }

  /**
   * {@return the same with other widths of the weight layers but the last}
   *
   * @param widths units or channels, first layer to last
   */
  public Architecture withWidths(List<Integer> widths) {
    List<String> changed = new ArrayList<>();
    int next = 0;
    for (String layer : layers) {
      boolean sized = layer.startsWith("c") || layer.startsWith("d");
      changed.add(sized ? layer.charAt(0) + "" + widths.get(next++) : layer);
    }
    return new Architecture(changed, activation, residual);
  }

  /**
   * {@return the network on flat images (batch × features), to be initialised with that shape}
   *
   * @param image shape of an image, whose pixels come channel by channel, row by row
   * @param outputs number of outputs
   */
  public SequentialBlock block(ImageShape image, int outputs) {
    if (residual) {
      return ResidualNetwork.block(image, outputs);
    }
    SequentialBlock block = new SequentialBlock();
    boolean spatial = layers.stream().anyMatch(l -> l.startsWith("c") || l.equals("m"));
    int height = image.height();
    int width = image.width();
    if (spatial) {
      block.add(
          lambda(x -> x.reshape(-1, image.channels(), image.height(), image.width()), "reshape"));
    }
    for (String layer : layers) {
      switch (layer.charAt(0)) {
        case 'c' -> {
          block.add(convolution(Integer.parseInt(layer.substring(1)), 1));
          block.add(lambda(this::activate, "activation"));
        }
        case 'd' -> {
          spatial = flatten(block, spatial);
          block.add(dense(Integer.parseInt(layer.substring(1))));
          block.add(lambda(this::activate, "activation"));
        }
        case 'm' -> {
          if (height >= 2 && width >= 2) {
            block.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
            height /= 2;
            width /= 2;
          }
        }
        default -> {
          block.add(lambda(Architecture::positionMean, "mean"));
          spatial = false;
        }
      }
    }
    flatten(block, spatial);
    return block.add(dense(outputs));
  }

  private static boolean flatten(SequentialBlock block, boolean spatial) {
    if (spatial) {
      block.add(lambda(x -> x.reshape(x.getShape().get(0), -1), "flatten"));
    }
    return false;
  }

  /** Mean over all positions of each channel. */
  static NDArray positionMean(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), -1).mean(new int[] {2});
  }

  static Conv2d convolution(int channels, int stride) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .optStride(new Shape(stride, stride))
        .optBias(false)
        .setFilters(channels)
        .build();
  }

  static Linear dense(int units) {
    return Linear.builder().setUnits(units).optBias(false).build();
  }

  static LambdaBlock lambda(java.util.function.Function<NDArray, NDArray> function, String name) {
    return LambdaBlock.singleton(function, name);
  }

  private NDArray activate(NDArray h) {
    if (activation.equals(Activation.LINEAR)) {
      return h.duplicate();
    }
    if (activation.equals(Activation.ABS)) {
      return h.abs();
    }
    if (activation.exponent() > 1) {
      return ai.djl.nn.Activation.relu(h).pow(activation.exponent());
    }
    return activation.negativeSlope() == 0
        ? ai.djl.nn.Activation.relu(h)
        : ai.djl.nn.Activation.relu(h)
            .sub(ai.djl.nn.Activation.relu(h.neg()).mul(activation.negativeSlope()));
  }
}
