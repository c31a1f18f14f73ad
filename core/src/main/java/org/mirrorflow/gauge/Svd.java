package org.mirrorflow.gauge;

import java.util.Arrays;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/**
 * The singular value decomposition W = U diag(σ) Vᵀ of a block, with k = min(rows, cols) singular
 * values, largest first, and orthonormal columns of U (rows × k) and V (cols × k), also where W is
 * rank-deficient. Computed by ojAlgo on W scaled by a power of two, so at any magnitude. The error
 * of a singular value, relative to the largest, is bounded by max(rows, cols) · 2⁻⁵³ (Householder
 * columns are summed term by term; Higham 2002, Accuracy and Stability, section 19.3): a few ulp up
 * to some thousand rows, about 2e-12 measured at 10^6.
 */
public final class Svd {
  private final double[] sigma;
  private final MatrixStore<Double> left;
  private final MatrixStore<Double> right;

  private Svd(double[] sigma, MatrixStore<Double> left, MatrixStore<Double> right) {
    this.sigma = sigma;
    this.left = left;
    this.right = right;
  }

  /**
   * {@return the decomposition of the entries of {@code w} that belong to the block}
   *
   * @param w parameter vector, left as it is
   * @param block the matrix W inside {@code w}
   * @throws ArithmeticException if an entry is not finite or the iteration does not converge
   */
  public static Svd of(double[] w, Block block) {
    double scale = scale(w, block);
    SingularValue<Double> svd = SingularValue.R064.make(block.rows(), block.cols());
    requireComputed(svd.decompose(scaled(w, block, scale)), block);
    return new Svd(values(svd, block, scale), svd.getU(), svd.getV());
  }

  /**
   * {@return the singular values alone, largest first: min(rows, cols) of them}
   *
   * @param w parameter vector, left as it is
   * @param block the matrix W inside {@code w}
   * @throws ArithmeticException if an entry is not finite or the iteration does not converge
   */
  public static double[] values(double[] w, Block block) {
    double scale = scale(w, block);
    SingularValue<Double> svd = SingularValue.R064.make(block.rows(), block.cols());
    requireComputed(svd.computeValuesOnly(scaled(w, block, scale)), block);
    return values(svd, block, scale);
  }

  /** {@return number of singular values, min(rows, cols)} */
  public int count() {
    return sigma.length;
  }

  /**
   * {@return singular value k}
   *
   * @param k number of the singular value, counted from 0, largest first
   */
  public double sigma(int k) {
    return sigma[k];
  }

  /** {@return the singular values, largest first, a copy} */
  public double[] sigmas() {
    return sigma.clone();
  }

  /**
   * {@return entry i of the left singular vector k, U_ik}
   *
   * @param i row of W
   * @param k number of the singular value, counted from 0
   */
  public double left(int i, int k) {
    return left.doubleValue(i, k);
  }

  /**
   * {@return entry j of the right singular vector k, V_jk}
   *
   * @param j column of W
   * @param k number of the singular value, counted from 0
   */
  public double right(int j, int k) {
    return right.doubleValue(j, k);
  }

  /**
   * out = U diag(s) Vᵀ in the entries of the block: a function of the matrix, f(σ) = s.
   *
   * @param s new singular values, {@link #count()} of them
   * @param block where to write, a matrix of the shape of W
   * @param out parameter vector; entries outside the block are left alone
   */
  public void compose(double[] s, Block block, double[] out) {
    Arrays.fill(out, block.offset(), block.end(), 0);
    double[] column = new double[block.cols()];
    for (int k = 0; k < sigma.length; k++) {
      if (s[k] == 0) {
        continue;
      }
      for (int j = 0; j < column.length; j++) {
        column[j] = right(j, k);
      }
      for (int i = 0; i < block.rows(); i++) {
        double factor = s[k] * left(i, k);
        int row = block.offset() + i * block.cols();
        for (int j = 0; j < column.length; j++) {
          out[row + j] += factor * column[j];
        }
      }
    }
  }

  private static double scale(double[] w, Block block) {
    double max = Lp.of(Double.POSITIVE_INFINITY).norm(w, block.offset(), block.end());
    if (!Double.isFinite(max)) {
      throw new ArithmeticException("block " + block.name() + ": an entry is not finite: " + max);
    }
    return max == 0 ? 1 : Math.scalb(1.0, Math.getExponent(max));
  }

  private static R064Store scaled(double[] w, Block block, double scale) {
    R064Store matrix = R064Store.FACTORY.make(block.rows(), block.cols());
    int index = block.offset();
    for (int i = 0; i < block.rows(); i++) {
      for (int j = 0; j < block.cols(); j++) {
        matrix.set(i, j, w[index++] / scale);
      }
    }
    return matrix;
  }

  private static double[] values(SingularValue<Double> svd, Block block, double scale) {
    double[] sigma = new double[Math.min(block.rows(), block.cols())];
    svd.getSingularValues(sigma);
    for (int k = 0; k < sigma.length; k++) {
      sigma[k] *= scale;
    }
    return sigma;
  }

  private static void requireComputed(boolean computed, Block block) {
    if (!computed) {
      throw new ArithmeticException(
          "block %s: the singular value decomposition did not converge".formatted(block.name()));
    }
  }
}
