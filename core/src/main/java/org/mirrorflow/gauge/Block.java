package org.mirrorflow.gauge;

import java.util.Objects;
import org.mirrorflow.numeric.MatrixSlice;

/**
 * A named matrix inside the flat parameter vector: entries {@code offset .. offset + rows·cols},
 * row-major. For a layer of weights the rows are the outputs (neurons) and the columns the inputs,
 * as PyTorch has them.
 *
 * @param name as in weight files, for example {@code W1}
 * @param offset index of the first entry
 * @param rows number of rows, at least 1
 * @param cols number of columns, at least 1
 * @param degree homogeneity degree L_b of the model's outputs in this block
 * @since 0.1.0
 */
public record Block(String name, int offset, int rows, int cols, int degree)
    implements MatrixSlice {

  /**
   * Checks the sizes.
   *
   * @param name not null
   * @param offset at least 0
   * @param rows at least 1
   * @param cols at least 1
   * @param degree at least 1
   * @throws IllegalArgumentException if a number lies outside its range
   * @throws ArithmeticException if the end of the block overflows an {@code int}
   */
  public Block {
    Objects.requireNonNull(name, "name");
    if (offset < 0 || rows < 1 || cols < 1 || degree < 1) {
      throw new IllegalArgumentException(
          "block %s: offset %s, rows %s, cols %s, degree %s; expected offset >= 0, the others >= 1"
              .formatted(name, offset, rows, cols, degree));
    }
    Math.addExact(offset, Math.multiplyExact(rows, cols));
  }

  /**
   * A block of degree 1 at offset 0: a matrix by itself.
   *
   * @param rows number of rows, at least 1
   * @param cols number of columns, at least 1
   * @return the block, named {@code W}
   * @throws IllegalArgumentException if a size is below 1
   */
  public static Block matrix(int rows, int cols) {
    return new Block("W", 0, rows, cols, 1);
  }

  /** {@return number of entries, rows · cols} */
  public int size() {
    return rows * cols;
  }

  /** {@return index after the last entry} */
  public int end() {
    return offset + size();
  }
}
