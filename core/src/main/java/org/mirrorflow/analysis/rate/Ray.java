package org.mirrorflow.analysis.rate;

import java.util.Arrays;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.map.Potential;
import org.mirrorflow.numeric.LogSum;

/**
 * One block along a ray ρ ↦ ρ v. Its dual potential is D(ρ) = Σ_j D(ρ m_j), given by its logarithm.
 * The m_j are the magnitudes of v that the potential sees: entries, row norms or singular values.
 *
 * @param potential r
 * @param magnitudes m_j &gt; 0
 * @param degree L_b, the degree of the block
 * @since 0.1.0
 */
public record Ray(Potential potential, double[] magnitudes, int degree) {
  /** log of the largest argument at which potentials are evaluated. */
  private static final double LARGEST = 690;

  /** Sums above this lose nothing to terms that underflow. */
  private static final double SMALLEST = 1e-250;

  /** Below this no term x² r'' is the square of a number that overflowed. */
  private static final double LARGEST_SUM = 1e300;

  /**
   * Copies the magnitudes and leaves zeros out.
   *
   * @param potential r
   * @param magnitudes at least one above 0
   * @param degree at least 1
   * @throws IllegalArgumentException if one is not so
   */
  public Ray {
    magnitudes = Arrays.stream(magnitudes).filter(m -> m > 0).toArray();
    if (magnitudes.length == 0 || degree < 1) {
      throw new IllegalArgumentException(
          "ray: %s magnitudes above 0, degree %s; expected at least one of each"
              .formatted(magnitudes.length, degree));
    }
  }

  /** Block b of θ. */
  static Ray of(ParameterMap map, int b, double[] theta) {
    Layout block = Layout.of(map.layout().block(b));
    return new Ray(
        map.map(b).potential(),
        map.map(b).over().magnitudes(theta, block),
        map.layout().block(b).degree());
  }

  /**
   * D at a scale.
   *
   * @param logDual log D(ρ)
   * @param power d log D/d log ρ ≥ 1
   */
  record Growth(double logDual, double power) {}

  /**
   * D at log ρ. Beyond the largest double D goes on with its last power; what a slowly varying
   * factor would add there is of the order of log log ρ. A rapidly growing D is beyond doubles
   * itself: +∞.
   */
  Growth at(double logScale) {
    double last = LARGEST - Math.log(Arrays.stream(magnitudes).max().orElseThrow());
    if (logScale <= last) {
      return evaluate(logScale);
    }
    Growth edge = evaluate(last);
    return new Growth(edge.logDual + edge.power * (logScale - last), edge.power);
  }

  /** In doubles where D and its slope are far from both ends of their range, else by logarithms. */
  private Growth evaluate(double logScale) {
    double scale = Math.exp(logScale);
    double dual = 0;
    double slope = 0;
    for (double m : magnitudes) {
      double x = scale * m;
      dual += potential.dualPotential(x);
      slope += x * x * potential.curvature(x);
    }
    boolean safe = dual > SMALLEST && slope > SMALLEST && dual < LARGEST_SUM && slope < LARGEST_SUM;
    return safe ? new Growth(Math.log(dual), slope / dual) : byLogarithms(logScale);
  }

  private Growth byLogarithms(double logScale) {
    double scale = Math.exp(logScale);
    LogSum dual = new LogSum();
    LogSum slope = new LogSum();
    for (double m : magnitudes) {
      double x = scale * m;
      if (x > 0) {
        dual.add(potential.logDualPotential(x));
        slope.add(2 * (logScale + Math.log(m)) + potential.logCurvature(x));
      }
    }
    return new Growth(dual.value(), Math.exp(slope.value() - dual.value()));
  }
}
