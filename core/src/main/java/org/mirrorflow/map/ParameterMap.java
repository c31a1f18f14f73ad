package org.mirrorflow.map;

import java.util.List;
import org.mirrorflow.gauge.Layout;

/**
 * The mirror map of a whole parameter vector, R(θ) = Σ_b R_b(θ_b): one map per block.
 *
 * <p>Arrays are indexed as the layout says; entries outside it are left alone. Input and output
 * arrays must be different arrays.
 *
 * @param layout the blocks
 * @param maps one map per block, in the order of the blocks
 */
public record ParameterMap(Layout layout, List<MirrorMap> maps) {
  /** log of the size up to which a dual variable may still grow e^100-fold. */
  private static final double ROOM = 600;

  /** Checks that there is one map per block. */
  public ParameterMap {
    maps = List.copyOf(maps);
    if (maps.size() != layout.count()) {
      throw new IllegalArgumentException(
          "%s maps for %s blocks; expected one per block".formatted(maps.size(), layout.count()));
    }
  }

  /** Map of block b. */
  public MirrorMap map(int b) {
    return maps.get(b);
  }

  /** R(θ). */
  public double value(double[] theta) {
    double sum = 0;
    for (int b = 0; b < maps.size(); b++) {
      sum += maps.get(b).value(theta, layout.block(b));
    }
    return sum;
  }

  /** z = ∇R(θ). */
  public void gradient(double[] theta, double[] z) {
    for (int b = 0; b < maps.size(); b++) {
      maps.get(b).gradient(theta, layout.block(b), z);
    }
  }

  /** θ = ∇R*(z). */
  public void inverse(double[] z, double[] theta) {
    for (int b = 0; b < maps.size(); b++) {
      maps.get(b).inverse(z, layout.block(b), theta);
    }
  }

  /** Whether θ carries the state in every block: only then there are units other than 1. */
  public boolean primalCharts() {
    return maps.stream().allMatch(m -> m.chart() == MirrorMap.Chart.PRIMAL);
  }

  /** e^{−c} R, the same map with z and D in units of e^c; c = 0 unless all charts are primal. */
  public ParameterMap inUnits(double logUnit) {
    return logUnit == 0
        ? this
        : new ParameterMap(layout, maps.stream().map(m -> m.inUnits(logUnit)).toList());
  }

  /**
   * The log of a unit for dual variables of a size: 0 where they are doubles with room to grow, the
   * log of that size beyond.
   */
  public double logUnit(double logSize) {
    return logSize > ROOM && primalCharts() ? logSize : 0;
  }

  /** log max_j |∇R(θ)_j| of primal charts, where z itself may be no double; −∞ at 0. */
  public double logLargestDual(double[] theta) {
    double log = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < maps.size(); b++) {
      double largest = 0;
      for (int j = layout.block(b).offset(); j < layout.block(b).end(); j++) {
        largest = Math.max(largest, Math.abs(theta[j]));
      }
      if (largest > 0) {
        log = Math.max(log, maps.get(b).potential().logGradient(largest));
      }
    }
    return log;
  }

  /** x, the coordinates of a state: z or θ, block by block as the {@link MirrorMap#chart} says. */
  public void coordinates(double[] z, double[] theta, double[] x) {
    for (int b = 0; b < maps.size(); b++) {
      copy(maps.get(b).chart() == MirrorMap.Chart.DUAL ? z : theta, b, x);
    }
  }

  /** θ of the coordinates x. */
  public void primal(double[] x, double[] theta) {
    for (int b = 0; b < maps.size(); b++) {
      if (maps.get(b).chart() == MirrorMap.Chart.DUAL) {
        maps.get(b).inverse(x, layout.block(b), theta);
      } else {
        copy(x, b, theta);
      }
    }
  }

  /** z of the coordinates x. */
  public void dual(double[] x, double[] z) {
    for (int b = 0; b < maps.size(); b++) {
      if (maps.get(b).chart() == MirrorMap.Chart.DUAL) {
        copy(x, b, z);
      } else {
        maps.get(b).gradient(x, layout.block(b), z);
      }
    }
  }

  private void copy(double[] from, int b, double[] to) {
    int at = layout.block(b).offset();
    System.arraycopy(from, at, to, at, layout.block(b).end() - at);
  }

  /** D(θ) = Σ_b D_b(θ_b). */
  public double dualPotential(double[] theta) {
    double sum = 0;
    for (int b = 0; b < maps.size(); b++) {
      sum += dualPotential(theta, b);
    }
    return sum;
  }

  /** D_b(θ_b), the dual potential of block b alone; D_b/L_b − D_c/L_c is conserved by the flow. */
  public double dualPotential(double[] theta, int b) {
    return maps.get(b).dualPotential(theta, layout.block(b));
  }

  /** out = ∇²R*(z) v, with θ = ∇R*(z) given besides. */
  public void conjugateCurvature(double[] z, double[] theta, double[] v, double[] out) {
    for (int b = 0; b < maps.size(); b++) {
      maps.get(b).conjugateCurvature(z, theta, layout.block(b), v, out);
    }
  }
}
