package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.stream.LongStream;
import org.mirrorflow.io.Tensor;

/**
 * The border between device arrays and {@code double[]}.
 *
 * <p>What is written to is a second name of the array that takes no part in gradients: whether an
 * operation is recorded depends on the thread, and only that on which the engine was loaded does
 * not record.
 */
final class Arrays64 {
  private static final NDIndex ALL = new NDIndex("...");

  private Arrays64() {}

  /** The entries of an array, row-major; exact for float32 and float64. */
  static double[] values(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] narrow = array.toFloatArray();
    double[] wide = new double[narrow.length];
    for (int j = 0; j < wide.length; j++) {
      wide[j] = narrow[j];
    }
    return wide;
  }

  /** The array with its shape, as files have it. */
  static Tensor tensor(NDArray array) {
    return new Tensor(shape(array), values(array));
  }

  /** Lengths of the axes. */
  static int[] shape(NDArray array) {
    return LongStream.of(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
  }

  /** An array of this type, each entry rounded to it. */
  static NDArray create(NDManager manager, double[] values, Shape shape, DataType type) {
    if (type == DataType.FLOAT64) {
      return manager.create(values, shape);
    }
    if (type != DataType.FLOAT32) {
      throw new IllegalArgumentException("arrays of " + type + "; expected float32 or float64");
    }
    float[] narrow = new float[values.length];
    for (int j = 0; j < narrow.length; j++) {
      narrow[j] = (float) values[j];
    }
    return manager.create(narrow, shape);
  }

  /**
   * Copies entries, in place. The engine attaches views of both to the manager of the target, where
   * they would hold their memory as long as it lives; here they go at once.
   */
  static void copy(NDArray from, NDArray to) {
    try (NDManager scope = to.getManager().newSubManager()) {
      scope.tempAttachAll(to, from);
      to.stopGradient().set(ALL, from);
    }
  }

  /** Sets all entries to 0, whatever they are. */
  static void clear(NDArray array) {
    try (NDManager scope = array.getManager().newSubManager()) {
      scope.tempAttachAll(array);
      array.stopGradient().set(ALL, 0);
    }
  }

  /** Multiplies all entries by a number. */
  static void scale(NDArray array, double factor) {
    try (NDManager scope = array.getManager().newSubManager()) {
      scope.tempAttachAll(array);
      array.stopGradient().muli(factor);
    }
  }

  /** Sets entries from the host, each rounded to the type of the target. */
  static void copy(double[] from, NDArray to) {
    try (NDManager scope = to.getManager().newSubManager()) {
      scope.tempAttachAll(to);
      to.stopGradient().set(ALL, create(scope, from, to.getShape(), to.getDataType()));
    }
  }
}
