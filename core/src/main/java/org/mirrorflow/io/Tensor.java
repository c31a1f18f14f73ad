package org.mirrorflow.io;

import java.util.Arrays;

/**
 * An array of numbers as files hold it.
 *
 * @param shape lengths of the axes, first to last, each at least 0; empty for a single number;
 *     copied
 * @param data entries in row-major (C) order, as many as the product of the shape; not copied
 */
public record Tensor(int[] shape, double[] data) {

  /** The longest array a Java machine is sure to have. */
  static final int MOST_ENTRIES = Integer.MAX_VALUE - 8;

  /** Checks that shape and data agree. */
  public Tensor {
    shape = shape.clone();
    if (Arrays.stream(shape).anyMatch(axis -> axis < 0) || count(shape) != data.length) {
      throw new IllegalArgumentException(
          "tensor of shape " + Arrays.toString(shape) + ": " + data.length + " entries");
    }
  }

  /** A tensor of rank 0. */
  public static Tensor scalar(double value) {
    return new Tensor(new int[0], new double[] {value});
  }

  /** A tensor of rank 1. */
  public static Tensor vector(double... data) {
    return new Tensor(new int[] {data.length}, data);
  }

  /** A tensor of rank 2, row-major. */
  public static Tensor matrix(int rows, int cols, double... data) {
    return new Tensor(new int[] {rows, cols}, data);
  }

  /** The lengths of the axes; a copy. */
  @Override
  public int[] shape() {
    return shape.clone();
  }

  /** Number of axes. */
  public int rank() {
    return shape.length;
  }

  /** Length of one axis, counted from 0. */
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
