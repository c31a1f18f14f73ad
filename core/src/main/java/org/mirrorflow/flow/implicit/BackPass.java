package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.WeightLayer;

/**
 * The way back through the layers from the margins of one sample, which registers its kinks: those
 * of a {@link MarginModel}.
 *
 * <p>Where units compete for a maximum, kinks are also where two of them are equal: see {@link
 * Ties}.
 *
 * <p>In a deep network the slopes of other kinks on the same path enter ĉ and the gradient of h
 * with their values at the reference; the gradient is multilinear in the slopes, so subtracting σ
 * times the kink's own row from the full gradient leaves the right g to first order.
 */
final class BackPass {
  /** Kinks are kept where |h| is at most this share of ‖w‖‖a‖, its largest possible value. */
  private static final double NEAR = 3e-3;

  private final Activation activation;
  private final LayeredPass pass;
  private final Margins margins;
  private final List<WeightLayer> layers;
  private final UnitSpace space;
  private final Kinks kinks;
  private final KinkMemory memory;
  private final double temperature;
  private final int outputsPerSample;
  private final double jump;

  /** Slopes of the sample's units, by hidden layer. */
  private final double[][] slopes;

  /** Preactivations of all samples where the step began. */
  private final double[][] signs;

  private final double[][] rowNorms;
  private final double[][] patchNorms;

  /** Derivatives of the margins of the sample in the units of each layer, by layer and margin. */
  private final double[][][] derivatives;

  /** Maxima after each hidden layer. */
  private final Ties[] ties;

  /** The sample, its margins, their gradients and rows from the first on, and their λ. */
  private int sample;

  private int[] margin;
  private UnitGradient[] g;
  private int first;
  private int rows;
  private final double[] lambda;

  BackPass(
      Activation activation,
      LayeredPass pass,
      Margins margins,
      UnitSpace space,
      Kinks kinks,
      KinkMemory memory,
      double temperature) {
    this.activation = activation;
    this.pass = pass;
    this.margins = margins;
    this.layers = pass.layers();
    this.space = space;
    this.kinks = kinks;
    this.memory = memory;
    this.temperature = temperature;
    this.outputsPerSample = margins.data().outputs();
    this.jump = activation.highSlope() - activation.lowSlope();
    int hidden = layers.size() - 1;
    int most = Math.max(1, outputsPerSample - 1);
    this.lambda = new double[most];
    this.slopes = new double[hidden][];
    this.signs = new double[hidden][];
    this.rowNorms = new double[hidden][];
    this.patchNorms = new double[hidden][];
    this.derivatives = new double[hidden + 1][most][];
    this.ties = new Ties[hidden];
    for (int l = 0; l <= hidden; l++) {
      int units = layers.get(l).units();
      Arrays.setAll(derivatives[l], r -> new double[units]);
    }
    for (int l = 0; l < hidden; l++) {
      int units = layers.get(l).units();
      slopes[l] = new double[units];
      signs[l] = new double[margins.data().size() * units];
      ties[l] = new Ties(pass.maxima(l), activation, layers.get(l), NEAR);
      rowNorms[l] = new double[layers.get(l).block().rows()];
      patchNorms[l] = new double[layers.get(l).positions()];
    }
  }

  /** Marks the last forward pass as the start of a step: signs are compared with it. */
  void startStep() {
    for (int l = 0; l < signs.length; l++) {
      System.arraycopy(pass.preactivations(l), 0, signs[l], 0, signs[l].length);
    }
  }

  /** Goes back from the last forward pass, which was at θ. */
  void at(double[] theta) {
    for (int l = 0; l < rowNorms.length; l++) {
      Block b = layers.get(l).block();
      for (int k = 0; k < rowNorms[l].length; k++) {
        rowNorms[l][k] = norm(theta, b.offset() + k * b.cols(), b.cols());
      }
    }
  }

  /**
   * Differentiates the margins of a sample in the units.
   *
   * @param i the sample
   * @param list numbers of the margins by row
   * @param gradients receives the derivatives, by row
   * @param from first row of the sample
   * @param end row after the last
   * @param logWeights log λ of all margins
   */
  void differentiate(
      int i, int[] list, UnitGradient[] gradients, int from, int end, double[] logWeights) {
    sample = i;
    margin = list;
    g = gradients;
    first = from;
    rows = end - from;
    for (int r = 0; r < rows; r++) {
      lambda[r] = Math.exp(logWeights[margin[first + r]]);
    }
    int before = kinks.count();
    start();
    for (int l = derivatives.length - 1; l >= 0; l--) {
      for (int r = 0; r < rows; r++) {
        space.place(l, derivatives[l][r], g[first + r].values());
        if (l > 0) {
          layers.get(l).adjoint(sample, derivatives[l][r], derivatives[l - 1][r]);
        }
      }
      if (l > 0) {
        measure(l - 1);
        shareMaxima(l - 1, derivatives[l - 1]);
        multiplySlopes(l - 1, derivatives[l - 1]);
      }
    }
    for (int k = before; k < kinks.count(); k++) {
      kinks.differentiate(k, slopes);
      for (int r = 0; r < rows; r++) {
        g[first + r].add(-kinks.sigma(k) * kinks.pulls(k)[r], kinks.gradient(k));
      }
    }
  }

  /** The derivatives of the sample's margins in its outputs. */
  private void start() {
    for (int r = 0; r < rows; r++) {
      double[] v = derivatives[derivatives.length - 1][r];
      Arrays.fill(v, 0);
      if (outputsPerSample == 1) {
        v[0] = margins.data().sign(sample);
      } else {
        int label = margins.data().labels()[sample];
        int rival = margin[first + r] % (outputsPerSample - 1);
        v[label] = 1;
        v[rival < label ? rival : rival + 1] = -1;
      }
    }
  }

  private void measure(int l) {
    WeightLayer layer = layers.get(l);
    for (int p = 0; p < layer.positions() && jump > 0; p++) {
      patchNorms[l][p] = norm(layer.patches(), layer.patch(sample, p), layer.block().cols());
    }
  }

  /** The derivatives of the sample's margins in a unit, in the order of their rows. */
  private double[] inUnit(double[][] v, int unit) {
    double[] of = new double[rows];
    for (int r = 0; r < rows; r++) {
      of[r] = v[r][unit];
    }
    return of;
  }

  /** What the force of the sample does to a unit: below 0 it pushes it down. */
  private double pooled(double[] coefficients) {
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += lambda[r] * coefficients[r];
    }
    return sum;
  }

  /** Shares the derivatives in every maximum between the units that are tied there. */
  private void shareMaxima(int l, double[][] v) {
    double[] h = pass.preactivations(l);
    int units = v[0].length;
    int at = sample * units;
    int positions = layers.get(l).positions();
    for (int[] set : ties[l].sets()) {
      int picked = -1;
      for (int r = 0; r < rows && picked < 0; r++) {
        picked = Ties.winner(set, v[r]);
      }
      if (picked >= 0) {
        double[] coefficients = inUnit(v, picked);
        int winner = ties[l].highest(set, picked, h, at);
        for (int r = 0; r < rows; r++) {
          v[r][picked] = 0;
          v[r][winner] = coefficients[r];
        }
        double rowNorm = rowNorms[l][winner / positions];
        int count = ties[l].find(sample, set, winner, h, signs[l], at, rowNorm);
        if (count > 1) {
          shareMaximum(l, count, v, coefficients);
        }
      }
    }
  }

  /**
   * The maximum of the first m + 1 units is that of the first m plus the positive part of how much
   * unit m + 1 is above it.
   */
  private void shareMaximum(int l, int count, double[][] v, double[] coefficients) {
    int[] units = ties[l].members();
    double[] share = new double[count];
    double[] sigma = new double[count];
    int[] kink = new int[count];
    double[] left = coefficients.clone();
    for (int m = count - 1; m > 0; m--) {
      kink[m] = pooled(left) < 0 ? kinks.count() : -1;
      sigma[m] = tie(l, units, m, left);
      for (int r = 0; r < rows; r++) {
        left[r] *= 1 - sigma[m];
      }
    }
    share[0] = 1;
    for (int m = 1; m < count; m++) {
      if (kink[m] >= 0) {
        double[] a = new double[m + 1];
        a[m] = 1;
        for (int b = 0; b < m; b++) {
          a[b] = -share[b];
        }
        kinks.between(kink[m], units, a, m + 1);
      }
      for (int b = 0; b < m; b++) {
        share[b] *= 1 - sigma[m];
      }
      share[m] = sigma[m];
    }
    for (int m = 0; m < count; m++) {
      for (int r = 0; r < rows; r++) {
        v[r][units[m]] = coefficients[r] * share[m];
      }
    }
  }

  /** The share of unit m in the maximum of the first m + 1. */
  private double tie(int l, int[] units, int m, double[] coefficients) {
    double[] h = pass.preactivations(l);
    int at = sample * slopes[l].length;
    double above = activation.value(h[at + units[m]]);
    double largest = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < m; b++) {
      largest = Math.max(largest, activation.value(h[at + units[b]]));
    }
    if (pooled(coefficients) < 0) {
      return register(l, slopes[l].length + units[m], coefficients, above - largest);
    }
    return above > largest ? 1 : 0;
  }

  private void multiplySlopes(int l, double[][] v) {
    int positions = layers.get(l).positions();
    double[] h = pass.preactivations(l);
    double[] old = signs[l];
    int units = slopes[l].length;
    for (int k = 0; k < units; k++) {
      int at = sample * units + k;
      double reach = patchNorms[l][k % positions];
      double slope = activation.slope(h[at]);
      boolean near = Math.abs(h[at]) <= NEAR * rowNorms[l][k / positions] * reach;
      if (jump > 0 && reach > 0 && (near || (h[at] > 0) != (old[at] > 0))) {
        double[] coefficients = inUnit(v, k);
        if (pooled(coefficients) < 0) {
          for (int r = 0; r < rows; r++) {
            coefficients[r] *= jump;
          }
          slope = activation.lowSlope() + jump * register(l, k, coefficients, h[at]);
        }
      }
      slopes[l][k] = slope;
      for (int r = 0; r < rows; r++) {
        v[r][k] *= slope;
      }
    }
  }

  private double register(int l, int key, double[] coefficients, double h) {
    double known = memory.logit(l, sample, key);
    int unit = key % slopes[l].length;
    return kinks.add(first, coefficients, sample, g[first].slot(), l, unit, h, known, temperature);
  }

  private static double norm(double[] v, int from, int count) {
    double sum = 0;
    for (int c = from; c < from + count; c++) {
      sum += v[c] * v[c];
    }
    return Math.sqrt(sum);
  }
}
