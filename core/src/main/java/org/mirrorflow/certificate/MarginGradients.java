package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.certificate.convex.Columns;
import org.mirrorflow.certificate.convex.GramHessian;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

/**
 * The margins q_j at a point θ and the linear map A from coefficients x = (λ, μ) to Clarke elements
 * Σ_j λ_j ĝ_j of the margins, with its adjoint; of all margins or of some.
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
  private final FreeSlopes kinks;
  private final int parameters;

  /** The margins that count among all those of the samples; null for all. */
  private final int[] chosen;

  private final double[] all;
  private final double[] outputs;

  private MarginGradients(
      Dataset data,
      OutputJacobian jacobian,
      double[] q,
      FreeSlopes kinks,
      int parameters,
      int[] chosen) {
    this.data = data;
    this.margins = new Margins(data);
    this.jacobian = jacobian;
    this.q = q;
    this.kinks = kinks;
    this.parameters = parameters;
    this.chosen = chosen;
    this.all = new double[margins.count()];
    this.outputs = new double[data.size() * data.outputs()];
  }

  /** The gradients at θ with the slopes that the activation picks. */
  static MarginGradients fixed(HomogeneousModel model, Dataset data, double[] theta) {
    double[] outputs = new double[data.size() * data.outputs()];
    OutputJacobian jacobian;
    Optional<LayeredModel> layered = model.layered();
    if (layered.isPresent()) {
      jacobian = OutputJacobian.OfPass.at(layered.get(), data, theta, outputs);
    } else {
      jacobian = OutputJacobian.stored(model, data, theta, outputs);
    }
    Margins margins = new Margins(data);
    double[] q = new double[margins.count()];
    margins.margins(outputs, q);
    return new MarginGradients(data, jacobian, q, FreeSlopes.none(q.length), theta.length, null);
  }

  /**
   * The gradients at θ with the slopes at some kinks free.
   *
   * @param found the first hidden layer at θ
   * @param kinks n × units
   */
  static MarginGradients free(
      LayeredModel model, Dataset data, double[] theta, FirstLayerKinks found, boolean[] kinks) {
    MarginGradients fixed = fixed(model, data, theta);
    OutputJacobian.OfPass jacobian = (OutputJacobian.OfPass) fixed.jacobian;
    double low = model.activation().lowSlope();
    for (int k = 0; k < kinks.length; k++) {
      jacobian.slopes()[0][k] = kinks[k] ? low : jacobian.slopes()[0][k];
    }
    return new MarginGradients(data, jacobian, fixed.q, found.slopes(kinks), theta.length, null);
  }

  /**
   * The same of some margins alone.
   *
   * @param some numbers of margins, ascending
   */
  MarginGradients select(int... some) {
    int perSample = q.length / data.size();
    int[] samples = Arrays.stream(some).map(j -> j / perSample).distinct().toArray();
    int[] among =
        Arrays.stream(some)
            .map(j -> Arrays.binarySearch(samples, j / perSample) * perSample + j % perSample)
            .toArray();
    return new MarginGradients(
        data.select(samples),
        jacobian.select(samples, data),
        Arrays.stream(some).mapToDouble(j -> q[j]).toArray(),
        kinks.select(some),
        parameters,
        among);
  }

  /** The set of coefficients. */
  ClarkeSet set() {
    return kinks.set();
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
    margins.pullback(scattered(x), outputs);
    jacobian.pullback(outputs, s);
    kinks.combine(x, s);
  }

  /** m = Aᵀv: the derivative of every margin along v, then of every kink. */
  void along(double[] v, double[] m) {
    jacobian.pushforward(v, outputs);
    if (chosen == null) {
      margins.margins(outputs, m);
    } else {
      margins.margins(outputs, all);
      for (int k = 0; k < chosen.length; k++) {
        m[k] = all[chosen[k]];
      }
    }
    kinks.along(v, m);
  }

  /** λ of all margins of the samples. */
  private double[] scattered(double[] x) {
    if (chosen == null) {
      return x;
    }
    Arrays.fill(all, 0);
    for (int k = 0; k < chosen.length; k++) {
      all[chosen[k]] = x[k];
    }
    return all;
  }

  /**
   * The Gram matrix AᵀA from the factors of the gradients, or empty: where a gradient is no outer
   * product layer by layer, and beyond {@link #LARGEST_GRAM} entries.
   */
  Optional<GramHessian> gram() {
    boolean small = (long) q.length * set().size() <= LARGEST_GRAM;
    return small ? factors().map(this::gram) : Optional.empty();
  }

  private GramHessian gram(Factors factors) {
    int[] unit =
        IntStream.range(0, kinks.count()).map(c -> kinks.from(c) / kinks.length()).toArray();
    return new GramHessian(
        factors.derivatives(), factors.layerInputs(), unit, set().owners(), kinks.factor());
  }

  /** ‖a_k‖₂² of every column of A; 1 for margins whose gradients have no {@link Factors}. */
  double[] squares() {
    double[] squares = new double[set().size()];
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
    for (int c = 0; c < kinks.count(); c++) {
      squares[q.length + c] = kinks.square(c);
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
    int perSample = all.length / data.size();
    int[] counted = chosen == null ? IntStream.range(0, n).toArray() : chosen;
    int layers = dense.pass().layers().size();
    double[][][] derivatives = new double[layers][n][];
    double[][][] inputs = new double[layers][n][];
    double[] lambda = new double[all.length];
    double[] gradient = new double[parameters];
    for (int r = 0; r < perSample; r++) {
      Arrays.fill(lambda, 0);
      for (int j = r; j < lambda.length; j += perSample) {
        lambda[j] = 1;
      }
      margins.pullback(lambda, outputs);
      jacobian.pullback(outputs, gradient);
      for (int l = 0; l < layers; l++) {
        boolean last = l == layers - 1;
        double[] derivative = last ? outputs : dense.preactivationDerivatives(l);
        double[] input = dense.pass().layers().get(l).patches();
        for (int j = 0; j < n; j++) {
          if (counted[j] % perSample == r) {
            derivatives[l][j] = row(derivative, counted[j] / perSample, data.size());
            inputs[l][j] = row(input, counted[j] / perSample, data.size());
          }
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
    double[][] values = new double[set().size()][];
    int[] from = new int[values.length];
    Optional<Factors> factors = factors();
    double[] basis = new double[values.length];
    for (int j = 0; j < n; j++) {
      values[j] = new double[parameters];
      if (factors.isPresent()) {
        outerProducts(factors.get(), j, values[j]);
      } else {
        basis[j] = 1;
        combine(basis, values[j]);
        basis[j] = 0;
      }
    }
    for (int c = 0; c < kinks.count(); c++) {
      values[n + c] = kinks.column(c);
      from[n + c] = kinks.from(c);
    }
    return new Columns(values, from, parameters);
  }

  private void outerProducts(Factors factors, int j, double[] out) {
    List<WeightLayer> layers = ((OutputJacobian.OfPass) jacobian).pass().layers();
    for (int l = 0; l < layers.size(); l++) {
      double[] input = factors.layerInputs()[l][j];
      int at = layers.get(l).block().offset();
      for (double derivative : factors.derivatives()[l][j]) {
        if (derivative != 0) {
          Norms.add(derivative, input, 0, out, at, input.length);
        }
        at += input.length;
      }
    }
  }

  /**
   * The coefficients of the element that the activation picks, for given λ.
   *
   * @param lambda the λ first; what follows is ignored
   */
  double[] extend(double[] lambda) {
    ClarkeSet set = set();
    double[] x = Arrays.copyOf(lambda, set.size());
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        x[c] = kinks.pickedShare() * x[j];
      }
    }
    return x;
  }
}
