package org.mirrorflow.flow.auto;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.implicit.NewtonSystem;
import org.mirrorflow.flow.implicit.SystemSize;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.map.Potential;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.WeightLayer;

/** What implicit steps cost at a point, in multiplications. */
final class ImplicitCost {
  /** Steps per decade of log(1/ℒ). */
  private static final double STEPS_PER_DECADE = 24;

  /** Steps while log(1/ℒ) grows e-fold, of which a unit of log ℒ takes 1/log(1/ℒ) times as many. */
  private static final double STEPS_PER_E_FOLD = STEPS_PER_DECADE / Math.log(10);

  /** Systems that a step of a small problem solves. */
  private static final double FEW_SYSTEMS = 10;

  /** Systems that a step of a large one solves: 12 to 35 on ten digits from −300 on. */
  private static final double SYSTEMS = 20;

  /** Systems of a pass, which share the products of their inputs. */
  private static final double SYSTEMS_PER_PASS = 4;

  /** Steps per unit of log ℒ of the explicit flow where margins carry weight evenly. */
  private static final double EXPLICIT_STEPS = 35;

  /**
   * A multiplication of a system takes as long as several of a gradient, which are all products. On
   * ten digits a second of the processor makes 6e9 of the first and 17e9 of the second.
   */
  private static final double SLOWER = 3;

  /** The same for products row by row: 2e9 a second. */
  private static final double ROWS_SLOWER = 3;

  /** Numbers in the matrices of a system, six for each pair of unknowns: 1 GiB of them. */
  private static final double MOST_NUMBERS = 1 << 27;

  /** Margins so far above the least one carry no weight. */
  private static final double WEIGHTLESS = -Math.log(NewtonSystem.NEGLIGIBLE);

  /** Units so near to 0, as a share of ‖w‖‖a‖, are kinks. */
  private static final double NEAR = 3e-3;

  private final FlowProblem problem;
  private final double[] margins;
  private final boolean entrywise;
  private final double gradient;

  ImplicitCost(FlowProblem problem, FlowPoint point) {
    this.problem = problem;
    double leftOut = point.pass().layered().map(LayeredPass::leftOut).orElse(0.0);
    this.gradient = 3 * (problem.model().multiplications() - leftOut);
    int rivals = Math.max(1, problem.model().outputs() - 1);
    this.margins = new double[problem.data().size() * rivals];
    this.entrywise =
        IntStream.range(0, problem.map().layout().count())
            .allMatch(b -> problem.map().map(b).over() == Parts.ENTRIES);
  }

  /** The gradient of one sample. */
  double gradient() {
    return gradient;
  }

  /** Whether they cost less than explicit ones over the next decade, with few kinks. */
  boolean belowExplicit(FlowPoint point) {
    double m = carrying(point);
    double gradients = EXPLICIT_STEPS * 9 * -point.logLoss() * 2 * problem.data().size();
    return STEPS_PER_DECADE * FEW_SYSTEMS * m * m * m / 3 < gradients * gradient();
  }

  /** Whether the systems are not too large. */
  boolean fits(FlowPoint point) {
    double unknowns = carrying(point) + Arrays.stream(kinks(point)).sum();
    return 6 * unknowns * unknowns < MOST_NUMBERS;
  }

  /**
   * Per unit of log ℒ: the Gram matrix and the factor. Kinks of the first layer under an entrywise
   * map couple with those of their row of weights alone.
   */
  double perUnit(FlowPoint point) {
    double[] kinks = kinks(point);
    double local = entrywise ? kinks[0] : 0;
    double dense = carrying(point) + Arrays.stream(kinks).sum() - local;
    return STEPS_PER_E_FOLD / -point.logLoss() * SYSTEMS * system(point, local, dense);
  }

  /** A step with systems of this size. */
  double step(FlowPoint point, SystemSize size) {
    return SYSTEMS * system(point, size);
  }

  /** A Newton system, and the margins at its solution, which cost a gradient of all samples. */
  double system(FlowPoint point, SystemSize size) {
    double margins = SLOWER * gradient() * problem.data().size();
    return margins + system(point, size.local(), size.dense());
  }

  private double system(FlowPoint point, double local, double dense) {
    double all = local + dense;
    double gram = 0;
    LayeredPass pass = point.pass().layered().orElseThrow();
    for (int l = 0; l < pass.layers().size(); l++) {
      WeightLayer layer = pass.layers().get(l);
      Block block = layer.block();
      if (!entrywise) {
        gram += all * dense * block.size();
      } else if (layer.positions() == 1 && isUniform(l, block, point.theta())) {
        double samples = Math.min(dense, problem.data().size());
        double inputs = samples * samples * block.cols() / SYSTEMS_PER_PASS;
        gram += 0.5 * (inputs + all * all * block.rows());
      } else {
        // half of the margins have a derivative in a row of weights below ReLUs
        gram += ROWS_SLOWER * 0.125 * dense * dense * block.size();
      }
    }
    double factor = dense * dense * (local / 2 + dense / 6);
    return SLOWER * (gram + factor);
  }

  private boolean isUniform(int l, Block block, double[] theta) {
    Potential r = problem.map().map(l).potential();
    double first = r.curvature(theta[block.offset()]);
    return IntStream.range(block.offset(), block.end())
        .allMatch(j -> r.curvature(theta[j]) == first);
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

  /** Units near 0 of the samples that carry weight, by hidden layer. */
  private double[] kinks(FlowPoint point) {
    point.margins().margins(point.outputs(), margins);
    LayeredPass pass = point.pass().layered().orElseThrow();
    double[] counts = new double[Math.max(1, pass.layers().size() - 1)];
    double highest = point.minimumMargin() + WEIGHTLESS;
    for (int l = 0; l + 1 < pass.layers().size(); l++) {
      WeightLayer layer = pass.layers().get(l);
      double[] rowNorms = rowNorms(layer.block(), point.theta());
      counts[l] = near(layer, pass.maxima(l), pass.preactivations(l), rowNorms, highest);
    }
    return counts;
  }

  private double near(
      WeightLayer layer, List<int[]> maxima, double[] h, double[] rowNorms, double highest) {
    int samples = problem.data().size();
    int rivals = margins.length / samples;
    double count = 0;
    for (int i = 0; i < samples; i++) {
      boolean carries = false;
      for (int j = i * rivals; j < (i + 1) * rivals; j++) {
        carries |= margins[j] < highest;
      }
      count += carries ? near(layer, maxima, i, h, rowNorms) : 0;
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
