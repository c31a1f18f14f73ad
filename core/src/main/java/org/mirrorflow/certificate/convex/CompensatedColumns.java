package org.mirrorflow.certificate.convex;

/**
 * Products with {@link Columns} as if computed in twice the precision and then rounded (Ogita, Rump
 * and Oishi 2005, Accurate sum and dot product, doi:10.1137/030601818). Where large terms cancel,
 * what is left is still right.
 *
 * @param columns the matrix A
 */
record CompensatedColumns(Columns columns) {
  /** m = Aᵀv. */
  void along(double[] v, double[] m) {
    for (int k = 0; k < columns.count(); k++) {
      double[] column = columns.values()[k];
      int from = columns.from()[k];
      double sum = 0;
      double rest = 0;
      for (int a = 0; a < column.length; a++) {
        double product = column[a] * v[from + a];
        double next = sum + product;
        rest += Math.fma(column[a], v[from + a], -product) + lost(sum, product, next);
        sum = next;
      }
      m[k] = sum + rest;
    }
  }

  /** out += Ax, its first entries. */
  void addTo(double[] x, double[] out) {
    double[] rest = new double[out.length];
    for (int k = 0; k < columns.count(); k++) {
      double[] column = columns.values()[k];
      int from = columns.from()[k];
      for (int a = 0; a < column.length; a++) {
        double product = x[k] * column[a];
        double next = out[from + a] + product;
        rest[from + a] += Math.fma(x[k], column[a], -product) + lost(out[from + a], product, next);
        out[from + a] = next;
      }
    }
    for (int k = 0; k < out.length; k++) {
      out[k] += rest[k];
    }
  }

  /** What a + b lost when it was rounded to the sum. */
  private static double lost(double a, double b, double sum) {
    double second = sum - a;
    return (a - (sum - second)) + (b - second);
  }
}
