package org.mirrorflow.io;

import java.util.Arrays;

/**
 * An array of numbers as files hold it.
 *
 * @param shape lengths of the axes, first to last, each at least 0; empty for a single number;
 *     copied
 * @param data entries in row-major (C) order, as many as the product of the shape; not copied
 * @since 0.1.0
 */
public record Tensor(int[] shape, double[] data) {

  /** The longest array a Java machine is sure to have. */
  static final int MOST_ENTRIES = Integer.MAX_VALUE - 8;

  /**
   * Checks that shape and data agree.
   *
   * @param shape lengths of the axes, each at least 0, copied
   * @param data as many entries as the product of the shape, not copied
   * @throws IllegalArgumentException if there are more or fewer
   */
  public Tensor {
    shape = shape.clone();
    if (Arrays.stream(shape).anyMatch(axis -> axis < 0) || count(shape) != data.length) {
      throw new IllegalArgumentException(
          "tensor of shape " + Arrays.toString(shape) + ": " + data.length + " entries");
    }
  }

  /**
   * {@return a tensor of rank 0}
   *
   * @param value its only entry
   */
  public static Tensor scalar(double value) {
    return new Tensor(new int[0], new double[] {value});
  }

  /**
   * {@return a tensor of rank 1}
   *
   * @param data its entries, not copied
   */
  public static Tensor vector(double... data) {
    return new Tensor(new int[] {data.length}, data);
  }

  /**
   * {@return a tensor of rank 2}
   *
   * @param rows length of the first axis
   * @param cols length of the second axis
   * @param data rows × cols entries, row-major, not copied
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static Tensor matrix(int rows, int cols, double... data) {
    return new Tensor(new int[] {rows, cols}, data);
  }

  /** {@return the lengths of the axes, a copy} */
  @Override
  public int[] shape() {
    return shape.clone();
  }

  /** {@return number of axes} */
  public int rank() {
    return shape.length;
  }

  /**
   * {@return length of one axis}
   *
   * @param index number of the axis, counted from 0
   */
  public int axis(int index) {
    return shape[index];
  }

  /** Number of entries of a shape; {@link Long#MAX_VALUE} for more than {@link #MOST_ENTRIES}. */
  static long count(int[] shape) {
    if (Arrays.stream(shape).anyMatch(axis -> axis == 0)) {
      return 0;
    }
    long count = 1;
    for (int axis : shape) {
      count *= axis;
      if (count > MOST_ENTRIES) {
        return Long.MAX_VALUE;
      }
    }
    return count;
  }
}
