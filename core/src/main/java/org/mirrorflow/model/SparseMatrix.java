package org.mirrorflow.model;

/**
 * A matrix S (rows × depth) of which only the entries that are not 0 are stored: images are mostly
 * background. Entries stand in slabs of {@link #SLAB} columns, in a slab row by row, in a row in
 * the order of columns. So the rows of a matrix that meet the columns of a slab stay in a cache.
 *
 * @since 0.2.0
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
   * {@return S(r, k) = a[r·depth + k] without its zeros}
   *
   * @param a holds the matrix, row-major
   * @param rows number of rows
   * @param depth number of columns
   */
  public static SparseMatrix of(double[] a, int rows, int depth) {
    int[] counts = counts(rows, depth);
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < depth; k++) {
        counts[at(rows, k, r) + 1] += a[r * depth + k] == 0 ? 0 : 1;
      }
    }
    SparseMatrix matrix = new SparseMatrix(rows, depth, sums(counts));
    for (int r = 0; r < rows; r++) {
      for (int k = 0, next = 0; k < depth; k++) {
        next = k % SLAB == 0 ? matrix.starts[at(rows, k, r)] : next;
        if (a[r * depth + k] != 0) {
          matrix.columns[next] = (byte) (k % SLAB);
          matrix.values[next++] = a[r * depth + k];
        }
      }
    }
    return matrix;
  }

  /** {@return Sᵀ} */
  public SparseMatrix transpose() {
    int[] counts = counts(depth, rows);
    forEach((r, k, value) -> counts[at(depth, r, k) + 1]++);
    SparseMatrix matrix = new SparseMatrix(depth, rows, sums(counts));
    int[] next = matrix.starts.clone();
    forEach(
        (r, k, value) -> {
          int e = next[at(depth, r, k)]++;
          matrix.columns[e] = (byte) (r % SLAB);
          matrix.values[e] = value;
        });
    return matrix;
  }

  /** Takes an entry. */
  @FunctionalInterface
  private interface Entry {
    void at(int row, int column, double value);
  }

  /** In every column by ascending rows. */
  private void forEach(Entry entry) {
    for (int i = 0, e = 0; i + 1 < starts.length; i++) {
      int first = i / rows * SLAB;
      for (; e < starts[i + 1]; e++) {
        entry.at(i % rows, first + columns[e], values[e]);
      }
    }
  }

  private static int[] counts(int rows, int depth) {
    int slabs = (depth + SLAB - 1) / SLAB;
    return new int[Math.addExact(Math.multiplyExact(slabs, rows), 1)];
  }

  private static int[] sums(int[] counts) {
    for (int i = 1; i < counts.length; i++) {
      counts[i] += counts[i - 1];
    }
    return counts;
  }

  /** Place of a row in the slab of a column. */
  private static int at(int rows, int column, int row) {
    return column / SLAB * rows + row;
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
    return at(rows, slab * SLAB, row);
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
