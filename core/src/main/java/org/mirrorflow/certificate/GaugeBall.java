package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.certificate.convex.PowerBall;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.BlockGauge;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GroupGauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.gauge.LpGauge;
import org.mirrorflow.gauge.SpectralGauge;
import org.mirrorflow.io.InputException;
import org.mirrorflow.numeric.Svd;

/**
 * Euclidean projection onto the unit ball {Q ≤ 1} of a gauge: of an ℓp norm entry by entry, of a
 * group gauge through the row norms, of a spectral gauge through the singular values, of a block
 * gauge block by block.
 */
final class GaugeBall {
  /** Multiplications that a decomposition takes, per entry of the matrix and singular value. */
  private static final double DECOMPOSITION = 30;

  private GaugeBall() {}

  /** Projects v in place and returns about how many multiplications that took. */
  static double project(Gauge gauge, Layout layout, double[] v) {
    if (gauge instanceof LpGauge lp) {
      return project(lp.norm(), v, layout.start(), layout.end());
    } else if (gauge instanceof GroupGauge group) {
      return projectRows(group, layout, v);
    } else if (gauge instanceof SpectralGauge spectral) {
      return projectSpectrum(spectral, layout, v);
    } else if (gauge instanceof BlockGauge blocks) {
      double effort = 0;
      for (int b = 0; b < layout.count(); b++) {
        effort += project(blocks.gauges().get(b), Layout.of(layout.block(b)), v);
      }
      return effort;
    } else {
      throw new InputException(
          "gauge " + gauge.spec(),
          "no certificate is known for it",
          "an lp, group, spectral or block gauge",
          "choose one of these");
    }
  }

  private static double projectRows(GroupGauge gauge, Layout layout, double[] v) {
    double[] norms = new double[layout.blocks().stream().mapToInt(Block::rows).sum()];
    Lp euclidean = Lp.of(2);
    int g = 0;
    for (Block block : layout.blocks()) {
      for (int from = block.offset(); from < block.end(); from += block.cols()) {
        norms[g++] = euclidean.norm(v, from, from + block.cols());
      }
    }
    double[] projected = norms.clone();
    double effort = project(gauge.norm(), projected, 0, projected.length);
    g = 0;
    for (Block block : layout.blocks()) {
      for (int from = block.offset(); from < block.end(); from += block.cols(), g++) {
        double scale = norms[g] > 0 ? projected[g] / norms[g] : 0;
        for (int j = from; j < from + block.cols(); j++) {
          v[j] *= scale;
        }
      }
    }
    return effort + 2.0 * v.length;
  }

  private static double projectSpectrum(SpectralGauge gauge, Layout layout, double[] v) {
    List<Svd> svds = layout.blocks().stream().map(block -> Svd.of(v, block)).toList();
    double[] sigmas = svds.stream().flatMapToDouble(svd -> Arrays.stream(svd.sigmas())).toArray();
    double effort = project(gauge.norm(), sigmas, 0, sigmas.length);
    int from = 0;
    for (int b = 0; b < layout.count(); b++) {
      int to = from + svds.get(b).count();
      Block block = layout.block(b);
      effort += DECOMPOSITION * block.rows() * block.cols() * svds.get(b).count();
      svds.get(b).compose(Arrays.copyOfRange(sigmas, from, to), block, v);
      from = to;
    }
    return effort;
  }

  private static double project(Lp norm, double[] v, int from, int to) {
    double value = norm.norm(v, from, to);
    double effort = 2.0 * (to - from);
    if (!(value > 1)) {
      return effort;
    }
    if (Double.isInfinite(norm.p())) {
      for (int j = from; j < to; j++) {
        v[j] = Math.max(-1, Math.min(1, v[j]));
      }
    } else if (norm.p() == 1) {
      projectSimplex(v, from, to);
    } else if (norm.p() == 2) {
      for (int j = from; j < to; j++) {
        v[j] /= value;
      }
    } else {
      effort += new PowerBall(norm, v, from, to).project();
    }
    return effort;
  }

  /** Soft thresholding by the θ of Σ max(0, |v_j| − θ) = 1, found by Newton's method from below. */
  private static void projectSimplex(double[] v, int from, int to) {
    double theta = 0;
    while (true) {
      double sum = 0;
      int count = 0;
      for (int j = from; j < to; j++) {
        double excess = Math.abs(v[j]) - theta;
        if (excess > 0) {
          sum += excess;
          count++;
        }
      }
      double next = theta + (sum - 1) / count;
      if (!(next > theta)) {
        break;
      }
      theta = next;
    }
    for (int j = from; j < to; j++) {
      v[j] = Math.copySign(Math.max(0, Math.abs(v[j]) - theta), v[j]);
    }
  }
}
