package org.mirrorflow.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.certificate.convex.Columns;
import org.mirrorflow.certificate.convex.GramHessian;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

/**
 * The margins q_j at a point θ and the linear map A from coefficients x = (λ, μ) to Clarke elements
 * Σ_j λ_j ĝ_j of the margins, with its adjoint.
 *
 * <p>A margin without kinks has one gradient. For a unit h of the first hidden layer whose
 * preactivation on sample i is taken to be 0, the slope of the activation is free; it multiplies
 * δ_jh times the patch that the unit reads, in its row of the first weight block, δ_jh =
 * ∂q_j/∂σ(h_ih). Column λ_j holds the gradient with the lowest slopes, column μ_c the whole range
 * of one slope. In deeper layers, and in the factor δ, slopes are those that the activation picks.
 */
final class MarginGradients {
  /** Entries of a Gram matrix that are still stored: 400 MB. */
  private static final long LARGEST_GRAM = 50_000_000;

  private final Dataset data;
  private final Margins margins;
  private final OutputJacobian jacobian;
  private final double[] q;
  private final ClarkeSet set;
  private final int parameters;

  /** What units of the first layer read, and its length; empty without kinks. */
  private final double[] patches;

  private final int length;

  /** Per kink: first index of the row in θ, first index of the patch, factor. */
  private final int[] row;

  private final int[] patch;
  private final double[] factor;
  private final double[] outputs;

  /** Where in [lowest, highest] slope the activation's pick at 0 lies: 0 or 1. */
  private final double pickedShare;

  private MarginGradients(
      Dataset data, Margins margins, OutputJacobian jacobian, double[] q, int parameters, Kinks k) {
    this.data = data;
    this.margins = margins;
    this.jacobian = jacobian;
    this.q = q;
    this.parameters = parameters;
    this.set = k.set(q.length);
    this.patches = k.patches;
    this.length = k.length;
    this.row = k.row.stream().mapToInt(Integer::intValue).toArray();
    this.patch = k.patch.stream().mapToInt(Integer::intValue).toArray();
    this.factor = k.factor.stream().mapToDouble(Double::doubleValue).toArray();
    this.outputs = new double[data.size() * data.outputs()];
    this.pickedShare = k.pickedShare;
  }

  /**
   * The gradients at θ.
   *
   * @param kinkTolerance a preactivation with |w·x| ≤ tolerance · ‖w‖₂‖x‖₂ counts as 0; negative:
   *     no kinks
   */
  static MarginGradients of(
      HomogeneousModel model, Dataset data, double[] theta, double kinkTolerance) {
    return of(model, data, theta, kinkTolerance, kinkTolerance);
  }

  /**
   * The gradients at θ, with a larger tolerance for kinks that lower the margin on both sides.
   * There min(⟨lowest slope⟩, ⟨highest slope⟩) is the margin itself, whatever the preactivation.
   */
  static MarginGradients of(
      HomogeneousModel model,
      Dataset data,
      double[] theta,
      double kinkTolerance,
      double concaveTolerance) {
    Margins margins = new Margins(data);
    double[] outputs = new double[data.size() * data.outputs()];
    double[] q = new double[margins.count()];
    Kinks kinks = new Kinks();
    OutputJacobian jacobian;
    Optional<LayeredModel> layered = model.layered();
    if (layered.isPresent()) {
      LayeredPass pass = layered.get().pass(data.inputs(), data.size());
      pass.forward(theta, outputs);
      double[][] slopes = pass.slopes();
      Activation activation = layered.get().activation();
      if (kinkTolerance >= 0 && slopes.length > 0 && activation.kinked()) {
        kinks.find(activation, theta, pass, margins, kinkTolerance, concaveTolerance, slopes[0]);
      }
      jacobian = new OutputJacobian.OfPass(pass, slopes);
    } else {
      jacobian = OutputJacobian.stored(model, data, theta, outputs);
    }
    margins.margins(outputs, q);
    return new MarginGradients(data, margins, jacobian, q, theta.length, kinks);
  }

  /** The set of coefficients. */
  ClarkeSet set() {
    return set;
  }

  /** Number of samples. */
  int samples() {
    return data.size();
  }

  /** Number of parameters. */
  int parameters() {
    return parameters;
  }

  /** The margins q_j(θ). */
  double[] margins() {
    return q.clone();
  }

  /** min_j q_j. */
  double minimum() {
    return Arrays.stream(q).min().getAsDouble();
  }

  /** s = A x = Σ_j λ_j g_j + Σ_c μ_c k_c. */
  void combine(double[] x, double[] s) {
    margins.pullback(x, outputs);
    jacobian.pullback(outputs, s);
    int n = q.length;
    for (int c = 0; c < factor.length; c++) {
      double weight = x[n + c] * factor[c];
      if (weight != 0) {
        for (int a = 0; a < length; a++) {
          s[row[c] + a] += weight * patches[patch[c] + a];
        }
      }
    }
  }

  /** m = Aᵀv: the derivative of every margin along v, then of every kink. */
  void along(double[] v, double[] m) {
    jacobian.pushforward(v, outputs);
    margins.margins(outputs, m);
    int n = q.length;
    for (int c = 0; c < factor.length; c++) {
      double sum = 0;
      for (int a = 0; a < length; a++) {
        sum += v[row[c] + a] * patches[patch[c] + a];
      }
      m[n + c] = factor[c] * sum;
    }
  }

  /**
   * The Gram matrix AᵀA from the factors of the gradients, or empty: where a gradient is no outer
   * product layer by layer, and beyond {@link #LARGEST_GRAM} entries.
   */
  Optional<GramHessian> gram() {
    boolean small = (long) q.length * (q.length + factor.length) <= LARGEST_GRAM;
    return small ? factors().map(this::gram) : Optional.empty();
  }

  private GramHessian gram(Factors factors) {
    int n = q.length;
    int[] unit = Arrays.stream(row).map(index -> index / length).toArray();
    int[] owner = new int[factor.length];
    for (int j = 0; j < n; j++) {
      Arrays.fill(owner, set.start()[j] - n, set.start()[j + 1] - n, j);
    }
    return new GramHessian(factors.derivatives(), factors.layerInputs(), unit, owner, factor);
  }

  /** ‖a_k‖₂² of every column of A; 1 for margins whose gradients have no {@link Factors}. */
  double[] squares() {
    double[] squares = new double[set.size()];
    Arrays.fill(squares, 1);
    factors()
        .ifPresent(
            factors -> {
              for (int j = 0; j < q.length; j++) {
                squares[j] = 0;
                for (int l = 0; l < factors.derivatives().length; l++) {
                  squares[j] +=
                      square(factors.derivatives()[l][j]) * square(factors.layerInputs()[l][j]);
                }
              }
            });
    for (int c = 0; c < factor.length; c++) {
      double[] x = Arrays.copyOfRange(patches, patch[c], patch[c] + length);
      squares[q.length + c] = factor[c] * factor[c] * square(x);
    }
    return squares;
  }

  private static double square(double[] v) {
    return Norms.dotInOrder(v, v);
  }

  /**
   * The gradient of margin j in weight layer l is the outer product of these two.
   *
   * @param derivatives of margin j in the outputs of layer l, index l first
   * @param layerInputs the layer's inputs on the sample of margin j, likewise
   */
  private record Factors(double[][][] derivatives, double[][][] layerInputs) {}

  /** The factors of models whose layers all have a single position, as dense layers do. */
  private Optional<Factors> factors() {
    if (jacobian instanceof OutputJacobian.OfPass ofPass
        && ofPass.pass().layers().stream().allMatch(layer -> layer.positions() == 1)) {
      return Optional.of(factors(ofPass));
    }
    return Optional.empty();
  }

  private Factors factors(OutputJacobian.OfPass dense) {
    int n = q.length;
    int perSample = n / data.size();
    int layers = dense.pass().layers().size();
    double[][][] derivatives = new double[layers][n][];
    double[][][] inputs = new double[layers][n][];
    double[] lambda = new double[set.size()];
    double[] gradient = new double[parameters];
    for (int r = 0; r < perSample; r++) {
      Arrays.fill(lambda, 0);
      for (int j = r; j < n; j += perSample) {
        lambda[j] = 1;
      }
      margins.pullback(lambda, outputs);
      jacobian.pullback(outputs, gradient);
      for (int l = 0; l < layers; l++) {
        boolean last = l == layers - 1;
        double[] derivative = last ? outputs : dense.preactivationDerivatives(l);
        double[] input = dense.pass().layers().get(l).patches();
        for (int j = r; j < n; j += perSample) {
          derivatives[l][j] = row(derivative, j / perSample, data.size());
          inputs[l][j] = row(input, j / perSample, data.size());
        }
      }
    }
    return new Factors(derivatives, inputs);
  }

  private static double[] row(double[] matrix, int i, int rows) {
    int cols = matrix.length / rows;
    return Arrays.copyOfRange(matrix, i * cols, (i + 1) * cols);
  }

  /** The columns of A, stored. */
  Columns columns() {
    int n = q.length;
    double[][] values = new double[set.size()][];
    int[] from = new int[set.size()];
    double[] basis = new double[set.size()];
    for (int j = 0; j < n; j++) {
      basis[j] = 1;
      values[j] = new double[parameters];
      combine(basis, values[j]);
      basis[j] = 0;
    }
    for (int c = 0; c < factor.length; c++) {
      values[n + c] = new double[length];
      from[n + c] = row[c];
      for (int a = 0; a < length; a++) {
        values[n + c][a] = factor[c] * patches[patch[c] + a];
      }
    }
    return new Columns(values, from, parameters);
  }

  /**
   * The coefficients of the element that the activation picks, for given λ.
   *
   * @param lambda the λ first; what follows is ignored
   */
  double[] extend(double[] lambda) {
    double[] x = Arrays.copyOf(lambda, set.size());
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        x[c] = pickedShare * x[j];
      }
    }
    return x;
  }

  /** Kinks as they are found, margin by margin. */
  private static final class Kinks {
    private final List<Integer> row = new ArrayList<>();
    private final List<Integer> patch = new ArrayList<>();
    private final List<Double> factor = new ArrayList<>();
    private double[] patches = new double[0];
    private int length;
    private int[] counts = new int[0];
    private double pickedShare;

    ClarkeSet set(int margins) {
      int[] start = new int[margins + 1];
      start[0] = margins;
      for (int j = 0; j < margins; j++) {
        start[j + 1] = start[j] + (counts.length == 0 ? 0 : counts[j]);
      }
      return new ClarkeSet(margins, start);
    }

    /** Finds the kinks of the first hidden layer and sets the slopes there to the lowest. */
    void find(
        Activation activation,
        double[] theta,
        LayeredPass pass,
        Margins margins,
        double tolerance,
        double concaveTolerance,
        double[] slopes) {
      double range = activation.highSlope() - activation.lowSlope();
      double curvature = activation.slope(0) == activation.lowSlope() ? range : -range;
      pickedShare = curvature > 0 ? 0 : 1;
      WeightLayer first = pass.layers().get(0);
      patches = first.patches();
      length = first.block().cols();
      int width = first.units();
      int perSample = margins.count() / margins.data().size();
      double[][] deltas = deltas(pass, margins, perSample, theta.length);
      double[] angles = angles(first, theta, pass.preactivations(0));
      for (int k = 0; k < angles.length; k++) {
        boolean concave = angles[k] <= concaveTolerance;
        for (double[] delta : deltas) {
          concave &= delta[k] * curvature <= 0;
        }
        boolean kink = angles[k] <= tolerance || concave;
        angles[k] = kink ? 0 : Double.POSITIVE_INFINITY;
        slopes[k] = kink ? activation.lowSlope() : slopes[k];
      }
      counts = new int[margins.count()];
      for (int j = 0; j < counts.length; j++) {
        int i = j / perSample;
        for (int h = 0; h < width; h++) {
          double delta = deltas[j % perSample][i * width + h];
          if (angles[i * width + h] == 0 && delta != 0) {
            counts[j]++;
            row.add(first.weights(h));
            patch.add(first.patch(i, h));
            factor.add(range * delta);
          }
        }
      }
    }

    /** |w·x|/(‖w‖₂‖x‖₂) of every sample and unit, x its patch; 0 where w is 0, ∞ where x is. */
    private static double[] angles(WeightLayer layer, double[] theta, double[] h) {
      Block w = layer.block();
      double[] rows = norms(theta, w.offset(), w.rows(), w.cols());
      double[] patches = norms(layer.patches(), 0, layer.patches().length / w.cols(), w.cols());
      double[] angles = new double[h.length];
      for (int k = 0; k < h.length; k++) {
        int unit = k % layer.units();
        int patch = layer.patch(k / layer.units(), unit) / w.cols();
        double size = rows[unit / layer.positions()] * patches[patch];
        double none = patches[patch] > 0 ? 0 : Double.POSITIVE_INFINITY;
        angles[k] = size > 0 ? Math.abs(h[k]) / size : none;
      }
      return angles;
    }

    private static double[] norms(double[] values, int from, int rows, int cols) {
      double[] norms = new double[rows];
      for (int r = 0; r < rows; r++) {
        double sum = 0;
        for (int c = 0; c < cols; c++) {
          double x = values[from + r * cols + c];
          sum += x * x;
        }
        norms[r] = Math.sqrt(sum);
      }
      return norms;
    }

    /** δ of the first hidden layer for the first margin of every sample, the second, … */
    private static double[][] deltas(
        LayeredPass pass, Margins margins, int perSample, int parameters) {
      Dataset data = margins.data();
      double[][] deltas = new double[perSample][];
      double[] lambda = new double[margins.count()];
      double[] cotangent = new double[data.size() * data.outputs()];
      double[] gradient = new double[parameters];
      for (int r = 0; r < perSample; r++) {
        Arrays.fill(lambda, 0);
        for (int j = r; j < lambda.length; j += perSample) {
          lambda[j] = 1;
        }
        margins.pullback(lambda, cotangent);
        pass.pullback(cotangent, gradient);
        deltas[r] = pass.deltas(0).clone();
      }
      return deltas;
    }
  }
}
