package org.mirrorflow.map;

import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.numeric.Norms;

/**
 * R(W) = Σ_g r(‖w_g‖₂) over the rows w_g of the block: the incoming weights of a neuron become 0 or
 * grow together. ∇R(W)_g = r'(‖w_g‖) w_g/‖w_g‖, 0 at 0. Horizon: that of r over the row norms.
 *
 * @param potential r
 * @since 0.1.0
 */
public record GroupMap(Potential potential) implements MirrorMap {

  /**
   * Checks that there is a potential.
   *
   * @param potential not null
   */
  public GroupMap {
    Objects.requireNonNull(potential, "potential");
  }

  @Override
  public double sum(DoubleUnaryOperator f, double[] theta, Block block) {
    double sum = 0;
    for (int from = block.offset(); from < block.end(); from += block.cols()) {
      sum += f.applyAsDouble(Norms.euclidean(theta, from, from + block.cols()));
    }
    return sum;
  }

  @Override
  public void gradient(double[] theta, Block block, double[] z) {
    for (int from = block.offset(); from < block.end(); from += block.cols()) {
      double norm = Norms.euclidean(theta, from, from + block.cols());
      stretch(theta, from, block.cols(), norm, potential.gradient(norm), z);
    }
  }

  @Override
  public void inverse(double[] z, Block block, double[] theta) {
    for (int from = block.offset(); from < block.end(); from += block.cols()) {
      double norm = Norms.euclidean(z, from, from + block.cols());
      stretch(z, from, block.cols(), norm, potential.inverse(norm), theta);
    }
  }

  /** out = length · a/‖a‖ on one row. */
  private static void stretch(
      double[] a, int from, int cols, double norm, double length, double[] out) {
    for (int j = from; j < from + cols; j++) {
      out[j] = norm == 0 ? 0 : length * (a[j] / norm);
    }
  }

  /**
   * Per row it is v/r''(‖w‖) along w and v ‖w‖/r'(‖w‖) across. At w = 0 both are v/r''(0). Where
   * r''(0) = 0 that is ±∞, or 0 for v = 0.
   */
  @Override
  public Curvature conjugateCurvature(double[] z, double[] theta, Block block) {
    return (v, out) -> curve(z, theta, block, v, out);
  }

  private void curve(double[] z, double[] theta, Block block, double[] v, double[] out) {
    int cols = block.cols();
    for (int from = block.offset(); from < block.end(); from += cols) {
      double dual = Norms.euclidean(z, from, from + cols);
      double norm = Norms.euclidean(theta, from, from + cols);
      double along = 1 / potential.curvature(norm);
      double across = norm == 0 || dual == 0 ? along : norm / dual;
      double component = 0;
      for (int j = from; j < from + cols && dual > 0; j++) {
        component += v[j] * (z[j] / dual);
      }
      for (int j = from; j < from + cols; j++) {
        double parallel = dual > 0 ? component * (z[j] / dual) : 0;
        out[j] = times(across, v[j] - parallel) + times(along, parallel);
      }
    }
  }

  private static double times(double factor, double v) {
    return v == 0 ? 0 : factor * v;
  }

  @Override
  public Parts over() {
    return Parts.ROWS;
  }

  @Override
  public String spec() {
    return "group(" + potential.spec() + ")";
  }
}
