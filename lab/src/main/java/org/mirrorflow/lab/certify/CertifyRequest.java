package org.mirrorflow.lab.certify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.certificate.LimitOptions;
import org.mirrorflow.certificate.LimitResult;
import org.mirrorflow.certificate.LimitSolver;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.lab.weights.Reading;
import org.mirrorflow.lab.weights.WeightFile;
import org.mirrorflow.lab.weights.Weights;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.DenseNetwork;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/**
 * The weights and data of which a certificate is asked.
 *
 * <p>Two classes may have one output, whose sign is the class, or one each; the margins are then
 * those of several classes.
 *
 * <p>A bias of the first layer is folded in as weights of an additional input of constant 1, which
 * leaves the network homogeneous. A bias in a later layer would make its outputs a sum of terms of
 * different degrees: refused unless it is exactly zero.
 *
 * @param network the network with these layers
 * @param data the samples, with the constant input where there was a bias
 * @param theta the weights
 * @param mapping which array was taken as which layer
 */
public record CertifyRequest(LayeredModel network, Dataset data, double[] theta, String mapping) {

  /**
   * Reads weights and fits them to data.
   *
   * @param file npz or safetensors
   * @param samples the data
   * @param activation σ between the layers
   * @return network, data and weights
   * @throws InputException if the file is no weight file, the shapes do not fit or a later layer
   *     has a bias
   */
  public static CertifyRequest of(Path file, Dataset samples, Activation activation) {
    return of(file, samples, activation, Reading.PLAIN);
  }

  /**
   * Reads weights of which something is known, and fits them to data.
   *
   * @param file npz or safetensors
   * @param samples the data
   * @param activation σ between the layers
   * @param reading order and orientation of the weights, as far as they are said
   * @return network, data and weights
   * @throws InputException if the file is no weight file, the shapes do not fit or a later layer
   *     has a bias
   */
  public static CertifyRequest of(
      Path file, Dataset samples, Activation activation, Reading reading) {
    WeightFile weights = WeightFile.read(file, reading.of(samples.features()));
    List<WeightFile.Layer> layers = weights.layers();
    if (layers.stream().anyMatch(WeightFile.Layer::convolution)) {
      throw new InputException(
          file.toString(),
          "kernels of convolutions (%s) without --model".formatted(weights.mapping()),
          "the network, since kernels do not show where it pools",
          "give --model conv:8-16, with your channels, or --model chain:c8-m-c16-a");
    }
    refuseBiases(file, layers, 1);
    WeightFile.Layer first = layers.get(0);
    WeightFile.Layer last = layers.get(layers.size() - 1);
    Dataset data = last.outputs() == samples.classes() ? samples.perClass() : samples;
    if (first.inputs() != data.features() || last.outputs() != data.outputs()) {
      throw new InputException(
          file.toString(),
          "a network from %s inputs to %s outputs (%s)"
              .formatted(
                  Integer.toString(first.inputs()),
                  Integer.toString(last.outputs()),
                  weights.mapping()),
          Integer.toString(data.features())
              + " inputs and "
              + data.outputs()
              + " outputs for data "
              + data.name()
              + (data.binary() ? " (two classes: one output, its sign the class, or two)" : ""),
          "choose the data the network was trained on; for matrices (in, out) give --transpose");
    }
    boolean biased = first.bias() != null;
    List<Integer> widths = new ArrayList<>();
    widths.add(first.inputs() + (biased ? 1 : 0));
    layers.forEach(layer -> widths.add(layer.outputs()));
    DenseNetwork network = new DenseNetwork(widths, activation);
    double[] theta = new double[network.layout().end()];
    for (int l = 0; l < layers.size(); l++) {
      copy(file, layers.get(l), l == 0 && biased, theta, network.layout().block(l).offset());
    }
    return new CertifyRequest(
        network, biased ? withConstant(data) : data, theta, weights.mapping());
  }

  /**
   * Reads the weights of a network that is named.
   *
   * @param file npz or safetensors
   * @param samples the data
   * @param model the network
   * @param reading order of the weights, as far as it is said
   * @return network, data and weights
   * @throws InputException if the file is no weight file, the shapes are not those of the network
   *     or a layer has a bias
   */
  public static CertifyRequest of(Path file, Dataset samples, ModelSpec model, Reading reading) {
    WeightFile weights = WeightFile.read(file, reading.of(samples.features()).ofNamed());
    List<WeightFile.Layer> layers = weights.layers();
    refuseBiases(file, layers, 0);
    boolean perClass = layers.get(layers.size() - 1).outputs() == samples.classes();
    Dataset data = perClass ? samples.perClass() : samples;
    LayeredModel network = model.on(data);
    double[] theta = new double[network.layout().end()];
    List<Block> blocks = network.layout().blocks();
    for (int l = 0; l < Math.max(layers.size(), blocks.size()); l++) {
      boolean both = l < Math.min(layers.size(), blocks.size());
      if (!both
          || layers.get(l).outputs() != blocks.get(l).rows()
          || layers.get(l).inputs() != blocks.get(l).cols()) {
        throw new InputException(
            file.toString(),
            l < layers.size()
                ? "%s of shape %s as layer %s"
                    .formatted(
                        layers.get(l).name(),
                        Arrays.toString(layers.get(l).weight().shape()),
                        Integer.toString(l + 1))
                : "only " + layers.size() + " layers",
            l < blocks.size()
                ? "%s rows of %s weights in layer %s of %s on data %s"
                    .formatted(
                        Integer.toString(blocks.get(l).rows()),
                        Integer.toString(blocks.get(l).cols()),
                        Integer.toString(l + 1),
                        model.spec(),
                        data.name())
                : blocks.size() + " layers in " + model.spec(),
            "choose the --model and the data of the weights, or say the order with --layers");
      }
      copy(file, layers.get(l), false, theta, blocks.get(l).offset());
    }
    return new CertifyRequest(network, data, theta, weights.mapping());
  }

  private static void refuseBiases(Path file, List<WeightFile.Layer> layers, int from) {
    for (int l = from; l < layers.size(); l++) {
      WeightFile.Layer layer = layers.get(l);
      if (layer.bias() != null && Arrays.stream(layer.bias().data()).anyMatch(b -> b != 0)) {
        throw new InputException(
            file + ": " + layer.name(),
            from == 0
                ? "a bias, which makes the network not homogeneous"
                : "a bias after the first layer, which makes the network not homogeneous",
            from == 0
                ? "no biases beside kernels"
                : "biases in the first layer only (they become weights of a constant input)",
            "train with bias=False there");
      }
    }
  }

  private static void copy(
      Path file, WeightFile.Layer layer, boolean biased, double[] theta, int offset) {
    int cols = layer.inputs() + (biased ? 1 : 0);
    if (biased && layer.bias().data().length != layer.outputs()) {
      throw new InputException(
          file + ": " + layer.name(),
          "a bias of " + layer.bias().data().length + " entries",
          "one per output, " + layer.outputs(),
          "export the layer again");
    }
    Weights.requireFinite(file + ": " + layer.name(), layer.weight());
    if (biased) {
      Weights.requireFinite(file + ": bias of " + layer.name(), layer.bias());
    }
    double[] weight = layer.weight().data();
    for (int row = 0; row < layer.outputs(); row++) {
      System.arraycopy(weight, row * layer.inputs(), theta, offset + row * cols, layer.inputs());
      if (biased) {
        theta[offset + row * cols + layer.inputs()] = layer.bias().data()[row];
      }
    }
  }

  private static Dataset withConstant(Dataset data) {
    int d = data.features();
    double[] inputs = new double[data.size() * (d + 1)];
    for (int i = 0; i < data.size(); i++) {
      System.arraycopy(data.inputs(), i * d, inputs, i * (d + 1), d);
      inputs[i * (d + 1) + d] = 1;
    }
    return data.withInputs(data.name() + " | constant input", inputs, d + 1);
  }

  /**
   * {@return the certificate in a gauge}
   *
   * @param gauge Q
   * @param options accuracy and what counts as a kink
   * @throws InputException if the gauge does not fit the layers or no certificate is known for it
   */
  public Certificate certificate(GaugeSpec gauge, CertificateOptions options) {
    return Certificate.of(network, data, gauge.on(network.layout()), theta, options);
  }

  /**
   * {@return the end of convex steps from the weights to a KKT point of their margin problem}
   *
   * @param gauge Q
   * @param options when the steps end
   * @param known the certificate of the weights: an end with a larger κ is no use
   * @throws InputException if the gauge does not fit the layers or no certificate is known for it
   * @throws IllegalArgumentException if some margin of the weights is not positive
   */
  public LimitResult limit(GaugeSpec gauge, LimitOptions options, Certificate known) {
    Gauge bound = gauge.on(network.layout());
    return new LimitSolver(network, data, bound, options)
        .run(theta)
        .orStart(bound.normalize(theta), known);
  }

  /**
   * Writes parameters of this network as W1, W2, …
   *
   * @param file npz, old or new
   * @param parameters θ, shaped like {@link #theta}
   * @throws InputException if the file cannot be written
   */
  public void save(Path file, double[] parameters) {
    Npz.write(file, Weights.tensors(network.layout(), parameters));
  }
}
