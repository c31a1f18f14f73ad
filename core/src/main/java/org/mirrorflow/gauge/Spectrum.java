package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.mirrorflow.numeric.Svd;
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

  @Override
  public void addCurvature(
      DoubleBinaryOperator between, double[][] lower, Consumer<double[]> squares) {
    for (int b = 0; b < svds.size(); b++) {
      new SpectralCurvature(svds.get(b), layout.block(b), lower.length).give(between, squares);
    }
  }

  /** UVᵀ of the singular values that are not 0, plus W of operator norm ≤ 1 on the complements. */
  @Override
  public double distanceFromSum(double[] s, double zero) {
    double square = 0;
    for (int b = 0; b < svds.size(); b++) {
      Svd svd = svds.get(b);
      Block block = Block.matrix(layout.block(b).rows(), layout.block(b).cols());
      double[] rest = matrix(s, b);
      double[] inner = rest.clone();
      for (int k = 0; k < svd.count() && svd.sigma(k) > zero; k++) {
        removeSingularVectors(inner, block, svd, k);
        for (int m = 0; m < rest.length; m++) {
          rest[m] -= svd.left(m / block.cols(), k) * svd.right(m % block.cols(), k);
        }
      }
      for (int m = 0; m < rest.length; m++) {
        double d = rest[m] - inner[m];
        square += d * d;
      }
      for (double sigma : Svd.values(inner, block)) {
        square += Math.pow(Math.max(0, sigma - 1), 2);
      }
    }
    return Math.sqrt(square);
  }

  /** m ← (I − uuᵀ) m (I − vvᵀ). */
  private static void removeSingularVectors(double[] m, Block block, Svd svd, int k) {
    int cols = block.cols();
    for (int j = 0; j < cols; j++) {
      double sum = 0;
      for (int i = 0; i < block.rows(); i++) {
        sum += svd.left(i, k) * m[i * cols + j];
      }
      for (int i = 0; i < block.rows(); i++) {
        m[i * cols + j] -= sum * svd.left(i, k);
      }
    }
    for (int row = 0; row < m.length; row += cols) {
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        sum += m[row + j] * svd.right(j, k);
      }
      for (int j = 0; j < cols; j++) {
        m[row + j] -= sum * svd.right(j, k);
      }
    }
  }

  /** U H Vᵀ with H ⪰ 0 of trace 1 on the singular spaces of the tied singular values. */
  @Override
  public double distanceFromLargest(double[] s, double tied) {
    double[] along =
        IntStream.range(0, svds.size())
            .mapToObj(b -> symmetricPart(s, b, tied))
            .filter(h -> h.length > 0)
            .flatMapToDouble(Spectrum::eigenvalues)
            .toArray();
    double size = Lp.of(2).norm(s, layout.start(), layout.end());
    return Decomposition.distanceFromHull(size * size, along);
  }

  /** Of Uᵀ s V in a block, on the singular values that are tied. */
  private double[][] symmetricPart(double[] s, int b, double tied) {
    Svd svd = svds.get(b);
    int cols = layout.block(b).cols();
    double[] m = matrix(s, b);
    int count = (int) Arrays.stream(svd.sigmas()).filter(sigma -> sigma >= tied).count();
    double[][] h = new double[count][count];
    for (int k = 0; k < count; k++) {
      for (int l = 0; l < count; l++) {
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
          sum += svd.left(i / cols, k) * m[i] * svd.right(i % cols, l);
        }
        h[k][l] += 0.5 * sum;
        h[l][k] += 0.5 * sum;
      }
    }
    return h;
  }

  private static DoubleStream eigenvalues(double[][] symmetric) {
    Eigenvalue<Double> decomposition = Eigenvalue.R064.make(symmetric.length, true);
    decomposition.computeValuesOnly(R064Store.FACTORY.copy(RawStore.wrap(symmetric)));
    return decomposition.getEigenvalues().stream().mapToDouble(z -> z.getReal());
  }

  private double[] matrix(double[] v, int b) {
    return Arrays.copyOfRange(v, layout.block(b).offset(), layout.block(b).end());
  }
}
