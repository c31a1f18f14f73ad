package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.ModelSpec;
import org.mirrorflow.numeric.Norms;

/** The derivative of all outputs in the parameters, in its two forms. */
class OutputJacobianTest {
  private static final int SAMPLES = 4;
  private static final int OUTPUTS = 3;
  private static final double STEP = 1e-6;
  private static final double CLOSE = 100 * Tolerances.ROUNDING;
  private static final Dataset DATA = Problems.random(SAMPLES, 5, OUTPUTS, 2);

  private static LayeredModel model(String hidden) {
    return ModelSpec.parse(hidden).on(5, OUTPUTS);
  }

  private static double[] random(int length, long seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }

  private static double[] outputs(LayeredModel model, double[] theta) {
    double[] outputs = new double[SAMPLES * OUTPUTS];
    model.pass(DATA.inputs(), SAMPLES).forward(theta, outputs);
    return outputs;
  }

  private static OutputJacobian.OfPass ofPass(LayeredModel model, double[] theta) {
    LayeredPass pass = model.pass(DATA.inputs(), SAMPLES);
    pass.forward(theta, new double[SAMPLES * OUTPUTS]);
    return new OutputJacobian.OfPass(
        model, theta, pass, pass.slopes(), KernelFactory.best(), model.multiplications());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "dense:6", "dense:6,4", "dense:6,4,activation=relu^2"})
  void bothFormsAreTheDerivativeAndItsAdjoint(String hidden) {
    LayeredModel model = model(hidden);
    double[] theta = new Initialisation(1, 1).parameters(model.layout());
    double[] values = new double[SAMPLES * OUTPUTS];
    OutputJacobian stored = OutputJacobian.stored(model, DATA, theta, values, KernelFactory.best());
    assertThat(values).containsExactly(outputs(model, theta), within(CLOSE));
    double[] v = random(theta.length, 3);
    double[] above = theta.clone();
    double[] below = theta.clone();
    for (int j = 0; j < theta.length; j++) {
      above[j] += STEP * v[j];
      below[j] -= STEP * v[j];
    }
    double[] up = outputs(model, above);
    double[] down = outputs(model, below);
    double[] cotangent = random(values.length, 4);
    cotangent[1] = 0;
    for (OutputJacobian jacobian : new OutputJacobian[] {stored, ofPass(model, theta)}) {
      double[] derivative = random(values.length, 5);
      jacobian.pushforward(v, derivative);
      for (int k = 0; k < derivative.length; k++) {
        double difference = (up[k] - down[k]) / (2 * STEP);
        assertThat(derivative[k]).isCloseTo(difference, within(100 * Tolerances.DIFFERENCE));
      }
      double[] gradient = random(theta.length, 6);
      jacobian.pullback(cotangent, gradient);
      assertThat(Norms.dotInOrder(gradient, v))
          .isCloseTo(Norms.dotInOrder(cotangent, derivative), within(CLOSE));
    }
    double[] one = new double[theta.length];
    double[] other = new double[theta.length];
    stored.pullback(cotangent, one);
    ofPass(model, theta).pullback(cotangent, other);
    assertThat(one).containsExactly(other, within(CLOSE));
  }

  /** The gradient of a weight layer is Σ_i of derivative times input, sample by sample. */
  @Test
  void preactivationDerivativesMakeTheGradient() {
    LayeredModel model = model("dense:6,4,activation=relu^2");
    double[] theta = new Initialisation(1, 1).parameters(model.layout());
    OutputJacobian.OfPass jacobian = ofPass(model, theta);
    double[] gradient = new double[theta.length];
    jacobian.pullback(random(SAMPLES * OUTPUTS, 4), gradient);
    for (int l = 0; l < 2; l++) {
      double[] derivatives = jacobian.preactivationDerivatives(l);
      double[] inputs = l == 0 ? DATA.inputs() : jacobian.pass().activations(l - 1);
      Block block = model.layout().block(l);
      for (int h = 0; h < block.rows(); h++) {
        for (int a = 0; a < block.cols(); a++) {
          double sum = 0;
          for (int i = 0; i < SAMPLES; i++) {
            sum += derivatives[i * block.rows() + h] * inputs[i * block.cols() + a];
          }
          assertThat(gradient[block.offset() + h * block.cols() + a]).isCloseTo(sum, within(CLOSE));
        }
      }
    }
  }

  /** What a caller does with them changes no later gradient. */
  @Test
  void preactivationDerivativesAreACopy() {
    LayeredModel model = model("dense:6");
    double[] theta = new Initialisation(1, 1).parameters(model.layout());
    OutputJacobian.OfPass jacobian = ofPass(model, theta);
    jacobian.pullback(random(SAMPLES * OUTPUTS, 4), new double[theta.length]);
    double[] first = jacobian.preactivationDerivatives(0);
    double[] kept = first.clone();
    java.util.Arrays.fill(first, Double.NaN);
    assertThat(jacobian.preactivationDerivatives(0)).containsExactly(kept);
  }

  /** Where most inputs are 0, a layer that reads them all costs less. */
  @Test
  void zerosOfTheInputsCostLessWhereMostAre() {
    double[] inputs = new double[10 * 4];
    inputs[3] = 1;
    inputs[20] = 2;
    Dataset few = new Dataset("few", inputs, new int[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 4, 2);
    HomogeneousModel model = ModelSpec.parse("dense:7").on(4, 1);
    assertThat(OutputJacobian.multiplications(model, few))
        .isCloseTo(model.multiplications() - 28 * (1 - 0.05 / 0.4), within(1e-12));
    Arrays.fill(inputs, 0, 20, 1);
    Dataset many = new Dataset("many", inputs, few.labels(), 4, 2);
    assertThat(OutputJacobian.multiplications(model, many)).isEqualTo(model.multiplications());
  }
}
