package org.mirrorflow.certificate.convex;

/** The matrix of a program with few columns, which are stored. */
final class DenseNewton implements NewtonMatrix {
  private final ClarkeSet set;
  private final Columns columns;
  private final double[][] matrix;

  /** AᵀA, the same in every iteration; made when first needed. */
  private double[][] gram;

  private final PanelCholesky factor;

  DenseNewton(ClarkeSet set, Columns columns) {
    this.set = set;
    this.columns = columns;
    this.matrix = triangle(set.size());
    this.factor = new PanelCholesky(set.size(), columns.kernels().create());
  }

  private static double[][] triangle(int size) {
    double[][] rows = new double[size][];
    for (int k = 0; k < size; k++) {
      rows[k] = new double[k + 1];
    }
    return rows;
  }

  @Override
  public void factor(double[] weights, Slacks positive, Slacks below) {
    if (weights == null) {
      copyGram();
    } else {
      columns.gram(weights, matrix);
    }
    for (int k = 0; k < matrix.length; k++) {
      matrix[k][k] += positive.ratio(k);
    }
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        double ratio = below.ratio(c);
        matrix[j][j] += ratio;
        matrix[c][c] += ratio;
        matrix[c][j] -= ratio;
      }
    }
    double stiffness = 0;
    for (int j = 0; j < set.margins(); j++) {
      stiffness += positive.w[j] * matrix[j][j];
    }
    for (int j = 0; j < set.margins(); j++) {
      for (int k = 0; k <= j; k++) {
        matrix[j][k] += stiffness;
      }
    }
    factor.factor(matrix);
  }

  private void copyGram() {
    if (gram == null) {
      gram = triangle(matrix.length);
      columns.gram(null, gram);
    }
    for (int k = 0; k < matrix.length; k++) {
      System.arraycopy(gram[k], 0, matrix[k], 0, k + 1);
    }
  }

  @Override
  public void solve(double[] b) {
    factor.solve(b);
  }
}
