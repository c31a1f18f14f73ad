package org.mirrorflow.map;

import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.numeric.Norms;

/**
 * R(θ) = Σ_j r(θ_j): the map that treats every entry by itself.
 *
 * @param potential r
 * @since 0.1.0
 */
public record Entrywise(Potential potential) implements MirrorMap {
  private static final double FARTHEST = 1e12;
  private static final double LOG_MAX = Math.log(Double.MAX_VALUE);

  /**
   * Checks that there is a potential.
   *
   * @param potential not null
   */
  public Entrywise {
    Objects.requireNonNull(potential, "potential");
  }

  @Override
  public double sum(DoubleUnaryOperator f, double[] theta, Block block) {
    double sum = 0;
    for (int j = block.offset(); j < block.end(); j++) {
      sum += f.applyAsDouble(theta[j]);
    }
    return sum;
  }

  @Override
  public void gradient(double[] theta, Block block, double[] z) {
    for (int j = block.offset(); j < block.end(); j++) {
      z[j] = potential.gradient(theta[j]);
    }
  }

  @Override
  public void inverse(double[] z, Block block, double[] theta) {
    potential.inverse(z, block.offset(), block.end(), theta);
  }

  @Override
  public Curvature conjugateCurvature(double[] z, double[] theta, Block block) {
    return new Diagonal(potential, theta, block);
  }

  /**
   * out_j = v_j / r''(θ_j); where r'' = 0 (p &gt; 2 at 0) ±∞ with the sign of v_j, or 0 if v_j = 0.
   */
  private record Diagonal(Potential potential, double[] theta, Block block) implements Curvature {
    @Override
    public void apply(double[] v, double[] out) {
      for (int j = block.offset(); j < block.end(); j++) {
        out[j] = v[j] == 0 ? 0 : v[j] / potential.curvature(theta[j]);
      }
    }

    @Override
    public boolean diagonal() {
      return true;
    }
  }

  /** θ where r' overflows float64 before 1e12, the largest margins that have digits. */
  @Override
  public Chart chart() {
    return potential.logGradient(FARTHEST) > LOG_MAX ? Chart.PRIMAL : Chart.DUAL;
  }

  @Override
  public MirrorMap inUnits(double logUnit) {
    return logUnit == 0 ? this : new Entrywise(potential.inUnits(logUnit));
  }

  @Override
  public MirrorMap straightened(double[] theta, Block block, double share) {
    double largest = Norms.largest(theta, block.offset(), block.end());
    Potential straight = Straightened.below(potential, largest, share);
    return straight.equals(potential) ? this : new Entrywise(straight);
  }

  @Override
  public Parts over() {
    return Parts.ENTRIES;
  }

  @Override
  public String spec() {
    return potential.spec();
  }
}
