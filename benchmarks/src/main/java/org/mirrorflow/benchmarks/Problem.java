package org.mirrorflow.benchmarks;

import java.util.SplittableRandom;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.LossWeights;
import org.mirrorflow.model.ModelSpec;

/**
 * What a gradient step is timed on: a ReLU network on Gaussian inputs with the loss Σ e^{−q} for
 * one output and softmax cross-entropy for more.
 *
 * @param network the network
 * @param samples n
 * @param inputs n × features
 * @param labels n classes; 0 and 1 for one output
 * @param theta where the gradient is taken
 */
public record Problem(
    LayeredModel network, int samples, double[] inputs, int[] labels, double[] theta) {

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
    LARGE(4000, 784, "dense:1024", 1);

    private final int samples;
    private final int features;
    private final String model;
    private final int outputs;

    Shape(int samples, int features, String model, int outputs) {
      this.samples = samples;
      this.features = features;
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
      LayeredModel network = ModelSpec.parse(model).on(features, outputs);
      double[] theta = new Initialisation(1, 2).parameters(network.layout());
      return new Problem(network, samples, inputs, labels, theta);
    }

    /** Sizes in words, for tables. */
    public String sizes() {
      return "n=%d d=%d %s outputs=%d".formatted(samples, features, model, outputs);
    }
  }

  /**
   * Floating-point operations of the matrix products of a gradient step: two per weight and sample
   * forward, two for the derivative of the weights, two for that of the inputs of every layer but
   * the first.
   */
  double operations() {
    int first = network.layout().block(0).size();
    return 2.0 * samples * (3.0 * theta.length - first);
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
