package org.mirrorflow.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;

/**
 * A bias-free multilayer perceptron f(x; θ) = W_H σ(W_{H−1} … σ(W_1 x)); depth H = 1 is the linear
 * model.
 *
 * <p>W_l has one row per output of the layer and stands in θ as block {@code W}l, row-major. With σ
 * of degree k the outputs are homogeneous of degree L_l = k^{H−l} in W_l, and of degree L = Σ L_l
 * in θ.
 *
 * @param widths inputs, hidden widths first to last, outputs
 * @param activation σ; without hidden layers it has no meaning and is set to linear
 * @since 0.1.0
 */
public record DenseNetwork(List<Integer> widths, Activation activation) implements LayeredModel {

  /**
   * Checks that there are inputs and outputs and that all widths are at least 1.
   *
   * @param widths at least two, each at least 1, copied
   * @param activation σ; replaced by the identity where there is no hidden layer
   * @throws IllegalArgumentException if the widths are not so
   * @throws InputException if the number of parameters or the degree reaches 2^31
   */
  public DenseNetwork {
    widths = List.copyOf(widths);
    if (widths.size() < 2 || widths.stream().anyMatch(w -> w < 1)) {
      throw new IllegalArgumentException(
          "dense network: widths %s; expected at least two, each >= 1".formatted(widths));
    }
    if (widths.size() == 2) {
      activation = Activation.LINEAR;
    }
    requireIndexable(widths, activation);
  }

  private static void requireIndexable(List<Integer> widths, Activation activation) {
    double parameters = 0;
    double degree = 0;
    for (int l = 0; l + 1 < widths.size(); l++) {
      parameters += (double) widths.get(l) * widths.get(l + 1);
      degree += Math.pow(activation.exponent(), l);
    }
    if (parameters > Integer.MAX_VALUE || degree > Integer.MAX_VALUE) {
      throw new InputException(
          "model with widths " + widths + " and activation " + activation.spec(),
          String.format(Locale.ROOT, "%.3g parameters of degree %.3g", parameters, degree),
          "both below 2^31",
          "choose smaller widths, fewer layers or a smaller exponent");
    }
  }

  @Override
  public int inputs() {
    return widths.get(0);
  }

  @Override
  public int outputs() {
    return widths.get(widths.size() - 1);
  }

  /** {@return number of weight layers H} */
  public int depth() {
    return widths.size() - 1;
  }

  @Override
  public Layout layout() {
    int[] degrees = new int[depth()];
    degrees[depth() - 1] = 1;
    for (int l = depth() - 2; l >= 0; l--) {
      degrees[l] = activation.exponent() * degrees[l + 1];
    }
    return Layout.chain(widths.stream().mapToInt(Integer::intValue).toArray(), degrees);
  }

  @Override
  public List<HiddenLayer> hiddenLayers() {
    Layout layout = layout();
    List<HiddenLayer> layers = new ArrayList<>();
    for (int l = 0; l + 1 < layout.count(); l++) {
      layers.add(new HiddenLayer(layout.block(l), layout.block(l + 1), 1, activation.exponent()));
    }
    return List.copyOf(layers);
  }

  /** The pass on the fastest kernel that this virtual machine has. */
  @Override
  public LayeredPass pass(double[] inputs, int samples) {
    return pass(inputs, samples, KernelFactory.best());
  }

  @Override
  public LayeredPass pass(double[] inputs, int samples, KernelFactory kernels) {
    return new DensePass(this, inputs, samples, kernels.create());
  }

  @Override
  public String spec() {
    if (depth() == 1) {
      return "linear";
    }
    String hidden =
        widths.subList(1, depth()).stream().map(String::valueOf).collect(Collectors.joining(","));
    String suffix = activation.equals(Activation.RELU) ? "" : ",activation=" + activation.spec();
    return "dense:" + hidden + suffix;
  }
}
