package org.mirrorflow.gauge;

import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import org.mirrorflow.numeric.Svd;

/**
 * The Hessian of Σ_i φ(σ_i) of a matrix W = UΣVᵀ, φ even, as a sum of squares. With Z = UᵀEV for a
 * change E of W, it weights the square of (Z_ij + Z_ji)/√2 by (φ'(σ_i) − φ'(σ_j))/(σ_i − σ_j) and
 * that of (Z_ij − Z_ji)/√2 by (φ'(σ_i) + φ'(σ_j))/(σ_i + σ_j). What of E lies outside of U or V is
 * weighted by φ'(σ_i)/σ_i (Lewis and Sendov 2001, Twice differentiable spectral functions,
 * doi:10.1137/S089547980036838X).
 */
final class SpectralCurvature {
  private final Svd svd;
  private final Block block;
  private final int length;

  /**
   * @param length of the vectors that are given
   */
  SpectralCurvature(Svd svd, Block block, int length) {
    this.svd = svd;
    this.block = block;
    this.length = length;
  }

  void give(DoubleBinaryOperator between, Consumer<double[]> squares) {
    for (int i = 0; i < svd.count(); i++) {
      double sigma = svd.sigma(i);
      double[] left = column(block.rows(), i, true);
      double[] right = column(block.cols(), i, false);
      squares.accept(product(root(between, sigma, sigma), left, right));
      for (int j = 0; j < i; j++) {
        double[] otherLeft = column(block.rows(), j, true);
        double[] otherRight = column(block.cols(), j, false);
        for (int sign = -1; sign <= 1; sign += 2) {
          double half = Math.sqrt(0.5) * root(between, sigma, sign * svd.sigma(j));
          double[] one = product(half, left, otherRight);
          double[] other = product(sign * half, otherLeft, right);
          for (int k = 0; k < length; k++) {
            one[k] += other[k];
          }
          squares.accept(one);
        }
      }
      double outside = root(between, sigma, -sigma);
      for (int c = 0; block.cols() > svd.count() && c < block.cols(); c++) {
        squares.accept(product(outside, left, outside(c, block.cols(), false)));
      }
      for (int r = 0; block.rows() > svd.count() && r < block.rows(); r++) {
        squares.accept(product(outside, outside(r, block.rows(), true), right));
      }
    }
  }

  private static double root(DoubleBinaryOperator between, double a, double b) {
    return Math.sqrt(between.applyAsDouble(a, b));
  }

  private double[] column(int size, int k, boolean left) {
    double[] column = new double[size];
    for (int r = 0; r < size; r++) {
      column[r] = left ? svd.left(r, k) : svd.right(r, k);
    }
    return column;
  }

  /** Column k of I − UUᵀ or I − VVᵀ, which is its own square. */
  private double[] outside(int k, int size, boolean left) {
    double[] outside = new double[size];
    outside[k] = 1;
    for (int i = 0; i < svd.count(); i++) {
      double[] column = column(size, i, left);
      for (int r = 0; r < size; r++) {
        outside[r] -= column[r] * column[k];
      }
    }
    return outside;
  }

  /** factor · a bᵀ in the block. */
  private double[] product(double factor, double[] a, double[] b) {
    double[] product = new double[length];
    for (int r = 0; r < a.length; r++) {
      for (int c = 0; c < b.length; c++) {
        product[block.offset() + r * block.cols() + c] = factor * a[r] * b[c];
      }
    }
    return product;
  }
}
