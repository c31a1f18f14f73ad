package org.mirrorflow.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mirrorflow.io.InputException;

/**
 * A model without its sizes of input and output, as written on the command line: {@code linear}, or
 * {@code dense:64,64} with {@code ,activation=relu|leaky:0.1|relu^2|abs|linear} (default relu).
 *
 * @param hidden hidden widths first to last; empty for the linear model
 * @param activation σ between the layers
 */
public record ModelSpec(List<Integer> hidden, Activation activation) {
  private static final String ACTIVATION = "activation=";

  /**
   * Copies the widths.
   *
   * @param hidden hidden widths, copied
   * @param activation σ between the layers
   */
  public ModelSpec {
    hidden = List.copyOf(hidden);
  }

  /**
   * Reads a specification.
   *
   * @param spec for example {@code dense:64,64,activation=relu^2}; case and space around it are
   *     ignored
   * @return widths and activation
   * @throws InputException if the text is not of the form above
   */
  public static ModelSpec parse(String spec) {
    String text = spec.strip().toLowerCase(Locale.ROOT);
    if (text.equals("linear")) {
      return new ModelSpec(List.of(), Activation.LINEAR);
    }
    if (!text.startsWith("dense:")) {
      throw new InputException(
          "model " + spec,
          "unknown form",
          "linear, or dense:WIDTH,... with ,activation=NAME",
          "write for example dense:64,64");
    }
    List<Integer> hidden = new ArrayList<>();
    Activation activation = null;
    for (String part : text.substring("dense:".length()).split(",", -1)) {
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
    return new ModelSpec(hidden, activation == null ? Activation.RELU : activation);
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

  /**
   * {@return the network between inputs and outputs of these numbers}
   *
   * @param inputs number of features, at least 1
   * @param outputs number of outputs, at least 1
   * @throws IllegalArgumentException if one is not so
   * @throws InputException if the number of parameters or the degree reaches 2^31
   */
  public DenseNetwork on(int inputs, int outputs) {
    List<Integer> widths =
        Stream.of(List.of(inputs), hidden, List.of(outputs)).flatMap(List::stream).toList();
    return new DenseNetwork(widths, activation);
  }

  /** {@return the specification that parses to this} */
  public String spec() {
    return on(1, 1).spec();
  }
}
