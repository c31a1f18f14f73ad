package org.mirrorflow.certificate;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.numeric.Norms;

/**
 * An orthonormal basis of the span of some vectors, by Gram–Schmidt in groups: a group meets the
 * basis before it in matrix products, and every group is made orthonormal twice (Barlow and
 * Smoktunowicz 2013, doi:10.1007/s00211-012-0496-2). A vector that depends on the others adds
 * nothing.
 */
final class Span {
  /** Vectors of a group. */
  private static final int TOGETHER = 32;

  /** Squared share of a vector outside the span of others below which it depends on them. */
  private static final double DEPENDENT = 1e-24;

  private final Kernel kernel;
  private final int length;
  private final double[] basis;
  private int size;

  /** A group, its coefficients in the basis, and what they make up. */
  private final double[] group;

  private double[] coefficients = new double[0];
  private final double[] within;

  /**
   * @param x holds the vectors
   * @param from first index of each
   * @param length of each
   */
  Span(Kernel kernel, double[] x, int[] from, int length) {
    this.kernel = kernel;
    this.length = length;
    this.basis = new double[Math.multiplyExact(Math.min(from.length, length), length)];
    this.group = new double[TOGETHER * length];
    this.within = new double[group.length];
    for (int first = 0; first < from.length && size < length; first += TOGETHER) {
      int count = Math.min(TOGETHER, from.length - first);
      double[] squares = new double[count];
      for (int k = 0; k < count; k++) {
        System.arraycopy(x, from[first + k], group, k * length, length);
        squares[k] = square(k);
      }
      int kept = orthonormal(count, squares);
      kept = orthonormal(kept, new double[kept]);
      kept = Math.min(kept, length - size);
      System.arraycopy(group, 0, basis, size * length, kept * length);
      size += kept;
    }
  }

  private double square(int k) {
    return Norms.dot(group, k * length, group, k * length, length);
  }

  /**
   * Makes the first vectors of the group orthonormal, also to the basis; returns how many are left.
   *
   * @param squares of the vectors as they were given
   */
  private int orthonormal(int count, double[] squares) {
    removeBasis(count);
    int kept = 0;
    for (int k = 0; k < count; k++) {
      int at = k * length;
      for (int e = 0; e < kept; e++) {
        double c = Norms.dot(group, at, group, e * length, length);
        Norms.add(-c, group, e * length, group, at, length);
      }
      double square = square(k);
      if (square > DEPENDENT * squares[k]) {
        double norm = Math.sqrt(square);
        for (int j = 0; j < length; j++) {
          group[kept * length + j] = group[at + j] / norm;
        }
        kept++;
      }
    }
    return kept;
  }

  private void removeBasis(int count) {
    if (size == 0 || count == 0) {
      return;
    }
    if (coefficients.length < count * size) {
      coefficients = new double[TOGETHER * basis.length / length];
    }
    Block shape = Block.matrix(size, length);
    kernel.outputs(0, count, group, basis, shape, coefficients, false, Kernel.Finish.NONE);
    kernel.inputs(0, count, coefficients, basis, shape, within, Kernel.Finish.NONE);
    Norms.add(-1, within, 0, group, 0, count * length);
  }

  /** v less its projection on the span, in place; twice, since rounding leaves some. */
  void removeFrom(double[] v, int at) {
    for (int round = 0; round < 2; round++) {
      for (int e = 0; e < size; e++) {
        double c = Norms.dot(v, at, basis, e * length, length);
        Norms.add(-c, basis, e * length, v, at, length);
      }
    }
  }
}
