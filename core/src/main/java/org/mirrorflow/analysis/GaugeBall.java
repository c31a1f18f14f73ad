package org.mirrorflow.analysis;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.BlockGauge;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GroupGauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.gauge.LpGauge;
import org.mirrorflow.gauge.SpectralGauge;
import org.mirrorflow.gauge.Svd;
import org.mirrorflow.io.InputException;

/**
 * Euclidean projection onto the unit ball {Q ≤ 1} of a gauge: of an ℓp norm entry by entry, of a
 * group gauge through the row norms, of a spectral gauge through the singular values, of a block
 * gauge block by block.
 */
final class GaugeBall {
  /** Halvings of an interval of doubles after which it holds two neighbours at most. */
  private static final int MOST_HALVINGS = 200;

  /** Relative rounding of a sum, per term. */
  private static final double ROUNDING = 0x1p-52;

  private GaugeBall() {}

  /** Projects v in place. */
  static void project(Gauge gauge, Layout layout, double[] v) {
    if (gauge instanceof LpGauge lp) {
      project(lp.norm(), v, layout.start(), layout.end());
    } else if (gauge instanceof GroupGauge group) {
      projectRows(group, layout, v);
    } else if (gauge instanceof SpectralGauge spectral) {
      projectSpectrum(spectral, layout, v);
    } else if (gauge instanceof BlockGauge blocks) {
      for (int b = 0; b < layout.count(); b++) {
        project(blocks.gauges().get(b), Layout.of(layout.block(b)), v);
      }
    } else {
      throw new InputException(
          "gauge " + gauge.spec(),
          "no certificate is known for it",
          "an lp, group, spectral or block gauge",
          "choose one of these");
    }
  }

  private static void projectRows(GroupGauge gauge, Layout layout, double[] v) {
    double[] norms = new double[layout.blocks().stream().mapToInt(Block::rows).sum()];
    Lp euclidean = Lp.of(2);
    int g = 0;
    for (Block block : layout.blocks()) {
      for (int from = block.offset(); from < block.end(); from += block.cols()) {
        norms[g++] = euclidean.norm(v, from, from + block.cols());
      }
    }
    double[] projected = norms.clone();
    project(gauge.norm(), projected, 0, projected.length);
    g = 0;
    for (Block block : layout.blocks()) {
      for (int from = block.offset(); from < block.end(); from += block.cols(), g++) {
        double scale = norms[g] > 0 ? projected[g] / norms[g] : 0;
        for (int j = from; j < from + block.cols(); j++) {
          v[j] *= scale;
        }
      }
    }
  }

  private static void projectSpectrum(SpectralGauge gauge, Layout layout, double[] v) {
    List<Svd> svds = layout.blocks().stream().map(block -> Svd.of(v, block)).toList();
    double[] sigmas = svds.stream().flatMapToDouble(svd -> Arrays.stream(svd.sigmas())).toArray();
    project(gauge.norm(), sigmas, 0, sigmas.length);
    int from = 0;
    for (int b = 0; b < layout.count(); b++) {
      int to = from + svds.get(b).count();
      svds.get(b).compose(Arrays.copyOfRange(sigmas, from, to), layout.block(b), v);
      from = to;
    }
  }

  private static void project(Lp norm, double[] v, int from, int to) {
    double value = norm.norm(v, from, to);
    if (!(value > 1)) {
      return;
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
      projectPower(norm, v, from, to);
    }
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

  /**
   * u + θ p u^{p−1} = |v| entry by entry, with the θ at which Σ u^p = 1, by Newton's method in θ
   * kept between the bounds found so far.
   */
  private static void projectPower(Lp norm, double[] v, int from, int to) {
    double[] u = new double[to - from];
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double theta = 0;
    for (int k = 0; k < MOST_HALVINGS; k++) {
      double excess = shrink(norm.p(), v, from, theta, u) - 1;
      if (Math.abs(excess) <= u.length * ROUNDING) {
        break;
      }
      low = excess > 0 ? theta : low;
      high = excess > 0 ? high : theta;
      double newton = theta - excess / slope(norm.p(), theta, u);
      double middle = high < Double.POSITIVE_INFINITY ? 0.5 * (low + high) : 2 * low + 1;
      double next = newton > low && newton < high ? newton : middle;
      if (next == theta || next <= low) {
        break;
      }
      theta = next;
    }
    double outside = Math.max(1, norm.norm(u, 0, u.length));
    for (int j = from; j < to; j++) {
      v[j] = Math.copySign(u[j - from] / outside, v[j]);
    }
  }

  /** d/dθ Σ u^p = −Σ (p u^{p−1})²/(1 + θ p (p − 1) u^{p−2}) at the solutions u for θ. */
  private static double slope(double p, double theta, double[] u) {
    double sum = 0;
    for (double entry : u) {
      if (entry > 0) {
        double power = p * Math.pow(entry, p - 1);
        sum -= power * power / (1 + theta * (p - 1) * power / entry);
      }
    }
    return sum;
  }

  /** Solves for u at this θ and returns Σ u^p. */
  private static double shrink(double p, double[] v, int from, double theta, double[] u) {
    double sum = 0;
    for (int j = 0; j < u.length; j++) {
      double y = Math.abs(v[from + j]);
      u[j] = theta == 0 ? y : shrink(p, y, theta * p);
      sum += Math.pow(u[j], p);
    }
    return sum;
  }

  /**
   * The root of u + w u^{p−1} = y: for p ≥ 2 a convex function of u, solved by Newton's method from
   * above; for p &lt; 2 convex in t = u^{p−1}, t^{1/(p−1)} + w t = y.
   */
  private static double shrink(double p, double y, double w) {
    if (y == 0) {
      return 0;
    }
    double power = p >= 2 ? p - 1 : 1 / (p - 1);
    double a = p >= 2 ? 1 : w;
    double b = p >= 2 ? w : 1;
    double t = Math.min(y / a, Math.pow(y / b, 1 / power));
    for (int k = 0; k < MOST_HALVINGS; k++) {
      double high = b * Math.pow(t, power);
      double next = t - (a * t + high - y) / (a + power * high / t);
      if (!(next < t)) {
        break;
      }
      t = next;
    }
    return p >= 2 ? t : Math.pow(t, power);
  }
}
