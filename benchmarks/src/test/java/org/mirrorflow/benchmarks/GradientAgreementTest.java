package org.mirrorflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirrorflow.model.KernelFactory;

/**
 * The contenders compute the same thing: this library's gradient against automatic differentiation.
 */
class GradientAgreementTest {
  /** Relative to the norm of the gradient. */
  private static final double FLOAT64 = 1e-10;

  @ParameterizedTest
  @EnumSource(names = {"TINY", "SMALL", "DIGITS", "CONV_DIGITS"})
  void equalsAutomaticDifferentiation(Problem.Shape shape) {
    Problem problem = shape.problem();
    try (Step ours = new MirrorFlowStep(problem, KernelFactory.best());
        Step djl = new DjlStep(problem, DataType.FLOAT64)) {
      for (int step = 0; step < 2; step++) {
        ours.run();
        djl.run();
      }
      double[] expected = djl.gradient();
      double[] actual = ours.gradient();
      double square = 0;
      double difference = 0;
      for (int j = 0; j < expected.length; j++) {
        square += expected[j] * expected[j];
        difference += Math.pow(actual[j] - expected[j], 2);
      }
      assertThat(square).isPositive();
      assertThat(Math.sqrt(difference / square)).isLessThan(FLOAT64);
    }
  }
}
