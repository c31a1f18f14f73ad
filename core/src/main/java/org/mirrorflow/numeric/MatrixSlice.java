package org.mirrorflow.numeric;

/**
 * A matrix that is a slice of an array, row-major: entries {@code offset .. offset + rows·cols}.
 */
public interface MatrixSlice {
  /** {@return the name of the matrix in error messages} */
  String name();

  /** {@return index of the first entry} */
  int offset();

  /** {@return number of rows} */
  int rows();

  /** {@return number of columns} */
  int cols();
}
