package org.mirrorflow.model;

import org.mirrorflow.data.ImageShape;
import org.mirrorflow.io.InputException;

/**
 * The places of the units of n samples in an array: sample by sample, channel by channel, row by
 * row of positions.
 *
 * <p>With a border of 1 the plane of a channel has a zero on the right of every row and a row of
 * zeros above. Planes follow one another. So every position has its eight neighbours at fixed
 * distances, and a convolution reads the shifted plane without a copy. Planes end with zeros up to
 * a multiple of {@link #LANES} numbers, which lets a loop over vectors run to their end. Without a
 * border the units are stored one after the other.
 *
 * @param channels number of channels
 * @param height rows of positions
 * @param width columns of positions
 * @param border 1 for what convolutions read or write, else 0
 * @since 0.2.0
 */
public record Planes(int channels, int height, int width, int border) {
  /** The most numbers in a vector of the Vector API. */
  public static final int LANES = 8;

  /**
   * {@return planes with room around them}
   *
   * @param shape channels and positions
   */
  public static Planes image(ImageShape shape) {
    return new Planes(shape.channels(), shape.height(), shape.width(), 1);
  }

  /**
   * {@return numbers one after the other, at a single position}
   *
   * @param units how many
   */
  public static Planes flat(int units) {
    return new Planes(units, 1, 1, 0);
  }

  /**
   * {@return the same positions with other channels}
   *
   * @param count number of channels
   */
  public Planes withChannels(int count) {
    return new Planes(count, height, width, border);
  }

  /** {@return number of units of a sample} */
  public int units() {
    return channels * height * width;
  }

  /** {@return number of positions of a channel} */
  public int positions() {
    return height * width;
  }

  /** {@return distance from a position to the one below} */
  public int stride() {
    return width + border;
  }

  /** {@return distance from the start of a plane to its first position} */
  public int first() {
    return border * stride();
  }

  /** {@return distance from its first position to the end of a plane} */
  public int span() {
    return border == 0 ? positions() : (height * stride() + LANES - 1) / LANES * LANES;
  }

  /** {@return numbers of a plane} */
  public int plane() {
    return first() + span();
  }

  /** {@return numbers of a sample} */
  public int sample() {
    return channels * plane();
  }

  /**
   * {@return index of the first plane of a sample}
   *
   * @param sample number of the sample, counted from 0
   */
  public int at(int sample) {
    return border * LANES + sample * sample();
  }

  /**
   * {@return an array of zeros, with what shifted planes read before the first sample and after the
   * last}
   *
   * @param samples number of samples
   * @throws InputException if it would have 2^31 numbers or more
   */
  public double[] array(int samples) {
    long size = border * (LANES + stride() + 1L) + (long) samples * sample();
    if (size > Integer.MAX_VALUE - LANES) {
      throw new InputException(
          "a layer of %s x %s x %s units on %s samples"
              .formatted(
                  Integer.toString(channels),
                  Integer.toString(height),
                  Integer.toString(width),
                  Integer.toString(samples)),
          size + " numbers",
          "samples x units below 2^31",
          "use fewer channels or fewer samples");
    }
    return new double[(int) size];
  }

  /** Something done with a row of positions, its start in the planes and in a list of all units. */
  @FunctionalInterface
  private interface Row {
    void visit(int inPlanes, int inUnits);
  }

  /**
   * Every row of positions of the sample at {@code at}, whose units are listed from {@code from}.
   */
  private void rows(int at, int from, Row row) {
    int stride = stride();
    for (int c = 0; c < channels; c++) {
      int top = at + c * plane() + first();
      for (int y = 0; y < height; y++) {
        row.visit(top + y * stride, from + (c * height + y) * width);
      }
    }
  }

  /** Copies the units of the sample at {@code at} to a list. */
  void toUnits(double[] planes, int at, double[] units, int from) {
    rows(at, from, (p, u) -> System.arraycopy(planes, p, units, u, width));
  }

  /** Copies listed units to the sample at {@code at}. */
  void fromUnits(double[] units, int from, double[] planes, int at) {
    rows(at, from, (p, u) -> System.arraycopy(units, u, planes, p, width));
  }

  /** Multiplies the sample at {@code at} with numbers listed by unit. */
  void multiply(double[] planes, int at, double[] units, int from) {
    rows(
        at,
        from,
        (p, u) -> {
          for (int x = 0; x < width; x++) {
            planes[p + x] *= units[u + x];
          }
        });
  }

  /** Sets to 0 what follows the rows of the sample at {@code at}. */
  void clearBorder(double[] planes, int at) {
    int stride = stride();
    int end = plane();
    for (int c = 0; c < channels; c++) {
      int row = at + c * end + first();
      for (int y = 0; y < height; y++) {
        planes[row + width] = 0;
        row += stride;
      }
      for (int j = row; j < at + (c + 1) * end; j++) {
        planes[j] = 0;
      }
    }
  }
}
