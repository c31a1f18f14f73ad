package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.List;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.matrix.store.RawStore;

/** The singular values of all blocks, e_g = u_g v_gᵀ within its block. */
final class Spectrum implements Decomposition {
  private final Layout layout;
  private final List<Svd> svds;

  Spectrum(double[] theta, Layout layout) {
    this.layout = layout;
    this.svds = layout.blocks().stream().map(block -> Svd.of(theta, block)).toList();
  }

  /** The singular values alone. */
  static double[] values(double[] v, Layout layout) {
    return layout.blocks().stream()
        .flatMapToDouble(block -> Arrays.stream(Svd.values(v, block)))
        .toArray();
  }

  @Override
  public double[] magnitudes() {
    return svds.stream().flatMapToDouble(svd -> Arrays.stream(svd.sigmas())).toArray();
  }

  @Override
  public void compose(double[] m, double[] out) {
    int from = 0;
    for (int b = 0; b < svds.size(); b++) {
      int to = from + svds.get(b).count();
      svds.get(b).compose(Arrays.copyOfRange(m, from, to), layout.block(b), out);
      from = to;
    }
  }

  @Override
  public void resize(double[] m, double[] v) {
    compose(m, v);
  }

  /** UVᵀ of the singular values that are not 0, plus W of operator norm ≤ 1 on the complements. */
  @Override
  public double distanceFromSum(double[] s, double zero) {
    double square = 0;
    for (int b = 0; b < svds.size(); b++) {
      Svd svd = svds.get(b);
      Block block = layout.block(b);
      double[][] rest = matrix(s, block);
      double[][] inner = matrix(s, block);
      removeSingularSpaces(inner, svd, zero);
      for (int k = 0; k < svd.count() && svd.sigma(k) > zero; k++) {
        for (int i = 0; i < block.rows(); i++) {
          for (int j = 0; j < block.cols(); j++) {
            rest[i][j] -= svd.left(i, k) * svd.right(j, k);
          }
        }
      }
      double[] complement = new double[block.size()];
      for (int i = 0; i < block.rows(); i++) {
        for (int j = 0; j < block.cols(); j++) {
          complement[i * block.cols() + j] = inner[i][j];
          double d = rest[i][j] - inner[i][j];
          square += d * d;
        }
      }
      for (double sigma : Svd.values(complement, Block.matrix(block.rows(), block.cols()))) {
        square += Math.pow(Math.max(0, sigma - 1), 2);
      }
    }
    return Math.sqrt(square);
  }

  /** m ← (I − UUᵀ) m (I − VVᵀ) over the singular values above {@code zero}. */
  private static void removeSingularSpaces(double[][] m, Svd svd, double zero) {
    for (int k = 0; k < svd.count() && svd.sigma(k) > zero; k++) {
      for (int j = 0; j < m[0].length; j++) {
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
          sum += svd.left(i, k) * m[i][j];
        }
        for (int i = 0; i < m.length; i++) {
          m[i][j] -= sum * svd.left(i, k);
        }
      }
      for (double[] row : m) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
          sum += row[j] * svd.right(j, k);
        }
        for (int j = 0; j < row.length; j++) {
          row[j] -= sum * svd.right(j, k);
        }
      }
    }
  }

  /** U H Vᵀ with H ⪰ 0 of trace 1 on the singular spaces of the tied singular values. */
  @Override
  public double distanceFromLargest(double[] s, double tied) {
    double[] along = new double[0];
    for (int b = 0; b < svds.size(); b++) {
      int count = 0;
      while (count < svds.get(b).count() && svds.get(b).sigma(count) >= tied) {
        count++;
      }
      if (count > 0) {
        double[] eigenvalues = eigenvalues(symmetricPart(matrix(s, layout.block(b)), b, count));
        int from = along.length;
        along = Arrays.copyOf(along, from + count);
        System.arraycopy(eigenvalues, 0, along, from, count);
      }
    }
    double size = Lp.of(2).norm(s, layout.start(), layout.end());
    return Decomposition.distanceFromHull(size * size, along);
  }

  private double[][] symmetricPart(double[][] m, int b, int count) {
    Svd svd = svds.get(b);
    double[][] h = new double[count][count];
    for (int k = 0; k < count; k++) {
      for (int l = 0; l < count; l++) {
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
          for (int j = 0; j < m[0].length; j++) {
            sum += svd.left(i, k) * m[i][j] * svd.right(j, l);
          }
        }
        h[k][l] += 0.5 * sum;
        h[l][k] += 0.5 * sum;
      }
    }
    return h;
  }

  private static double[] eigenvalues(double[][] symmetric) {
    Eigenvalue<Double> decomposition = Eigenvalue.R064.make(symmetric.length, true);
    decomposition.computeValuesOnly(R064Store.FACTORY.copy(RawStore.wrap(symmetric)));
    return decomposition.getEigenvalues().stream().mapToDouble(z -> z.getReal()).toArray();
  }

  private static double[][] matrix(double[] v, Block block) {
    double[][] rows = new double[block.rows()][];
    for (int i = 0; i < rows.length; i++) {
      int from = block.offset() + i * block.cols();
      rows[i] = Arrays.copyOfRange(v, from, from + block.cols());
    }
    return rows;
  }
}
