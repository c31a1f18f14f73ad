package org.mirrorflow.model;

import org.mirrorflow.data.ImageShape;
import org.mirrorflow.io.InputException;

/**
 * The places of the units of n samples in an array.
 *
 * <p>With a border of 1, for what convolutions read or write, samples stand in groups of {@link
 * #LANES}, side by side. A group is stored channel by channel, row by row of positions. A place
 * holds one number of each sample of the group, so that a loop over them is one over a vector. The
 * last group is filled up with samples of zeros. The plane of a channel has a place of zeros on the
 * right of every row and a row of zeros above. Planes follow one another. So every position has its
 * eight neighbours at fixed distances, and a convolution reads the shifted plane without a copy.
 *
 * <p>Without a border samples follow each other, their units one after the other.
 *
 * @param channels number of channels
 * @param height rows of positions
 * @param width columns of positions
 * @param border 1 for what convolutions read or write, else 0
 * @since 0.2.0
 */
public record Planes(int channels, int height, int width, int border) {
  /** Samples of a group: the most numbers in a vector of the Vector API. */
  public static final int LANES = 8;

  /**
   * Start of the first group. It leaves room for what shifted planes read before it. A large array
   * begins 16 bytes after the start of a line of the cache, so that every place is such a line: a
   * vector across two of them takes twice as long.
   */
  private static final int FIRST = LANES + 6;

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

  /** {@return samples of a group: distance from a position to the next} */
  public int lanes() {
    return border == 0 ? 1 : LANES;
  }

  /** {@return distance from a position to the one below} */
  public int stride() {
    return (width + border) * lanes();
  }

  /** {@return distance from the start of a plane to its first position} */
  public int first() {
    return border * stride();
  }

  /** {@return numbers of a plane} */
  public int plane() {
    return (border + height) * stride();
  }

  /** {@return numbers of a group of samples} */
  public int group() {
    return channels * plane();
  }

  /**
   * {@return index of the first plane of a sample}
   *
   * @param sample number of the sample, counted from 0
   */
  public int at(int sample) {
    return start(sample) + sample % lanes();
  }

  /**
   * {@return index of the group of a sample}
   *
   * @param sample number of the sample, counted from 0
   */
  public int start(int sample) {
    return border * FIRST + sample / lanes() * group();
  }

  /**
   * {@return index after the last group of some samples}
   *
   * @param samples how many
   */
  public int end(int samples) {
    return start(samples + lanes() - 1);
  }

  /** {@return distances from the start of a plane to its positions} */
  public int[] places() {
    int[] places = new int[positions()];
    for (int p = 0; p < places.length; p++) {
      places[p] = first() + p / width * stride() + p % width * lanes();
    }
    return places;
  }

  /**
   * {@return an array of zeros, with what shifted planes read before the first sample and after the
   * last}
   *
   * @param samples number of samples
   * @throws InputException if it would have 2^31 numbers or more
   */
  public double[] array(int samples) {
    long groups = ((long) samples + lanes() - 1) / lanes();
    long size = border * (FIRST + (long) LANES + stride()) + groups * group();
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

  /** Something done with a unit, its place in the planes and its number. */
  @FunctionalInterface
  private interface Unit {
    void visit(int inPlanes, int inUnits);
  }

  /** Every unit of the sample at {@code at}; they are listed from {@code from}. */
  private void units(int at, int from, Unit unit) {
    int lanes = lanes();
    int u = from;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        int row = at + c * plane() + first() + y * stride();
        for (int x = 0; x < width; x++) {
          unit.visit(row + x * lanes, u++);
        }
      }
    }
  }

  /** Copies the units of the sample at {@code at} to a list. */
  void toUnits(double[] planes, int at, double[] units, int from) {
    units(at, from, (p, u) -> units[u] = planes[p]);
  }

  /** Copies listed units to the sample at {@code at}. */
  void fromUnits(double[] units, int from, double[] planes, int at) {
    units(at, from, (p, u) -> planes[p] = units[u]);
  }

  /**
   * Multiplies samples with numbers listed by sample and unit, the samples of a group together: a
   * place of theirs is one line of the cache.
   *
   * @param planes of the samples from {@code origin} on
   * @param from number of the first sample
   * @param to end of them
   * @param origin number of the sample at the start of the planes
   * @param listed a number for every unit of every sample, from sample 0 on
   */
  void multiply(double[] planes, int from, int to, int origin, double[] listed) {
    int end;
    for (int i = from; i < to; i = end) {
      end = Math.min(to, i + lanes() - (i - origin) % lanes());
      multiplyGroup(planes, at(i - origin), listed, i, end);
    }
  }

  private void multiplyGroup(double[] planes, int at, double[] listed, int from, int to) {
    int lanes = lanes();
    int units = units();
    int u = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        int place = at + c * plane() + first() + y * stride();
        for (int x = 0; x < width; x++) {
          for (int i = from; i < to; i++) {
            planes[place + i - from] *= listed[i * units + u];
          }
          place += lanes;
          u++;
        }
      }
    }
  }

  /** Sets a sample at {@code at} to 0. */
  void clear(double[] planes, int at) {
    units(at, 0, (p, u) -> planes[p] = 0);
  }
}
