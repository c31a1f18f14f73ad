package org.mirrorflow.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.io.InputException;

/**
 * A dense network: {@code linear}, or {@code dense:64,64} with {@code
 * ,activation=relu|leaky:0.1|relu^2|abs|linear} (default relu).
 *
 * @param hidden hidden widths first to last; empty for the linear model
 * @param activation σ between the layers
 * @since 0.2.0
 */
public record DenseSpec(List<Integer> hidden, Activation activation) implements ModelSpec {
  static final String LINEAR = "linear";
  static final String DENSE = "dense:";

  private static final String ACTIVATION = "activation=";

  /**
   * Copies the widths.
   *
   * @param hidden hidden widths, copied
   * @param activation σ between the layers
   */
  public DenseSpec {
    hidden = List.copyOf(hidden);
  }

  /**
   * Reads widths and activation.
   *
   * @param spec {@code linear}, or begins with {@code dense:}, for example {@code
   *     dense:64,64,activation=relu^2}; case and space around it are ignored
   * @return widths and activation
   * @throws InputException if the text is not of this form
   */
  public static DenseSpec parse(String spec) {
    String text = spec.strip().toLowerCase(Locale.ROOT);
    if (text.equals(LINEAR)) {
      return new DenseSpec(List.of(), Activation.LINEAR);
    }
    if (!text.startsWith(DENSE)) {
      throw badWidth(spec, text, null);
    }
    List<Integer> hidden = new ArrayList<>();
    Activation activation = null;
    for (String part : text.substring(DENSE.length()).split(",", -1)) {
      if (part.strip().startsWith(ACTIVATION) && activation == null) {
        activation = Activation.parse(part.strip().substring(ACTIVATION.length()));
      } else {
        hidden.add(width(spec, part.strip()));
      }
    }
    if (hidden.isEmpty()) {
      throw new InputException(
          "model " + spec, "no width", "at least one hidden width", "write for example dense:50");
    }
    return new DenseSpec(hidden, activation == null ? Activation.RELU : activation);
  }

  private static int width(String spec, String part) {
    try {
      int width = Integer.parseInt(part);
      if (width >= 1) {
        return width;
      }
    } catch (NumberFormatException e) {
      throw badWidth(spec, part, e);
    }
    throw badWidth(spec, part, null);
  }

  private static InputException badWidth(String spec, String part, NumberFormatException cause) {
    return new InputException(
        "model " + spec,
        "'" + part + "' is not a width",
        "whole numbers >= 1, then at most one activation=NAME",
        "write for example dense:64,64,activation=relu",
        cause);
  }

  @Override
  public DenseNetwork on(int features, Optional<ImageShape> image, int outputs) {
    List<Integer> widths =
        Stream.of(List.of(features), hidden, List.of(outputs)).flatMap(List::stream).toList();
    return new DenseNetwork(widths, activation);
  }

  @Override
  public String spec() {
    return on(1, Optional.empty(), 1).spec();
  }
}
