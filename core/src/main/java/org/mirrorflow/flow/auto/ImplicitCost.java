package org.mirrorflow.flow.auto;

import java.util.List;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.implicit.NewtonSystem;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.WeightLayer;

/** What implicit steps cost at a point, in multiplications. */
final class ImplicitCost {
  /** Steps per decade of log(1/ℒ), whose nine units they share. */
  private static final double STEPS_PER_DECADE = 24;

  /** Systems that a step solves. */
  private static final double SYSTEMS = 10;

  /** Steps per unit of log ℒ of the explicit flow where margins carry weight evenly. */
  private static final double EXPLICIT_STEPS = 35;

  /** A multiplication of a system takes as long as some of a gradient, which are all products. */
  private static final double SLOWER = 3;

  /** Margins so far above the least one carry no weight. */
  private static final double WEIGHTLESS = -Math.log(NewtonSystem.NEGLIGIBLE);

  /** Units so near to 0, as a share of ‖w‖‖a‖, are kinks. */
  private static final double NEAR = 3e-3;

  private final FlowProblem problem;
  private final double[] margins;

  ImplicitCost(FlowProblem problem) {
    this.problem = problem;
    int rivals = Math.max(1, problem.model().outputs() - 1);
    this.margins = new double[problem.data().size() * rivals];
  }

  /** The gradient of one sample. */
  double gradient() {
    return 3.0 * problem.model().multiplications();
  }

  /** Whether they cost less than explicit ones over the next decade, with few kinks. */
  boolean belowExplicit(FlowPoint point) {
    double m = carrying(point);
    double gradients = EXPLICIT_STEPS * 9 * -point.logLoss() * 2 * problem.data().size();
    return STEPS_PER_DECADE * SYSTEMS * m * m * m / 3 < gradients * gradient();
  }

  /** Per unit of log ℒ: the Gram matrix and the factor of m margins and their kinks. */
  double perUnit(FlowPoint point) {
    double unknowns = carrying(point) + kinks(point);
    double parameters = problem.model().layout().end();
    double system = unknowns * unknowns * (0.5 * parameters + unknowns / 6);
    double steps = STEPS_PER_DECADE / (9 * -point.logLoss());
    return steps * SYSTEMS * SLOWER * system;
  }

  private int carrying(FlowPoint point) {
    point.margins().margins(point.outputs(), margins);
    double highest = point.minimumMargin() + WEIGHTLESS;
    int count = 0;
    for (double q : margins) {
      count += q < highest ? 1 : 0;
    }
    return count;
  }

  /** Units near 0 of the samples that carry weight, one per margin that does. */
  private double kinks(FlowPoint point) {
    LayeredPass pass = point.pass().layered().orElseThrow();
    double count = 0;
    for (int l = 0; l + 1 < pass.layers().size(); l++) {
      WeightLayer layer = pass.layers().get(l);
      double[] rowNorms = rowNorms(layer.block(), point.theta());
      double highest = point.minimumMargin() + WEIGHTLESS;
      count += near(layer, pass.maxima(l), pass.preactivations(l), rowNorms, highest);
    }
    return count;
  }

  private double near(
      WeightLayer layer, List<int[]> maxima, double[] h, double[] rowNorms, double highest) {
    int samples = problem.data().size();
    int rivals = margins.length / samples;
    double count = 0;
    for (int i = 0; i < samples; i++) {
      int carrying = 0;
      for (int j = i * rivals; j < (i + 1) * rivals; j++) {
        carrying += margins[j] < highest ? 1 : 0;
      }
      if (carrying > 0) {
        count += (double) carrying * near(layer, maxima, i, h, rowNorms);
      }
    }
    return count;
  }

  /** Units of a sample, of those that compete for a maximum the largest alone. */
  private static int near(
      WeightLayer layer, List<int[]> maxima, int sample, double[] h, double[] rowNorms) {
    int at = sample * layer.units();
    int count = 0;
    for (int[] set : maxima) {
      int largest = set[0];
      for (int u : set) {
        largest = h[at + u] > h[at + largest] ? u : largest;
      }
      count += near(layer, sample, largest, h[at + largest], rowNorms) ? 1 : 0;
    }
    for (int u = 0; u < layer.units() && maxima.isEmpty(); u++) {
      count += near(layer, sample, u, h[at + u], rowNorms) ? 1 : 0;
    }
    return count;
  }

  /** Not where a unit reads zeros alone: that is no kink. */
  private static boolean near(
      WeightLayer layer, int sample, int unit, double h, double[] rowNorms) {
    double row = NEAR * rowNorms[unit / layer.positions()];
    double size = norm(layer.patches(), layer.patch(sample, unit), layer.block().cols());
    return size > 0 && Math.abs(h) <= row * size;
  }

  private static double[] rowNorms(Block block, double[] theta) {
    double[] norms = new double[block.rows()];
    for (int j = 0; j < norms.length; j++) {
      norms[j] = norm(theta, block.offset() + j * block.cols(), block.cols());
    }
    return norms;
  }

  private static double norm(double[] v, int from, int count) {
    double sum = 0;
    for (int j = from; j < from + count; j++) {
      sum += v[j] * v[j];
    }
    return Math.sqrt(sum);
  }
}
