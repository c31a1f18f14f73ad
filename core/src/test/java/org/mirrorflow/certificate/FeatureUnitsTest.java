package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;
import org.mirrorflow.numeric.Norms;

/**
 * Networks of depth 2 to 4 whose features are in other units and whose first weights make up for
 * it: outputs and kinks stay as they were; κ does not, as the norm of the weights is another. Its
 * multipliers are put to gradients written out here: any λ bounds κ from above, and the direction Σ
 * λ_j g_j from below.
 */
class FeatureUnitsTest {
  private static final double LEAK = 0.1;
  private static final int SAMPLES = 14;
  private static final int FEATURES = 3;
  private static final double CLOSE = 1e-6;

  /** Bounds of κ are this close, as a share of 1 + κ. */
  private static final double APART = 5e-3;

  /** Of linear models they meet. */
  private static final double MET = 1e-5;

  /** Of 70 pairs of sample and unit, with features twelve decades apart. */
  private static final int MOST_KINKS = 2;

  /** How far those few are from 0, as a share of the weights, and what freeing them leaves of κ. */
  private static final double NEAR = 1e-6;

  private static final double LEAST_SHARE = 0.5;

  /** Labels are the model's own answers. */
  private record Problem(LayeredModel model, Dataset data, double[] theta) {
    static Problem of(String hidden, long seed, double... units) {
      LayeredModel model =
          ModelSpec.parse("dense:" + hidden + ",activation=leaky:" + LEAK).on(FEATURES, 1);
      double[] theta = new Initialisation(1, seed).parameters(model.layout());
      double[] inputs =
          new SplittableRandom(seed).doubles((long) SAMPLES * FEATURES, -1, 1).toArray();
      double[] f = new double[SAMPLES];
      model.pass(inputs, SAMPLES).forward(theta, f);
      int[] labels = new int[SAMPLES];
      for (int i = 0; i < SAMPLES; i++) {
        labels[i] = f[i] > 0 ? 1 : 0;
        for (int c = 0; c < FEATURES; c++) {
          inputs[i * FEATURES + c] *= units[c];
        }
      }
      for (int k = 0; k < model.layout().block(0).size(); k++) {
        theta[k] /= units[k % FEATURES];
      }
      return new Problem(model, new Dataset("in units", inputs, labels, FEATURES, 2), theta);
    }

    /** Of θ itself. */
    Certificate certificate() {
      return certificate(0);
    }

    /** Of a point so near to θ. */
    Certificate certificate(double tolerance) {
      return Certificate.of(
          model,
          data,
          GaugeSpec.parse("l2").on(model.layout()),
          theta,
          CertificateOptions.FINE.withKinkTolerance(tolerance));
    }

    /** κ in ℓ2 from above and below, as λ proves them. */
    double[] ownBounds(double[] lambda) {
      double norm = Norms.euclidean(theta);
      double[][] g = new double[SAMPLES][theta.length];
      double least = Double.POSITIVE_INFINITY;
      double[] sum = new double[theta.length];
      for (int i = 0; i < SAMPLES; i++) {
        least = Math.min(least, gradient(i, norm, g[i]));
        for (int k = 0; k < sum.length; k++) {
          sum[k] += lambda[i] * g[i][k];
        }
      }
      double value = Norms.euclidean(sum);
      double along = Double.POSITIVE_INFINITY;
      for (double[] row : g) {
        along = Math.min(along, Norms.dotInOrder(row, sum) / value);
      }
      double scale = model.layout().count() * least;
      return new double[] {value / scale - 1, along / scale - 1};
    }

    /** The margin of a sample at θ/norm, and its gradient there. */
    private double gradient(int sample, double norm, double[] out) {
      int depth = model.layout().count();
      double[][] inputs = new double[depth + 1][];
      double[][] slopes = new double[depth][];
      inputs[0] = Arrays.copyOfRange(data.inputs(), sample * FEATURES, (sample + 1) * FEATURES);
      for (int l = 0; l < depth; l++) {
        Block w = model.layout().block(l);
        inputs[l + 1] = new double[w.rows()];
        slopes[l] = new double[w.rows()];
        for (int r = 0; r < w.rows(); r++) {
          double h = 0;
          for (int c = 0; c < w.cols(); c++) {
            h += theta[w.offset() + r * w.cols() + c] / norm * inputs[l][c];
          }
          slopes[l][r] = h > 0 || l == depth - 1 ? 1 : LEAK;
          inputs[l + 1][r] = slopes[l][r] * h;
        }
      }
      double sign = data.sign(sample);
      double[] delta = {sign};
      for (int l = depth - 1; l >= 0; l--) {
        Block w = model.layout().block(l);
        double[] below = new double[w.cols()];
        for (int r = 0; r < w.rows(); r++) {
          double g = delta[r] * slopes[l][r];
          for (int c = 0; c < w.cols(); c++) {
            out[w.offset() + r * w.cols() + c] = g * inputs[l][c];
            below[c] += g * theta[w.offset() + r * w.cols() + c] / norm;
          }
        }
        delta = below;
      }
      return sign * inputs[depth][0];
    }
  }

  @ParameterizedTest
  @CsvSource({"'5', 0", "'4,4', 0", "'4,4', 1", "'4,3,3', 0", "'4,3,3', 1"})
  void kappaIsWhatOwnGradientsProveInAnyUnits(String hidden, long seed) {
    Certificate plain = Problem.of(hidden, seed, 1, 1, 1).certificate();
    SplittableRandom random = new SplittableRandom(seed);
    for (double decades : new double[] {1, 3, 6}) {
      double[] units = new double[FEATURES];
      for (int c = 0; c < FEATURES; c++) {
        units[c] = Math.pow(10, decades * (2 * random.nextDouble() - 1));
      }
      Problem problem = Problem.of(hidden, seed, units);
      Certificate c = problem.certificate();
      assertThat(c.minMargin()).isCloseTo(plain.minMargin(), within(CLOSE * plain.minMargin()));
      assertThat(c.kinks()).isZero();
      assertProven(problem, c);
    }
  }

  private static void assertProven(Problem problem, Certificate c) {
    double[] own = problem.ownBounds(c.lambda());
    assertThat(c.kktGap()).isCloseTo(own[0], within(CLOSE * (1 + own[0])));
    assertThat(c.kktGapFixed()).isEqualTo(c.kktGap());
    assertThat(own[1]).isBetween(own[0] - APART * (1 + own[0]), own[0]);
    assertThat(c.kktGapLower()).isBetween(own[0] - APART * (1 + own[0]), c.kktGap());
  }

  /**
   * A linear model of three classes on features eight decades apart, as raw measurements may be:
   * the largest margin comes from sums that cancel in the large features. Bounds that meet are
   * their own proof.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "l1",
        "l2",
        "linf",
        "lp:1.5",
        "lp:3",
        "nuclear",
        "group:l1",
        "group:linf",
        "rowsum:linf",
        "blocks:group:l1"
      })
  void linearModelsAreSolvedInAnyUnits(String gauge) {
    for (int seed = 0; seed < 3; seed++) {
      Certificate c = ofClasses(gauge, seed);
      double apart = (c.kktGap() - c.kktGapLower()) / (1 + c.kktGap());
      assertThat(apart).as("seed %d, %s", seed, c).isBetween(0.0, MET);
    }
  }

  /** Where singular values tie at the solution, as in the operator norm, rounding is larger. */
  @ParameterizedTest
  @ValueSource(strings = {"operator", "blocks:operator"})
  void spectralGaugesAreNearlySolvedInAnyUnits(String gauge) {
    for (int seed = 0; seed < 3; seed++) {
      Certificate c = ofClasses(gauge, seed);
      double apart = (c.kktGap() - c.kktGapLower()) / (1 + c.kktGap());
      assertThat(apart).as("seed %d, %s", seed, c).isBetween(0.0, APART);
    }
  }

  /** The same with the largest of the rows' ℓ1 norms, a linear program: κ as HiGHS has it. */
  @ParameterizedTest
  @CsvSource({"0, 5.40820974", "1, 46.1093935", "2, 3.55300665"})
  void kappaInTheRowSumGaugeIsThatOfALinearProgram(int seed, double kappa) {
    Certificate c = ofClasses("rowsum:linf", seed);
    assertThat(c.kktGap()).isCloseTo(kappa, within(MET * (1 + kappa)));
    assertThat(c.kktGapLower()).isCloseTo(kappa, within(MET * (1 + kappa)));
  }

  /** Of a linear model of three classes that labels its samples itself. */
  private static Certificate ofClasses(String gauge, int seed) {
    int samples = 24;
    double[] units = {1e4, 1, 1e-4, 30};
    SplittableRandom random = new SplittableRandom(seed);
    double[] inputs = random.doubles((long) samples * units.length, -1, 1).toArray();
    double[] theta = random.doubles(3L * units.length, -1, 1).toArray();
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < 3; k++) {
        double f = Norms.dotInOrder(theta, k * units.length, inputs, i * units.length, 4);
        labels[i] = f > most ? k : labels[i];
        most = Math.max(f, most);
      }
      for (int c = 0; c < units.length; c++) {
        inputs[i * units.length + c] *= units[c];
      }
    }
    for (int k = 0; k < theta.length; k++) {
      theta[k] /= units[k % units.length];
    }
    LayeredModel model = ModelSpec.parse("linear").on(units.length, 3);
    return Certificate.of(
        model,
        new Dataset("in units", inputs, labels, units.length, 3),
        GaugeSpec.parse(gauge).on(model.layout()),
        theta,
        CertificateOptions.FINE);
  }

  /**
   * Features times 10⁻⁶, 1 and 10⁶, where the size of w and x said that every unit was at a kink: κ
   * is of the order of 10⁶, as the weights that make up for the first feature are.
   */
  @Test
  void threeLayersWithFeaturesTwelveDecadesApart() {
    for (int seed = 0; seed < 4; seed++) {
      Problem problem = Problem.of("2,3", seed, 1e-6, 1, 1e6);
      Certificate c = problem.certificate();
      assertThat(c.kktGap()).isGreaterThan(1e5);
      assertThat(c.kinks()).isZero();
      assertProven(problem, c);
      Certificate near = problem.certificate(CertificateOptions.KINK_TOLERANCE);
      assertThat(near.kktGapFixed()).isEqualTo(c.kktGap());
      assertThat(near.kktGap()).isBetween(LEAST_SHARE * c.kktGap(), c.kktGap());
      assertThat(near.kinks()).isLessThanOrEqualTo(MOST_KINKS);
      assertThat(near.kinkDistance()).isLessThanOrEqualTo(NEAR);
    }
  }
}
