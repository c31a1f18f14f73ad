package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.io.InputException;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.ChainLayer;
import org.mirrorflow.model.ChainSpec;

/**
 * A network as a word: a chain of core's {@link ChainSpec}, such as {@code dense:256}, {@code
 * conv:16-32-64} or {@code vgg:11}, as blocks of DJL, or {@code resnet:18}.
 *
 * @param chain the chain; empty for the ResNet-18 with normalisation, which is not homogeneous
 */
public record Architecture(Optional<ChainSpec> chain) {
  private static final String RESIDUAL = "resnet:18";

  /**
   * {@return the architecture of a word}
   *
   * @param spec for example {@code conv:16-32-64} or {@code dense:64,activation=abs}; case and
   *     space around it are ignored
   * @throws InputException if it is not understood
   */
  public static Architecture parse(String spec) {
    boolean residual = spec.strip().toLowerCase(Locale.ROOT).equals(RESIDUAL);
    return new Architecture(residual ? Optional.empty() : Optional.of(ChainSpec.parse(spec)));
  }

  /** {@return whether the outputs are homogeneous in the weights} */
  public boolean homogeneous() {
    return chain.isPresent();
  }

  /** {@return the word that parses to this; a chain of dense layers as {@code dense:}} */
  public String spec() {
    return chain.map(ChainSpec::spec).orElse(RESIDUAL);
  }

  /**
   * {@return the same chain with other widths of the weight layers but the last}
   *
   * @param widths units or channels, first layer to last
   */
  public Architecture withWidths(List<Integer> widths) {
    return new Architecture(chain.map(whole -> whole.withWidths(widths)));
  }

  /**
   * {@return the network on flat images (batch × features), to be initialised with that shape}
   *
   * @param image shape of an image, whose pixels come channel by channel, row by row
   * @param outputs number of outputs
   */
  public SequentialBlock block(ImageShape image, int outputs) {
    return chain.isEmpty()
        ? ResidualNetwork.block(image, outputs)
        : block(chain.get(), image, outputs);
  }

  private static SequentialBlock block(ChainSpec chain, ImageShape image, int outputs) {
    SequentialBlock block = new SequentialBlock();
    boolean spatial = chain.layers().stream().anyMatch(l -> l.kind() != ChainLayer.Kind.DENSE);
    int height = image.height();
    int width = image.width();
    if (spatial) {
      block.add(
          lambda(x -> x.reshape(-1, image.channels(), image.height(), image.width()), "reshape"));
    }
    for (ChainLayer layer : chain.layers()) {
      switch (layer.kind()) {
        case CONVOLUTION -> {
          block.add(convolution(layer.width(), 1));
          block.add(activation(chain.activation()));
        }
        case DENSE -> {
          spatial = flatten(block, spatial);
          block.add(dense(layer.width()));
          block.add(activation(chain.activation()));
        }
        case MEAN -> {
          block.add(lambda(Architecture::positionMean, "mean"));
          spatial = false;
        }
        default -> {
          if (height >= 2 && width >= 2) {
            block.add(pooling(layer.kind()));
            height /= 2;
            width /= 2;
          }
        }
      }
    }
    flatten(block, spatial);
    return block.add(dense(outputs));
  }

  private static Block pooling(ChainLayer.Kind kind) {
    Shape square = new Shape(2, 2);
    return kind == ChainLayer.Kind.MAXIMUM
        ? Pool.maxPool2dBlock(square, square)
        : Pool.avgPool2dBlock(square, square);
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

  private static Block activation(Activation sigma) {
    return lambda(h -> activate(sigma, h), "activation");
  }

  private static NDArray activate(Activation sigma, NDArray h) {
    if (sigma.equals(Activation.LINEAR)) {
      return h.duplicate();
    }
    if (sigma.equals(Activation.ABS)) {
      return h.abs();
    }
    if (sigma.exponent() > 1) {
      return ai.djl.nn.Activation.relu(h).pow(sigma.exponent());
    }
    return sigma.negativeSlope() == 0
        ? ai.djl.nn.Activation.relu(h)
        : ai.djl.nn.Activation.relu(h)
            .sub(ai.djl.nn.Activation.relu(h.neg()).mul(sigma.negativeSlope()));
  }
}
