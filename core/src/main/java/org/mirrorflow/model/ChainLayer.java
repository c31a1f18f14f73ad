package org.mirrorflow.model;

import java.util.Locale;

/**
 * A layer of a chain as a word. {@code c16} is a convolution to 16 channels, {@code d64} a dense
 * layer of 64 units. {@code m} and {@code p} are the maximum and the mean of 2×2 positions, {@code
 * a} is the mean over all positions.
 *
 * @param kind what it does
 * @param width channels or units of a layer with weights, else 0
 * @since 0.2.0
 */
public record ChainLayer(Kind kind, int width) {

  /** What a layer does. */
  public enum Kind {
    /** 3×3 kernels, stride 1, zeros around the image, then σ. */
    CONVOLUTION("c", true),
    /** A matrix on all units, then σ. */
    DENSE("d", true),
    /** The maximum of 2×2 positions without overlap; left out where there are none. */
    MAXIMUM("m", false),
    /** The mean of 2×2 positions without overlap; left out where there are none. */
    AVERAGE("p", false),
    /** The mean over all positions of every channel. */
    MEAN("a", false);

    private final String letter;
    private final boolean weights;

    Kind(String letter, boolean weights) {
      this.letter = letter;
      this.weights = weights;
    }

    /** {@return whether it has weights} */
    public boolean weights() {
      return weights;
    }

    /** {@return whether what comes after it has no positions} */
    public boolean flat() {
      return this == DENSE || this == MEAN;
    }
  }

  /**
   * Checks the width.
   *
   * @param kind what it does
   * @param width at least 1 with weights, else 0
   * @throws IllegalArgumentException if it is not so
   */
  public ChainLayer {
    if (kind.weights() ? width < 1 : width != 0) {
      throw new IllegalArgumentException("layer %s of width %s".formatted(kind, width));
    }
  }

  /**
   * {@return the layer of a word}
   *
   * @param word for example {@code c16}
   * @throws IllegalArgumentException if it is none
   */
  static ChainLayer parse(String word) {
    String text = word.toLowerCase(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      if (kind.weights() && text.startsWith(kind.letter)) {
        return new ChainLayer(kind, Integer.parseInt(text.substring(1)));
      }
      if (text.equals(kind.letter)) {
        return new ChainLayer(kind, 0);
      }
    }
    throw new IllegalArgumentException("no layer " + word);
  }

  /** {@return the word} */
  public String word() {
    return kind.letter + (kind.weights() ? width : "");
  }
}
