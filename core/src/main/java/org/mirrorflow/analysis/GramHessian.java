package org.mirrorflow.analysis;

/** The Gram matrix H = AᵀA of the gradients. */
final class GramHessian implements ClarkeQuadratic.Hessian {
  private final double[][] rows;

  private GramHessian(double[][] rows) {
    this.rows = rows;
  }

  static GramHessian of(MarginGradients gradients) {
    int size = gradients.set().size();
    double[][] rows = new double[size][size];
    double[] unit = new double[size];
    double[] s = new double[gradients.parameters()];
    for (int k = 0; k < size; k++) {
      unit[k] = 1;
      gradients.combine(unit, s);
      gradients.along(s, rows[k]);
      unit[k] = 0;
    }
    return new GramHessian(rows);
  }

  @Override
  public void apply(double[] x, double[] out) {
    for (int k = 0; k < rows.length; k++) {
      out[k] = ClarkeQuadratic.dot(rows[k], x);
    }
  }

  @Override
  public double[] diagonal() {
    double[] diagonal = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      diagonal[k] = rows[k][k];
    }
    return diagonal;
  }
}
