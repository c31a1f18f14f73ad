package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;

/**
 * Free slopes in the second hidden layer and beyond, from a point where those of the first are.
 *
 * <p>Layer by layer every row of weights is projected orthogonally to the activations at its kinks,
 * which leaves the preactivations of the layers below as they are. The gradient of a margin is
 * multilinear in the slopes, so with all of them free the program is not convex. But any convex
 * combination of gradients with chosen slopes is a Clarke element, by the chain rule. So a sample
 * gets copies that differ in the deeper slopes, each with its own multipliers and its own free
 * slopes in the first layer. Let v be the direction of a solution. A new copy has the slopes that
 * lower ⟨ĝ_j, v⟩, found kink by kink. If they lower it below the value of the program, the copy is
 * added and the program is solved again. The upper bound only falls; the lower one is of the
 * program with these copies.
 */
final class DeeperKinks {
  /** The largest threshold; those below it are a decade apart. */
  private static final double LARGEST = 1e-3;

  private static final double RATIO = 0.1;
  private static final int MOST_THRESHOLDS = 4;
  private static final int MOST_ROUNDS = 6;

  /** Of one sample so many kinks are looked at, those of earlier layers first. */
  private static final int MOST_KINKS = 16;

  /** A program has this share of the full effort. */
  private static final double EFFORT = 0.3;

  /** A copy is taken in if it lowers the value by more than this share. */
  private static final double NEGLIGIBLE = 1e-6;

  private final LayeredModel model;
  private final Dataset data;
  private final Gauge gauge;
  private final CertificateOptions options;
  private final int hidden;

  DeeperKinks(LayeredModel model, Dataset data, Gauge gauge, CertificateOptions options) {
    this.model = model;
    this.data = data;
    this.gauge = gauge;
    this.options = options;
    this.hidden = model.layout().count() - 1;
  }

  /**
   * The best of a point and those near it with more kinks.
   *
   * @param from θ̂, which the distance is measured from
   */
  CertifiedPoint best(CertifiedPoint first, double[] from) {
    CertifiedPoint best = first;
    double look = 8.0 * MOST_KINKS * data.size() * model.multiplications();
    if (look > options.accuracy().mostMultiplications()) {
      return best;
    }
    double last = Double.POSITIVE_INFINITY;
    double threshold = LARGEST;
    for (int k = 0; k < MOST_THRESHOLDS; k++, threshold *= RATIO) {
      double[] moved = moved(first.unit(), threshold);
      double distance = moved == null ? Double.POSITIVE_INFINITY : distance(from, moved);
      if (!(distance <= options.kinkTolerance())) {
        continue;
      }
      Optional<CertifiedPoint> point = certified(first, gauge.normalize(moved), distance);
      if (point.isEmpty() || !(point.get().upper() < last)) {
        break;
      }
      last = point.get().upper();
      best = last < best.upper() ? point.get() : best;
    }
    return best;
  }

  /** Null where it costs more than the effort. */
  private double[] moved(double[] unit, double threshold) {
    double[] moved = unit;
    for (int l = 1; l < hidden; l++) {
      LayerKinks layer = LayerKinks.of(model, data, moved, l, options.kernels());
      boolean[] kinks = layer.within(threshold);
      if (layer.effort(kinks) > options.accuracy().mostMultiplications()) {
        return null;
      }
      moved = layer.moved(kinks);
    }
    return moved;
  }

  private double distance(double[] from, double[] to) {
    double[] difference = to.clone();
    for (int k = 0; k < difference.length; k++) {
      difference[k] -= from[k];
    }
    return gauge.value(difference);
  }

  /** Empty if nothing deeper is 0 there, or a margin is not positive. */
  private Optional<CertifiedPoint> certified(CertifiedPoint first, double[] unit, double distance) {
    boolean[][] zeros = new boolean[hidden][];
    int[] deeper = new int[hidden - 1];
    for (int l = 0; l < hidden; l++) {
      zeros[l] = LayerKinks.of(model, data, unit, l, options.kernels()).within(LayerKinks.ROUNDING);
      if (l > 0) {
        int perSample = first.lambda().length / data.size();
        deeper[l - 1] = perSample * count(zeros[l]);
      }
    }
    if (Arrays.stream(deeper).sum() == 0) {
      return Optional.empty();
    }
    return new Hull(unit, zeros).solve(first, distance, deeper);
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  /** Copies of samples at one point. */
  private final class Hull {
    private final double[] unit;
    private final boolean[][] zeros;

    /** Per sample the deeper kinks, as layer and index in its slopes. */
    private final int[][][] kinks;

    private final double[][] picked;
    private int[] copies = IntStream.range(0, data.size()).toArray();
    private double[][] slopes;

    Hull(double[] unit, boolean[][] zeros) {
      this.unit = unit;
      this.zeros = zeros;
      LayeredPass pass = model.pass(data.inputs(), data.size(), options.kernels());
      pass.forward(unit, new double[data.size() * data.outputs()]);
      this.picked = pass.slopes();
      for (int l = 1; l < hidden; l++) {
        for (int k = 0; k < picked[l].length; k++) {
          picked[l][k] = zeros[l][k] ? model.activation().slope(0) : picked[l][k];
        }
      }
      this.slopes = picked;
      this.kinks = new int[data.size()][][];
      for (int i = 0; i < kinks.length; i++) {
        kinks[i] = kinks(i);
      }
    }

    private int[][] kinks(int sample) {
      return IntStream.range(1, hidden)
          .boxed()
          .flatMap(
              l -> {
                int width = zeros[l].length / data.size();
                return IntStream.range(sample * width, (sample + 1) * width)
                    .filter(k -> zeros[l][k])
                    .mapToObj(k -> new int[] {l, k});
              })
          .limit(MOST_KINKS)
          .toArray(int[][]::new);
    }

    Optional<CertifiedPoint> solve(CertifiedPoint first, double distance, int[] deeper) {
      Accuracy accuracy = options.accuracy().coarser(0, 0, EFFORT);
      MarginGradients gradients = gradients();
      if (!(gradients.minimum() > 0)) {
        return Optional.empty();
      }
      Bounds bounds = bounds(gradients, accuracy, gradients.extend(first.lambda()), first);
      CertifiedPoint best = new CertifiedPoint(unit, gradients, bounds, distance, copies, deeper);
      for (int round = 0; round < MOST_ROUNDS && grow(best); round++) {
        MarginGradients more = gradients();
        bounds = bounds(more, accuracy, extended(best, more), best);
        boolean lower = bounds.upper() < best.bounds().upper();
        boolean enough =
            best.bounds().kappaUpper() - bounds.kappaUpper()
                <= accuracy.allowed(bounds.kappaUpper());
        if (lower) {
          best = new CertifiedPoint(unit, more, bounds, distance, copies, deeper);
        }
        if (enough) {
          break;
        }
      }
      return Optional.of(best);
    }

    private Bounds bounds(
        MarginGradients gradients, Accuracy accuracy, double[] start, CertifiedPoint near) {
      double scale = gauge.layout().degree() * gradients.minimum();
      return new WorkingSet(gradients, gauge, scale, accuracy).solve(start, near.bounds().v(), 1);
    }

    private MarginGradients gradients() {
      boolean[] first = new boolean[copies.length * (zeros[0].length / data.size())];
      int width = zeros[0].length / data.size();
      for (int k = 0; k < copies.length; k++) {
        System.arraycopy(zeros[0], copies[k] * width, first, k * width, width);
      }
      return MarginGradients.chosen(
          model, data.select(copies), unit, slopes, first, options.kernels());
    }

    /** Copies come behind the samples, and their kinks behind those of the samples. */
    private double[] extended(CertifiedPoint before, MarginGradients now) {
      int margins = before.gradients().set().margins();
      int more = now.set().margins();
      double[] x = new double[now.set().size()];
      double[] old = before.bounds().x();
      System.arraycopy(old, 0, x, 0, margins);
      System.arraycopy(old, margins, x, more, old.length - margins);
      return x;
    }

    /** Takes in a copy of every sample that is below the value along v with other slopes. */
    private boolean grow(CertifiedPoint now) {
      double[] v = now.bounds().v();
      double value = now.bounds().upper() * gauge.value(v) * (1 - NEGLIGIBLE);
      double[][] best = copy(picked);
      double[] least = least(best, v);
      Activation activation = model.activation();
      int most = Arrays.stream(kinks).mapToInt(k -> k.length).max().orElse(0);
      for (int k = 0; k < most; k++) {
        double[][] trial = copy(best);
        for (int[][] own : kinks) {
          if (k < own.length) {
            double slope = trial[own[k][0]][own[k][1]];
            trial[own[k][0]][own[k][1]] =
                slope == activation.lowSlope() ? activation.highSlope() : activation.lowSlope();
          }
        }
        double[] other = least(trial, v);
        for (int i = 0; i < other.length; i++) {
          if (other[i] < least[i]) {
            least[i] = other[i];
            best[kinks[i][k][0]][kinks[i][k][1]] = trial[kinks[i][k][0]][kinks[i][k][1]];
          }
        }
      }
      int[] below =
          IntStream.range(0, least.length)
              .filter(i -> kinks[i].length > 0 && least[i] < value)
              .toArray();
      if (below.length == 0) {
        return false;
      }
      slopes = joined(best, below);
      copies = IntStream.concat(Arrays.stream(copies), Arrays.stream(below)).toArray();
      return true;
    }

    /** Per sample the least derivative of its margins along v. */
    private double[] least(double[][] chosen, double[] v) {
      MarginGradients all =
          MarginGradients.chosen(model, data, unit, chosen, zeros[0], options.kernels());
      double[] m = new double[all.set().size()];
      all.along(v, m);
      int perSample = all.set().margins() / data.size();
      double[] least = new double[data.size()];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      for (int j = 0; j < all.set().margins(); j++) {
        least[j / perSample] = Math.min(least[j / perSample], all.set().value(m, j));
      }
      return least;
    }

    private double[][] joined(double[][] best, int[] below) {
      double[][] joined = new double[hidden][];
      for (int l = 0; l < hidden; l++) {
        int width = best[l].length / data.size();
        joined[l] = Arrays.copyOf(slopes[l], slopes[l].length + below.length * width);
        for (int k = 0; k < below.length; k++) {
          System.arraycopy(
              best[l], below[k] * width, joined[l], slopes[l].length + k * width, width);
        }
      }
      return joined;
    }

    private static double[][] copy(double[][] slopes) {
      return Arrays.stream(slopes).map(double[]::clone).toArray(double[][]::new);
    }
  }
}
