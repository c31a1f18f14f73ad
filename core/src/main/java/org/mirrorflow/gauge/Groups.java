package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import org.mirrorflow.numeric.Norms;

/** A vector in groups of consecutive entries, e_g = θ_g/‖θ_g‖₂: rows, or single entries. */
final class Groups implements Decomposition {
  private static final Lp EUCLIDEAN = Lp.of(2);

  private final double[] theta;
  private final int[] starts;
  private final double[] norms;

  /**
   * @param starts first index of each group and the index after the last
   */
  Groups(double[] theta, int[] starts) {
    this.theta = theta;
    this.starts = starts;
    this.norms = new double[starts.length - 1];
    Arrays.setAll(norms, g -> norm(theta, g));
  }

  private double norm(double[] v, int g) {
    return starts[g + 1] - starts[g] == 1
        ? Math.abs(v[starts[g]])
        : EUCLIDEAN.norm(v, starts[g], starts[g + 1]);
  }

  @Override
  public double[] magnitudes() {
    return norms;
  }

  @Override
  public void compose(double[] m, double[] out) {
    for (int g = 0; g < norms.length; g++) {
      for (int j = starts[g]; j < starts[g + 1]; j++) {
        out[j] = norms[g] == 0 ? 0 : m[g] * (theta[j] / norms[g]);
      }
    }
  }

  /** By a factor: a group that keeps its norm stays exactly as it is, a single entry takes m. */
  @Override
  public void resize(double[] m, double[] v) {
    for (int g = 0; g < norms.length; g++) {
      if (starts[g + 1] - starts[g] == 1) {
        v[starts[g]] = Math.copySign(m[g], v[starts[g]]);
        continue;
      }
      double factor = norms[g] > 0 ? m[g] / norms[g] : 0;
      for (int j = starts[g]; j < starts[g + 1]; j++) {
        v[j] *= factor;
      }
    }
  }

  /** Across e_g, φ' acts along the direction of the group, which turns: (φ'(m)/m)(I − e eᵀ). */
  @Override
  public void addCurvature(
      DoubleBinaryOperator between, double[][] lower, Consumer<double[]> squares) {
    for (int g = 0; g < norms.length; g++) {
      double m = norms[g];
      double along = between.applyAsDouble(m, m);
      double across = between.applyAsDouble(m, -m);
      boolean single = starts[g + 1] - starts[g] == 1;
      for (int j = starts[g]; j < starts[g + 1]; j++) {
        lower[j][j] += single ? along : across;
      }
      if (m > 0 && !single) {
        addAlong(g, along - across, lower, squares);
      }
    }
  }

  /** Adds w e_g e_gᵀ. */
  private void addAlong(int g, double w, double[][] lower, Consumer<double[]> squares) {
    double[] e = new double[lower.length];
    for (int j = starts[g]; j < starts[g + 1]; j++) {
      e[j] = theta[j] / norms[g];
    }
    if (w > 0) {
      double root = Math.sqrt(w);
      squares.accept(Arrays.stream(e).map(x -> root * x).toArray());
      return;
    }
    for (int j = starts[g]; j < starts[g + 1]; j++) {
      Norms.add(w * e[j], e, starts[g], lower[j], starts[g], j + 1 - starts[g]);
    }
  }

  @Override
  public double distanceFromSum(double[] s, double zero) {
    double square = 0;
    for (int g = 0; g < norms.length; g++) {
      if (norms[g] > zero) {
        for (int j = starts[g]; j < starts[g + 1]; j++) {
          double d = s[j] - theta[j] / norms[g];
          square += d * d;
        }
      } else {
        double d = Math.max(0, norm(s, g) - 1);
        square += d * d;
      }
    }
    return Math.sqrt(square);
  }

  /** The hull of the e_g of the tied groups. */
  @Override
  public double distanceFromLargest(double[] s, double tied) {
    double[] along = new double[norms.length];
    int count = 0;
    double square = 0;
    for (int g = 0; g < norms.length; g++) {
      square += dot(s, s, g);
      if (norms[g] >= tied) {
        along[count++] = dot(s, theta, g) / norms[g];
      }
    }
    return Decomposition.distanceFromHull(square, Arrays.copyOf(along, count));
  }

  private double dot(double[] a, double[] b, int g) {
    double sum = 0;
    for (int j = starts[g]; j < starts[g + 1]; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
