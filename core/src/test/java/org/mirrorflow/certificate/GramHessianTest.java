package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.certificate.convex.ClarkeQuadratic;
import org.mirrorflow.certificate.convex.GramHessian;
import org.mirrorflow.certificate.convex.OuterGradients;
import org.mirrorflow.certificate.convex.StoredHessian;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** AᵀA from the factors of the gradients against the gradients themselves. */
class GramHessianTest {
  private static final double CLOSE = 1000 * Tolerances.ROUNDING;

  /** Angles up to 0.3 count as kinks, so that many units have several and some have none. */
  private static final double MANY_KINKS = 0.3;

  @ParameterizedTest
  @CsvSource({
    "'dense:5', 2, 0.3",
    "'dense:5', 2, -1",
    "'dense:5,activation=leaky:0.1', 3, 0.3",
    "'dense:5,4', 2, 0.3",
    "'dense:5,4,3,activation=abs', 3, 0.3",
    "linear, 3, -1"
  })
  void everyFormOfTheMatrixIsThatOfTheColumns(String hidden, int classes, double tolerance) {
    Dataset data = Problems.random(6, 4, classes, 3);
    LayeredModel model = ModelSpec.parse(hidden).on(4, data.outputs());
    double[] theta = new Initialisation(1, 1).parameters(model.layout());
    MarginGradients gradients = OwnAnswers.gradients(model, data, theta, tolerance);
    int size = gradients.set().size();
    assertThat(gradients.set().kinks() > 1).isEqualTo(tolerance == MANY_KINKS);
    double[][] expected = new double[size][];
    Arrays.setAll(expected, k -> new double[k + 1]);
    gradients.columns().gram(null, expected);

    OuterGradients outer = gradients.outer().orElseThrow();
    for (ClarkeQuadratic.Hessian gram :
        List.of(new GramHessian(outer), new StoredHessian(outer), outer.hessian())) {
      assertThatItIs(gram, expected);
    }
  }

  private static void assertThatItIs(ClarkeQuadratic.Hessian gram, double[][] expected) {
    int size = expected.length;
    double[] diagonal = gram.diagonal();
    assertThat(diagonal).hasSize(size);
    double[] x = new SplittableRandom(4).doubles(size, -1, 1).toArray();
    x[1] = 0;
    double[] out = new SplittableRandom(5).doubles(size).toArray();
    gram.apply(x, out);
    double[] product = new double[size];
    for (int k = 0; k < size; k++) {
      assertThat(diagonal[k]).isCloseTo(expected[k][k], within(CLOSE));
      for (int l = 0; l <= k; l++) {
        product[k] += expected[k][l] * x[l];
        product[l] += l < k ? expected[k][l] * x[k] : 0;
      }
    }
    assertThat(out).containsExactly(product, within(CLOSE));
  }
}
