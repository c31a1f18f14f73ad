package org.mirrorflow.model;

/**
 * A matrix S (rows × depth) of which only the entries that are not 0 are stored: images are mostly
 * background. Entries stand in slabs of {@link #SLAB} columns, in a slab row by row, in a row in the
 * order of columns. So the rows of a matrix that meet the columns of a slab stay in a cache.
 *
 * @since 0.1.0
 */
public final class SparseMatrix {
  /** Columns of a slab. */
  public static final int SLAB = 64;

  private final int rows;
  private final int depth;
  private final int[] starts;
  private final byte[] columns;
  private final double[] values;

  private SparseMatrix(int rows, int depth, int[] starts) {
    this.rows = rows;
    this.depth = depth;
    this.starts = starts;
    this.columns = new byte[starts[starts.length - 1]];
    this.values = new double[columns.length];
  }

  /**
   * {@return S(r, k) = a[r·row + k·step] without its zeros}
   *
   * @param a holds the matrix
   * @param rows number of rows
   * @param depth number of columns
   * @param row from one row to the next
   * @param step from one column to the next
   */
  public static SparseMatrix of(double[] a, int rows, int depth, int row, int step) {
    int slabs = (depth + SLAB - 1) / SLAB;
    int[] starts = new int[Math.addExact(Math.multiplyExact(slabs, rows), 1)];
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < depth; k++) {
        starts[k / SLAB * rows + r + 1] += a[r * row + k * step] == 0 ? 0 : 1;
      }
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    SparseMatrix matrix = new SparseMatrix(rows, depth, starts);
    for (int r = 0; r < rows; r++) {
      for (int k = 0, next = 0; k < depth; k++) {
        next = k % SLAB == 0 ? starts[k / SLAB * rows + r] : next;
        if (a[r * row + k * step] != 0) {
          matrix.columns[next] = (byte) (k % SLAB);
          matrix.values[next++] = a[r * row + k * step];
        }
      }
    }
    return matrix;
  }

  /** {@return number of rows} */
  public int rows() {
    return rows;
  }

  /** {@return number of columns} */
  public int depth() {
    return depth;
  }

  /** {@return number of entries that are stored} */
  public int count() {
    return values.length;
  }

  /**
   * Where the entries of a row in a slab begin. They end where those of the next row begin: its
   * number is one more.
   *
   * @param slab number of the slab
   * @param row number of the row
   * @return index into {@link #starts}
   */
  int at(int slab, int row) {
    return slab * rows + row;
  }

  /** By {@link #at}, where the entries of a row begin; read only. */
  int[] starts() {
    return starts;
  }

  /** Of every entry the column, counted from the first of its slab; read only. */
  byte[] columns() {
    return columns;
  }

  /** Of every entry the value; read only. */
  double[] values() {
    return values;
  }
}
