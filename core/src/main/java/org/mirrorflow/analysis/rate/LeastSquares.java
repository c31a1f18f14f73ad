package org.mirrorflow.analysis.rate;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.mirrorflow.numeric.Norms;

/**
 * Linear regression y = X β + e, by QR decomposition.
 *
 * @param beta coefficients
 * @param residuals e
 * @param inverse X⁺; the covariance of β is σ² X⁺ X⁺ᵀ
 */
record LeastSquares(double[] beta, double[] residuals, RealMatrix inverse) {

  static LeastSquares of(double[][] rows, double[] y) {
    RealMatrix x = new Array2DRowRealMatrix(rows, false);
    RealMatrix inverse = new QRDecomposition(x).getSolver().getInverse();
    double[] beta = inverse.operate(y);
    double[] residuals =
        new ArrayRealVector(y).subtract(x.operate(new ArrayRealVector(beta))).toArray();
    return new LeastSquares(beta, residuals, inverse);
  }

  double sumOfSquares() {
    double sum = 0;
    for (double e : residuals) {
      sum += e * e;
    }
    return sum;
  }

  /** σ̂², from the degrees of freedom left. */
  double variance() {
    return sumOfSquares() / (residuals.length - beta.length);
  }

  /** Standard deviation of coefficient k over σ. */
  double spread(int k) {
    return inverse.getRowVector(k).getNorm();
  }

  double at(double[] row) {
    return Norms.dotInOrder(beta, row);
  }

  /**
   * Autocorrelation of the residuals at lag 1, its bias removed to first order in 1/n, in [0,
   * 0.99].
   */
  double autocorrelation() {
    double total = sumOfSquares();
    if (total == 0) {
      return 0;
    }
    double products = 0;
    for (int i = 1; i < residuals.length; i++) {
      products += residuals[i] * residuals[i - 1];
    }
    double n = residuals.length;
    double k = beta.length;
    double corrected = (products / total + k / n) / (1 - (k + 1) / n);
    return Math.max(0, Math.min(MOST_CORRELATED, corrected));
  }

  /** Beyond this the differences of neighbours are all that counts. */
  private static final double MOST_CORRELATED = 0.99;
}
