package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.convex.AbsoluteSums;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.certificate.convex.Columns;
import org.mirrorflow.certificate.convex.GradientMap;
import org.mirrorflow.certificate.convex.OuterGradients;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.WeightLayer;

/**
 * The margins q_j at a point θ, all or some. With them comes the linear map A from coefficients x =
 * (λ, μ) to Clarke elements Σ_j λ_j ĝ_j of the margins, with its adjoint.
 *
 * <p>A margin without kinks has one gradient. Let the preactivation of a unit h of the first hidden
 * layer be taken to be 0 on sample i. The slope of the activation is then free. It multiplies δ_jh
 * times the patch that the unit reads, in its row of the first weight block, with δ_jh =
 * ∂q_j/∂σ(h_ih). Column λ_j holds the gradient with the lowest slopes, column μ_c the whole range
 * of one slope. In deeper layers, and in the factor δ, slopes are those that the activation picks.
 */
final class MarginGradients implements GradientMap {
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

  /** Made when first asked for; null before. */
  private OuterGradients outer;

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
  static MarginGradients fixed(
      HomogeneousModel model, Dataset data, double[] theta, KernelFactory kernels) {
    double[] outputs = new double[data.size() * data.outputs()];
    OutputJacobian jacobian;
    Optional<LayeredModel> layered = model.layered();
    if (layered.isPresent()) {
      jacobian = OutputJacobian.OfPass.at(layered.get(), data, theta, outputs, kernels);
    } else {
      jacobian = OutputJacobian.stored(model, data, theta, outputs, kernels);
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
      LayeredModel model, Dataset data, double[] theta, LayerKinks found, boolean[] kinks) {
    MarginGradients fixed = fixed(model, data, theta, found.kernels());
    OutputJacobian.OfPass jacobian = (OutputJacobian.OfPass) fixed.jacobian;
    double low = model.activation().lowSlope();
    for (int k = 0; k < kinks.length; k++) {
      jacobian.slopes()[0][k] = kinks[k] ? low : jacobian.slopes()[0][k];
    }
    return new MarginGradients(data, jacobian, fixed.q, found.slopes(kinks), theta.length, null);
  }

  /**
   * The gradients at θ with chosen slopes, and with those at some kinks of the first hidden layer
   * free.
   *
   * @param slopes per hidden layer n × units
   * @param kinks n × units of the first hidden layer
   */
  static MarginGradients chosen(
      LayeredModel model,
      Dataset data,
      double[] theta,
      double[][] slopes,
      boolean[] kinks,
      KernelFactory kernels) {
    MarginGradients fixed = fixed(model, data, theta, kernels);
    OutputJacobian.OfPass jacobian = (OutputJacobian.OfPass) fixed.jacobian;
    for (int l = 0; l < slopes.length; l++) {
      System.arraycopy(slopes[l], 0, jacobian.slopes()[l], 0, slopes[l].length);
    }
    double low = model.activation().lowSlope();
    for (int k = 0; k < kinks.length; k++) {
      jacobian.slopes()[0][k] = kinks[k] ? low : slopes[0][k];
    }
    double[][] deltas = new double[fixed.q.length / data.size()][];
    double[] lambda = new double[fixed.q.length];
    for (int r = 0; r < deltas.length; r++) {
      Arrays.fill(lambda, 0);
      for (int j = r; j < lambda.length; j += deltas.length) {
        lambda[j] = 1;
      }
      fixed.margins.pullback(lambda, fixed.outputs);
      jacobian.pullbackToUnits(fixed.outputs);
      deltas[r] = jacobian.pass().deltas(0).clone();
    }
    WeightLayer first = jacobian.pass().layers().get(0);
    FreeSlopes free = FreeSlopes.of(model.activation(), first, deltas, kinks);
    return new MarginGradients(data, jacobian, fixed.q, free, theta.length, null);
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

  /** The same gradients of functions with these values at θ. */
  MarginGradients withMargins(double... values) {
    return new MarginGradients(data, jacobian, values, kinks, parameters, chosen);
  }

  /** The set of coefficients. */
  ClarkeSet set() {
    return kinks.set();
  }

  /** Number of samples. */
  int samples() {
    return data.size();
  }

  /** Multiplications that a product with A takes, about. */
  double multiplications() {
    return data.size() * jacobian.multiplications();
  }

  @Override
  public int parameters() {
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
  @Override
  public void combine(double[] x, double[] s) {
    margins.pullback(scattered(x), outputs);
    jacobian.pullback(outputs, s);
    kinks.combine(x, s);
  }

  /** m = Aᵀv: the derivative of every margin along v, then of every kink. */
  @Override
  public void along(double[] v, double[] m) {
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
   * The gradients as outer products layer by layer, with their kinks. Empty where a layer has more
   * than one position, and for models that only pull back.
   */
  Optional<OuterGradients> outer() {
    if (outer == null
        && jacobian instanceof OutputJacobian.OfPass ofPass
        && ofPass.pass().layers().stream().allMatch(layer -> layer.positions() == 1)) {
      outer = outer(ofPass);
    }
    return Optional.ofNullable(outer);
  }

  private OuterGradients outer(OutputJacobian.OfPass dense) {
    int perSample = all.length / data.size();
    int[] counted = counted();
    List<WeightLayer> layers = dense.pass().layers();
    double[][][] derivatives = new double[layers.size()][q.length][];
    double[] lambda = new double[all.length];
    for (int r = 0; r < perSample; r++) {
      Arrays.fill(lambda, 0);
      for (int j = r; j < lambda.length; j += perSample) {
        lambda[j] = 1;
      }
      margins.pullback(lambda, outputs);
      dense.pullbackToUnits(outputs);
      for (int l = 0; l < layers.size(); l++) {
        boolean last = l == layers.size() - 1;
        double[] derivative = last ? outputs : dense.preactivationDerivatives(l);
        for (int j = 0; j < q.length; j++) {
          if (counted[j] % perSample == r) {
            derivatives[l][j] = row(derivative, counted[j] / perSample, data.size());
          }
        }
      }
    }
    int[] samples = Arrays.stream(counted).map(j -> j / perSample).toArray();
    int[] used = Arrays.stream(samples).distinct().toArray();
    return new OuterGradients(
        layers.stream().map(WeightLayer::block).toArray(Block[]::new),
        derivatives,
        layers.stream().map(layer -> rows(layer.patches(), used)).toArray(double[][]::new),
        Arrays.stream(samples).map(i -> Arrays.binarySearch(used, i)).toArray(),
        set().owners(),
        IntStream.range(0, kinks.count()).map(c -> kinks.from(c) / kinks.length()).toArray(),
        kinks.factor(),
        dense.kernels());
  }

  /** The inputs of the samples whose margins count: products of all would be far more. */
  private double[] rows(double[] matrix, int... samples) {
    if (samples.length == data.size()) {
      return matrix;
    }
    int cols = matrix.length / data.size();
    double[] some = new double[samples.length * cols];
    for (int k = 0; k < samples.length; k++) {
      System.arraycopy(matrix, samples[k] * cols, some, k * cols, cols);
    }
    return some;
  }

  private static double[] row(double[] matrix, int i, int rows) {
    int cols = matrix.length / rows;
    return Arrays.copyOfRange(matrix, i * cols, (i + 1) * cols);
  }

  /** ‖a_k‖₂² of every column of A; 1 for margins whose gradients are no outer products. */
  double[] squares() {
    double[] squares = new double[set().size()];
    Arrays.fill(squares, 1);
    outer().ifPresent(gradients -> System.arraycopy(gradients.squares(), 0, squares, 0, q.length));
    for (int c = 0; c < kinks.count(); c++) {
      squares[q.length + c] = kinks.square(c);
    }
    return squares;
  }

  /** Σ |A_rk| by columns and by rows, where the gradients are outer products. */
  Optional<AbsoluteSums> absoluteSums() {
    return outer().map(gradients -> AbsoluteSums.of(gradients, parameters));
  }

  /** The columns of A, stored. */
  Columns columns() {
    int n = q.length;
    double[][] values = new double[set().size()][];
    int[] from = new int[values.length];
    Optional<OuterGradients> outer = outer();
    for (int j = 0; j < n; j++) {
      values[j] = new double[parameters];
      if (outer.isPresent()) {
        outer.get().gradient(j, values[j]);
      }
    }
    if (outer.isEmpty()) {
      gradients(values);
    }
    for (int c = 0; c < kinks.count(); c++) {
      values[n + c] = kinks.column(c);
      from[n + c] = kinks.from(c);
    }
    return new Columns(values, from, parameters, jacobian.kernels());
  }

  /** The gradients of the margins, sample by sample. */
  private void gradients(double[][] into) {
    int perSample = all.length / data.size();
    int[] counted = counted();
    int k = 0;
    while (k < counted.length) {
      int[] sample = {counted[k] / perSample};
      OutputJacobian own = jacobian.select(sample, data);
      Margins ofSample = new Margins(data.select(sample));
      double[] cotangent = new double[data.outputs()];
      for (; k < counted.length && counted[k] / perSample == sample[0]; k++) {
        double[] lambda = new double[perSample];
        lambda[counted[k] % perSample] = 1;
        ofSample.pullback(lambda, cotangent);
        own.pullback(cotangent, into[k]);
      }
    }
  }

  /** The numbers of the margins among all those of the samples. */
  private int[] counted() {
    return chosen == null ? IntStream.range(0, q.length).toArray() : chosen;
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
