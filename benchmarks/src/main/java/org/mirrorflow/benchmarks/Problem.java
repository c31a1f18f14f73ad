package org.mirrorflow.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.model.ChainLayer;
import org.mirrorflow.model.ChainSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.LossWeights;

/**
 * What a gradient step is timed on: a ReLU network on Gaussian inputs with the loss Σ e^{−q} for
 * one output and softmax cross-entropy for more.
 *
 * @param spec the network as a chain of layers
 * @param image shape of a sample that is an image
 * @param network the network
 * @param samples n
 * @param inputs n × features
 * @param labels n classes; 0 and 1 for one output
 * @param theta where the gradient is taken
 */
public record Problem(
    ChainSpec spec,
    Optional<ImageShape> image,
    LayeredModel network,
    int samples,
    double[] inputs,
    int[] labels,
    double[] theta) {

  /** The sizes that are timed. */
  public enum Shape {
    /** A teaching example: every call counts. */
    TINY(20, 2, "dense:48", 1),
    /** A study of implicit bias. */
    SMALL(256, 20, "dense:256", 1),
    /** Two hidden layers. */
    DEEP(256, 20, "dense:64,64", 1),
    /** Three hidden layers. */
    DEEPER(256, 20, "dense:64,64,64", 1),
    /** Ten classes, few units. */
    CLASSES(1000, 20, "dense:16", 10),
    /** The embedded digits, full batch. */
    DIGITS(1797, 64, "dense:128,128", 10),
    /** MNIST-sized inputs: matrix products alone count. */
    LARGE(4000, 784, "dense:1024", 1),
    /** Convolutions on the two classes of digits 3 and 8. */
    CONV_DIGITS(357, new ImageShape(1, 8, 8), "conv:8-16", 1),
    /** Convolutions on MNIST-sized images. */
    CONV(256, new ImageShape(1, 28, 28), "conv:16-32", 10);

    private final int samples;
    private final int features;

    @SuppressWarnings("ImmutableEnumChecker") // a record of three numbers does not change
    private final Optional<ImageShape> image;

    private final String model;
    private final int outputs;

    Shape(int samples, int features, String model, int outputs) {
      this(samples, features, Optional.empty(), model, outputs);
    }

    Shape(int samples, ImageShape image, String model, int outputs) {
      this(samples, image.features(), Optional.of(image), model, outputs);
    }

    Shape(int samples, int features, Optional<ImageShape> image, String model, int outputs) {
      this.samples = samples;
      this.features = features;
      this.image = image;
      this.model = model;
      this.outputs = outputs;
    }

    /** Random data and weights of this shape, always the same. */
    public Problem problem() {
      SplittableRandom random = new SplittableRandom(1);
      double[] inputs = new double[samples * features];
      for (int j = 0; j < inputs.length; j++) {
        inputs[j] = random.nextGaussian();
      }
      int[] labels = random.ints(samples, 0, Math.max(2, outputs)).toArray();
      ChainSpec spec = ChainSpec.parse(model);
      LayeredModel network = spec.on(features, image, outputs);
      double[] theta = new Initialisation(1, 2).parameters(network.layout());
      return new Problem(spec, image, network, samples, inputs, labels, theta);
    }

    /** Sizes in words, for tables. */
    public String sizes() {
      return "n=%d d=%d %s outputs=%d".formatted(samples, features, model, outputs);
    }
  }

  /**
   * Floating-point operations of the products of a gradient step: two per weight, sample and
   * position forward, two for the derivative of the weights, two for that of the inputs of every
   * layer but the first.
   */
  double operations() {
    double positions =
        convolutional(0) ? image.orElseThrow().height() * image.orElseThrow().width() : 1;
    double first = network.layout().block(0).size() * positions;
    return 2.0 * samples * (3 * network.multiplications() - first);
  }

  private boolean convolutional(int layer) {
    return kinds().get(layer) == ChainLayer.Kind.CONVOLUTION;
  }

  /** What the layers with weights are, first to last. */
  List<ChainLayer.Kind> kinds() {
    return Stream.concat(
            spec.layers().stream().map(ChainLayer::kind), Stream.of(ChainLayer.Kind.DENSE))
        .filter(ChainLayer.Kind::weights)
        .toList();
  }

  /** The loss of the margins and its weights, as a flow has them. */
  LossWeights weights() {
    int classes = Math.max(2, network.outputs());
    Dataset data = new Dataset("random", inputs, labels, network.inputs(), classes);
    return new LossWeights(data, binary() ? Loss.EXPONENTIAL : Loss.CROSS_ENTROPY);
  }

  /** Whether there is one output and the labels stand for ±1. */
  boolean binary() {
    return network.outputs() == 1;
  }

  /** y = ±1 of sample i. */
  double sign(int i) {
    return labels[i] == 1 ? 1 : -1;
  }
}
