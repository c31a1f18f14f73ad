package org.mirrorflow.certificate;

import java.util.Arrays;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Pass;
import org.mirrorflow.numeric.Norms;

/** The derivative of all outputs (n × C) in θ at one point, as a linear map with its adjoint. */
interface OutputJacobian {
  /**
   * Multiplications for the outputs of one sample, about, in those of a dense product. A first
   * layer that reads all features leaves out those that are 0 where most of them are, such as the
   * background of digits.
   */
  static double multiplications(HomogeneousModel model, Dataset data) {
    Block first = model.layout().block(0);
    double[] inputs = data.inputs();
    double used = Arrays.stream(inputs).filter(x -> x != 0).count() / (double) inputs.length;
    double saved =
        first.cols() == data.features() ? Math.max(0, 1 - used / LayeredPass.DENSEST) : 0;
    return model.multiplications() - first.size() * saved;
  }

  /** outputs = J v. */
  void pushforward(double[] v, double[] outputs);

  /** gradient = Jᵀ cotangent. */
  void pullback(double[] cotangent, double[] gradient);

  /** Multiplications that a product with the rows of one sample takes, about. */
  double multiplications();

  /** What it is computed with. */
  KernelFactory kernels();

  /**
   * The derivative of the outputs of some samples alone.
   *
   * @param samples their numbers
   * @param data all samples of this derivative
   */
  OutputJacobian select(int[] samples, Dataset data);

  /**
   * The derivative of a layered model at the point of its last forward pass.
   *
   * @param model the model
   * @param theta the point
   * @param pass the pass there; no longer to be moved
   * @param slopes the slope of the activation at every unit and sample
   * @param kernels what the pass computes with
   * @param multiplications of a product, for one sample
   */
  record OfPass(
      LayeredModel model,
      double[] theta,
      LayeredPass pass,
      double[][] slopes,
      KernelFactory kernels,
      double multiplications)
      implements OutputJacobian {
    static OfPass at(
        LayeredModel model, Dataset data, double[] theta, double[] outputs, KernelFactory kernels) {
      LayeredPass pass = model.pass(data.inputs(), data.size(), kernels);
      pass.forward(theta, outputs);
      return new OfPass(
          model, theta, pass, pass.slopes(), kernels, OutputJacobian.multiplications(model, data));
    }

    /** With the slopes of this one, so that rounding of a preactivation near 0 changes none. */
    @Override
    public OutputJacobian select(int[] samples, Dataset data) {
      double[] outputs = new double[samples.length * data.outputs()];
      OfPass some = at(model, data.select(samples), theta, outputs, kernels);
      for (int l = 0; l < slopes.length; l++) {
        int width = slopes[l].length / data.size();
        for (int i = 0; i < samples.length; i++) {
          System.arraycopy(slopes[l], samples[i] * width, some.slopes[l], i * width, width);
        }
      }
      return some;
    }

    @Override
    public void pushforward(double[] v, double[] outputs) {
      pass.pushforward(v, slopes, outputs);
    }

    @Override
    public void pullback(double[] cotangent, double[] gradient) {
      pass.pullback(cotangent, slopes, gradient);
    }

    /** Walks back with a cotangent, for {@link #preactivationDerivatives}. */
    void pullbackToUnits(double[] cotangent) {
      pass.pullbackToUnits(cotangent, slopes);
    }

    /** ∂⟨u, f⟩/∂h of a hidden layer for the cotangent u of the last way back, n × units. */
    double[] preactivationDerivatives(int hiddenLayer) {
      double[] derivatives = pass.deltas(hiddenLayer).clone();
      for (int k = 0; k < derivatives.length; k++) {
        derivatives[k] *= slopes[hiddenLayer][k];
      }
      return derivatives;
    }
  }

  /**
   * The derivative of a model that only pulls back, stored row by row: n·C·parameters numbers.
   *
   * @param outputs receives the outputs at θ
   * @param kernels for what is made of the rows
   */
  static OutputJacobian stored(
      HomogeneousModel model,
      Dataset data,
      double[] theta,
      double[] outputs,
      KernelFactory kernels) {
    int c = model.outputs();
    int d = data.features();
    double[][] rows = new double[outputs.length][theta.length];
    double[] own = new double[c];
    double[] basis = new double[c];
    for (int i = 0; i < data.size(); i++) {
      Pass pass = model.pass(Arrays.copyOfRange(data.inputs(), i * d, (i + 1) * d), 1);
      pass.forward(theta, own);
      for (int k = 0; k < c; k++) {
        Arrays.fill(basis, 0);
        basis[k] = 1;
        pass.pullback(basis, rows[i * c + k]);
        outputs[i * c + k] = own[k];
      }
    }
    return new StoredJacobian(rows, kernels);
  }

  /** A matrix with one row per output. */
  record StoredJacobian(double[][] rows, KernelFactory kernels) implements OutputJacobian {
    @Override
    public OutputJacobian select(int[] samples, Dataset data) {
      int c = data.outputs();
      double[][] some = new double[samples.length * c][];
      for (int k = 0; k < some.length; k++) {
        some[k] = rows[samples[k / c] * c + k % c];
      }
      return new StoredJacobian(some, kernels);
    }

    @Override
    public double multiplications() {
      return rows[0].length;
    }

    @Override
    public void pushforward(double[] v, double[] outputs) {
      for (int i = 0; i < rows.length; i++) {
        outputs[i] = Norms.dotInOrder(rows[i], v);
      }
    }

    @Override
    public void pullback(double[] cotangent, double[] gradient) {
      Arrays.fill(gradient, 0);
      for (int i = 0; i < rows.length; i++) {
        if (cotangent[i] != 0) {
          Norms.add(cotangent[i], rows[i], gradient);
        }
      }
    }
  }
}
