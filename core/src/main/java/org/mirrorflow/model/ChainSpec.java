package org.mirrorflow.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.io.InputException;

/**
 * A chain of layers without biases, homogeneous in the weights of each. It is {@code
 * conv:16-32-64}, which is {@code chain:c16-m-c32-m-c64-a}, or a chain written out, {@code vgg:11}
 * or {@code vgg:16}, or one of the words of {@link DenseSpec}. An activation follows every weight
 * layer, and a dense layer to the outputs comes last.
 *
 * <p>The VGG networks (Simonyan and Zisserman 2015, arXiv 1409.1556) have no normalisation and one
 * dense layer, as is usual for small images.
 *
 * @param layers the layers before the last; empty for {@code linear}
 * @param activation σ
 * @since 0.2.0
 */
public record ChainSpec(List<ChainLayer> layers, Activation activation) implements ModelSpec {
  static final String CHAIN = "chain:";
  static final String CONV = "conv:";
  static final String VGG = "vgg:";

  private static final String ACTIVATION = ",activation=";
  private static final String VGG_11 = "c64-m-c128-m-c256-c256-m-c512-c512-m-c512-c512-m";
  private static final String VGG_16 =
      "c64-c64-m-c128-c128-m-c256-c256-c256-m-c512-c512-c512-m-c512-c512-c512-m";

  /**
   * Copies the list and checks that only dense layers follow where no positions are left.
   *
   * @param layers the layers before the last, copied
   * @param activation σ
   * @throws IllegalArgumentException if another layer does
   */
  public ChainSpec {
    layers = List.copyOf(layers);
    for (int l = 1; l < layers.size(); l++) {
      if (layers.get(l - 1).kind().flat() && layers.get(l).kind() != ChainLayer.Kind.DENSE) {
        throw new IllegalArgumentException(
            "layer %s after %s".formatted(layers.get(l).word(), layers.get(l - 1).word()));
      }
    }
  }

  /**
   * {@return the chain of a word}
   *
   * @param spec for example {@code conv:16-32-64,activation=abs} or {@code dense:64}; case and
   *     space around it are ignored
   * @throws InputException if it is not understood
   */
  public static ChainSpec parse(String spec) {
    String text = spec.strip().toLowerCase(Locale.ROOT);
    if (text.equals(DenseSpec.LINEAR) || text.startsWith(DenseSpec.DENSE)) {
      DenseSpec dense = DenseSpec.parse(text);
      return new ChainSpec(
          dense.hidden().stream().map(w -> new ChainLayer(ChainLayer.Kind.DENSE, w)).toList(),
          dense.activation());
    }
    int comma = text.indexOf(ACTIVATION);
    String name = comma < 0 ? text : text.substring(0, comma);
    Activation activation =
        comma < 0 ? Activation.RELU : Activation.parse(text.substring(comma + ACTIVATION.length()));
    if (name.equals("vgg:11") || name.equals("vgg:16")) {
      return chain(spec, name.equals("vgg:11") ? VGG_11 : VGG_16, activation);
    }
    if (name.startsWith(CONV)) {
      String channels = name.substring(CONV.length()).replace("-", "-m-c");
      return chain(spec, "c" + channels + "-a", activation);
    }
    if (name.startsWith(CHAIN)) {
      return chain(spec, name.substring(CHAIN.length()), activation);
    }
    throw unknown(spec, null);
  }

  private static ChainSpec chain(String spec, String words, Activation activation) {
    List<ChainLayer> layers = new ArrayList<>();
    try {
      for (String word : words.split("-", -1)) {
        layers.add(ChainLayer.parse(word));
      }
      return new ChainSpec(layers, activation);
    } catch (IllegalArgumentException e) {
      throw unknown(spec, e);
    }
  }

  private static InputException unknown(String spec, IllegalArgumentException cause) {
    return new InputException(
        "model " + spec,
        cause == null ? "not understood" : "not understood: " + cause.getMessage(),
        "conv:16-32-64, vgg:11, vgg:16, or chain: with cN, m, p, a, dN, each after a '-'; only dN after a or dN",
        "write for example chain:c16-m-c32-a",
        cause);
  }

  /**
   * {@return the same with other widths of the weight layers but the last}
   *
   * @param widths units or channels, first layer to last
   */
  public ChainSpec withWidths(List<Integer> widths) {
    Iterator<Integer> next = widths.iterator();
    return new ChainSpec(
        layers.stream()
            .map(l -> l.kind().weights() ? new ChainLayer(l.kind(), next.next()) : l)
            .toList(),
        activation);
  }

  private boolean dense() {
    return layers.stream().allMatch(layer -> layer.kind() == ChainLayer.Kind.DENSE);
  }

  private DenseSpec asDense() {
    return new DenseSpec(layers.stream().map(ChainLayer::width).toList(), activation);
  }

  @Override
  public LayeredModel on(int features, Optional<ImageShape> image, int outputs) {
    if (dense()) {
      return asDense().on(features, image, outputs);
    }
    ImageShape shape =
        image.orElseThrow(
            () ->
                new InputException(
                    "model " + spec(),
                    features + " features that are no image",
                    "images: digits, mnist, fashion-mnist, cifar-10, a folder of them, or a file with"
                        + " their shape",
                    "write for example FILE.csv:shape=1x28x28, or choose a dense model"));
    if (shape.features() != features) {
      throw new IllegalArgumentException(
          "model %s: %s for %s features".formatted(spec(), shape, features));
    }
    return new ChainNetwork(shape, layers, outputs, activation);
  }

  /** {@return the word that parses to this; a chain of dense layers as {@code dense:}} */
  @Override
  public String spec() {
    if (dense()) {
      return asDense().spec();
    }
    String suffix = activation.equals(Activation.RELU) ? "" : ACTIVATION + activation.spec();
    return CHAIN + layers.stream().map(ChainLayer::word).collect(Collectors.joining("-")) + suffix;
  }
}
