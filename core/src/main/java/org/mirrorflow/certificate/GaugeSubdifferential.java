package org.mirrorflow.certificate;

import java.util.Arrays;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.BlockGauge;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GroupGauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.gauge.LpGauge;
import org.mirrorflow.gauge.SpectralGauge;
import org.mirrorflow.numeric.Norms;
import org.mirrorflow.numeric.Svd;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.matrix.store.RawStore;

/**
 * ℓ2 distances from the subdifferential of a gauge. Where the gauge is not smooth the
 * subdifferential is that of the set of nearby points: entries, rows or singular values below
 * {@link #TOLERANCE} of the largest count as 0 (index 1), within it of the largest as tied (index
 * ∞); at a trained θ none is so exactly, and without a tolerance the distance would never fall.
 */
final class GaugeSubdifferential {
  /** Relative to the largest entry, row norm or singular value. */
  static final double TOLERANCE = 1e-3;

  private static final Lp EUCLIDEAN = Lp.of(2);

  private GaugeSubdifferential() {}

  /**
   * The distance of s from ∂Q(θ). For block gauges, all of whose blocks are taken as tied, the
   * weight of each block is ⟨s_b, θ_b⟩ over the sum: the distance is exact at a KKT point and else
   * an upper bound.
   */
  static double distance(Gauge gauge, Layout layout, double[] theta, double[] s) {
    if (gauge instanceof BlockGauge blocks) {
      return blockDistance(blocks, layout, theta, s);
    }
    if (gauge instanceof LpGauge lp && lp.p() == 1) {
      return zeroDistance(entries(layout, theta), entries(layout, s));
    }
    if (gauge instanceof LpGauge lp && Double.isInfinite(lp.p())) {
      return tiedDistance(entries(layout, theta), entries(layout, s));
    }
    if (gauge instanceof GroupGauge group && group.p() == 1) {
      return zeroDistance(rows(layout, theta), rows(layout, s));
    }
    if (gauge instanceof GroupGauge group && Double.isInfinite(group.p())) {
      return tiedDistance(rows(layout, theta), rows(layout, s));
    }
    if (gauge instanceof SpectralGauge spectral && spectral.p() == 1) {
      return nuclearDistance(layout, theta, s);
    }
    if (gauge instanceof SpectralGauge spectral && Double.isInfinite(spectral.p())) {
      return operatorDistance(layout, theta, s);
    }
    double[] element = new double[theta.length];
    gauge.subgradient(theta, layout, element);
    for (int j = 0; j < s.length; j++) {
      element[j] = s[j] - element[j];
    }
    return EUCLIDEAN.norm(element, layout.start(), layout.end());
  }

  private static double blockDistance(BlockGauge gauge, Layout layout, double[] theta, double[] s) {
    double[] weights = new double[layout.count()];
    for (int b = 0; b < weights.length; b++) {
      for (int j = layout.block(b).offset(); j < layout.block(b).end(); j++) {
        weights[b] += Math.max(0, s[j] * theta[j]);
      }
    }
    double total = Arrays.stream(weights).sum();
    double square = 0;
    for (int b = 0; b < weights.length; b++) {
      Layout block = Layout.of(layout.block(b));
      double weight = weights[b] / total;
      if (weight > 0) {
        double[] scaled = Arrays.stream(s).map(x -> x / weight).toArray();
        double d = weight * distance(gauge.gauges().get(b), block, theta, scaled);
        square += d * d;
      } else {
        double d = EUCLIDEAN.norm(s, block.start(), block.end());
        square += d * d;
      }
    }
    return Math.sqrt(square);
  }

  private static double[][] entries(Layout layout, double[] v) {
    return Arrays.stream(v, layout.start(), layout.end())
        .mapToObj(x -> new double[] {x})
        .toArray(double[][]::new);
  }

  private static double[][] rows(Layout layout, double[] v) {
    double[][] rows = new double[layout.blocks().stream().mapToInt(Block::rows).sum()][];
    int g = 0;
    for (Block block : layout.blocks()) {
      for (int from = block.offset(); from < block.end(); from += block.cols()) {
        rows[g++] = Arrays.copyOfRange(v, from, from + block.cols());
      }
    }
    return rows;
  }

  private static double norm(double[] v) {
    return EUCLIDEAN.norm(v, 0, v.length);
  }

  private static double largest(double[][] groups) {
    return Arrays.stream(groups).mapToDouble(GaugeSubdifferential::norm).max().getAsDouble();
  }

  /** Index 1: the direction of each group that is not 0, the unit ball for one that is. */
  private static double zeroDistance(double[][] theta, double[][] s) {
    double zero = TOLERANCE * largest(theta);
    double square = 0;
    for (int g = 0; g < theta.length; g++) {
      double size = norm(theta[g]);
      if (size > zero) {
        for (int j = 0; j < theta[g].length; j++) {
          double d = s[g][j] - theta[g][j] / size;
          square += d * d;
        }
      } else {
        double d = Math.max(0, norm(s[g]) - 1);
        square += d * d;
      }
    }
    return Math.sqrt(square);
  }

  /** Index ∞: convex combinations of the directions of the largest groups. */
  private static double tiedDistance(double[][] theta, double[][] s) {
    double tied = (1 - TOLERANCE) * largest(theta);
    double[] along = new double[theta.length];
    int count = 0;
    double square = 0;
    for (int g = 0; g < theta.length; g++) {
      square += Norms.dotInOrder(s[g], s[g]);
      double size = norm(theta[g]);
      if (size >= tied) {
        along[count++] = Norms.dotInOrder(s[g], theta[g]) / size;
      }
    }
    return simplexDistance(square, Arrays.copyOf(along, count));
  }

  /**
   * The distance of a vector of squared length {@code square} from the convex hull of orthonormal
   * vectors along which it has these coefficients.
   */
  private static double simplexDistance(double square, double[] along) {
    double[] weights = along.clone();
    ClarkeSet.simplex(weights.length).project(weights);
    double rest = square;
    for (int k = 0; k < weights.length; k++) {
      rest += weights[k] * (weights[k] - 2 * along[k]);
    }
    return Math.sqrt(Math.max(0, rest));
  }

  /** UVᵀ of the singular values that are not 0, plus W of operator norm ≤ 1 on the complements. */
  private static double nuclearDistance(Layout layout, double[] theta, double[] s) {
    Svd[] svds = svds(layout, theta);
    double zero = TOLERANCE * Arrays.stream(svds).mapToDouble(d -> d.sigma(0)).max().getAsDouble();
    double square = 0;
    for (int b = 0; b < svds.length; b++) {
      Block block = layout.block(b);
      double[][] rest = matrix(s, block);
      double[][] inner = matrix(s, block);
      removeSingularSpaces(inner, svds[b], zero);
      for (int k = 0; k < svds[b].count() && svds[b].sigma(k) > zero; k++) {
        for (int i = 0; i < block.rows(); i++) {
          for (int j = 0; j < block.cols(); j++) {
            rest[i][j] -= svds[b].left(i, k) * svds[b].right(j, k);
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
      int kept = k;
      for (int j = 0; j < m[0].length; j++) {
        double sum = 0;
        for (int i = 0; i < m.length; i++) {
          sum += svd.left(i, kept) * m[i][j];
        }
        for (int i = 0; i < m.length; i++) {
          m[i][j] -= sum * svd.left(i, kept);
        }
      }
      for (double[] row : m) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
          sum += row[j] * svd.right(j, kept);
        }
        for (int j = 0; j < row.length; j++) {
          row[j] -= sum * svd.right(j, kept);
        }
      }
    }
  }

  /** U H Vᵀ with H ⪰ 0 of trace 1 on the singular spaces of the largest singular values. */
  private static double operatorDistance(Layout layout, double[] theta, double[] s) {
    Svd[] svds = svds(layout, theta);
    double tied =
        (1 - TOLERANCE) * Arrays.stream(svds).mapToDouble(d -> d.sigma(0)).max().getAsDouble();
    double[] along = new double[0];
    for (int b = 0; b < svds.length; b++) {
      int count = 0;
      while (count < svds[b].count() && svds[b].sigma(count) >= tied) {
        count++;
      }
      if (count > 0) {
        double[][] symmetric = symmetricPart(matrix(s, layout.block(b)), svds[b], count);
        double[] eigenvalues = eigenvalues(symmetric);
        int from = along.length;
        along = Arrays.copyOf(along, from + count);
        System.arraycopy(eigenvalues, 0, along, from, count);
      }
    }
    double size = EUCLIDEAN.norm(s, layout.start(), layout.end());
    return simplexDistance(size * size, along);
  }

  private static double[][] symmetricPart(double[][] m, Svd svd, int count) {
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

  private static Svd[] svds(Layout layout, double[] theta) {
    return layout.blocks().stream().map(block -> Svd.of(theta, block)).toArray(Svd[]::new);
  }

  private static double[][] matrix(double[] v, Block block) {
    return rows(Layout.of(block), v);
  }
}
