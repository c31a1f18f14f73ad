package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** The convex programs of the limit solver, which are strongly concave: one point is best. */
class ProxStepTest {
  private static final int SAMPLES = 6;
  private static final int FEATURES = 4;
  private static final double BAND = 0.1;

  /** Share of the promised rise by which a ball step may miss its optimum. */
  private static final double SHARE = 0.05;

  /** A network with positive margins, its point of gauge 1 and the program there. */
  private record Problem(Layout layout, double[] unit, MarginGradients gradients, ProxStep step) {

    static Problem of(String hidden, String spec) {
      LayeredModel model = ModelSpec.parse(hidden).on(FEATURES, 1);
      OwnAnswers own = OwnAnswers.of(model, SAMPLES);
      return of(model, own.data(), spec, own.theta());
    }

    static Problem of(LayeredModel model, Dataset data, String spec, double[] theta) {
      Gauge gauge = GaugeSpec.parse(spec).on(model.layout());
      double[] unit = gauge.normalize(theta);
      MarginGradients gradients = OwnAnswers.gradients(model, data, unit, BAND);
      return new Problem(model.layout(), unit, gradients, ProxStep.of(gradients, gauge, unit));
    }

    /** min_j (1 − L) q̂_j + ⟨ĝ_j, v⟩, with the slopes at kinks that make it least. */
    double linearised(double[] v) {
      double[] m = new double[gradients.set().size()];
      gradients.along(v, m);
      double[] q = gradients.margins();
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < q.length; j++) {
        double own = (1 - layout.degree()) * q[j] + gradients.set().value(m, j);
        least = Math.min(least, own);
      }
      return least;
    }

    double scale() {
      return layout.degree() * gradients.minimum();
    }
  }

  private static double square(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum;
  }

  @Test
  void onlyTheEuclideanGaugeHasItsOwnMethod() {
    assertThat(Problem.of("linear", "l2").step).isInstanceOf(EuclideanProxStep.class);
    for (String same : new String[] {"group:l2", "blocks:l2"}) {
      assertThat(Problem.of("linear", same).step).isInstanceOf(EuclideanProxStep.class);
    }
    for (String gauge : new String[] {"l1", "lp:1.5", "blocks:l1"}) {
      assertThat(Problem.of("linear", gauge).step).isInstanceOf(BallProxStep.class);
    }
    for (String gauge : new String[] {"group:l1", "nuclear", "blocks:l2|l2"}) {
      assertThat(Problem.of("dense:5", gauge).step).isInstanceOf(BallProxStep.class);
    }
  }

  /** F(v) ≤ F(v*) − a(1 + ρ)/2 ‖v − v*‖² for all v says that v* is the solution. */
  @ParameterizedTest
  @CsvSource({
    "linear, 1",
    "dense:5, 0.1",
    "dense:5, 1",
    "dense:5, 100",
    "'dense:5,4', 1",
    "'dense:5,activation=abs', 1"
  })
  void euclideanStepsSolveTheirProgram(String hidden, double prox) {
    Problem problem = Problem.of(hidden, "l2");
    double a = problem.scale();
    double[] zero = new double[problem.unit.length];
    ProxStep.Candidate best = problem.step.solve(prox);
    SplittableRandom random = new SplittableRandom(7);
    double optimum = euclidean(problem, best.theta(), prox);
    double start = euclidean(problem, problem.unit, prox);
    assertThat(optimum).isGreaterThanOrEqualTo(start - Tolerances.PROJECTION);
    for (int trial = 0; trial < 200; trial++) {
      double size = Math.pow(10, -4 * random.nextDouble());
      double[] v = best.theta().clone();
      for (int k = 0; k < v.length; k++) {
        v[k] += size * random.nextGaussian();
      }
      double distance = square(v, best.theta());
      assertThat(euclidean(problem, v, prox) + 0.5 * a * (1 + prox) * distance)
          .isLessThanOrEqualTo(optimum + size * Math.sqrt(a) * Tolerances.COARSE_GAP);
    }
    double norm = Math.sqrt(square(best.theta(), zero));
    double promised =
        problem.linearised(best.theta()) / Math.pow(norm, problem.layout.degree())
            - problem.gradients.minimum();
    assertThat(best.promised()).isCloseTo(promised, within(Tolerances.ROUNDING));
  }

  private static double euclidean(Problem problem, double[] v, double prox) {
    double a = problem.scale();
    return problem.linearised(v)
        - 0.5 * a * square(v, new double[v.length])
        - 0.5 * prox * a * square(v, problem.unit);
  }

  /** One margin of degree L: v = (ĝ + ρaθ̂)/(a(1 + ρ)), a = L q̂. */
  @ParameterizedTest
  @CsvSource({"linear, 1", "linear, 0.25", "dense:3, 1", "dense:3, 7"})
  void oneMarginIsSolvedByHand(String hidden, double prox) {
    Problem problem = single(hidden, "l2");
    double a = problem.scale();
    double[] g = new double[problem.unit.length];
    problem.gradients.combine(problem.gradients.extend(new double[] {1}), g);
    ProxStep.Candidate best = problem.step.solve(prox);
    for (int k = 0; k < g.length; k++) {
      double expected = (g[k] + prox * a * problem.unit[k]) / (a * (1 + prox));
      assertThat(best.theta()[k]).isCloseTo(expected, within(Tolerances.PROJECTION));
    }
  }

  private static Problem single(String hidden, String gauge) {
    LayeredModel model = ModelSpec.parse(hidden).on(2, 1);
    double[] theta = new double[model.layout().end()];
    Arrays.setAll(theta, k -> 1 + 0.3 * k);
    Dataset one = new Dataset("one", new double[] {1, 0.5}, new int[] {1}, 2, 2);
    return Problem.of(model, one, gauge, theta);
  }

  /** One margin: the projection of θ̂ + ĝ/ρ' onto the ball, ρ' = ρ L q̂/‖θ̂‖². */
  @ParameterizedTest
  @CsvSource({
    "linear, l1, 1",
    "linear, linf, 2",
    "dense:3, l1, 1",
    "dense:3, linf, 0.5",
    "dense:3, group:l1, 1",
    "dense:3, blocks:l2|l1, 3"
  })
  void oneMarginInABallIsSolvedByHand(String hidden, String spec, double prox) {
    Problem problem = single(hidden, spec);
    double weight = prox * problem.scale() / square(problem.unit, new double[problem.unit.length]);
    double[] v = new double[problem.unit.length];
    problem.gradients.combine(problem.gradients.extend(new double[] {1}), v);
    for (int k = 0; k < v.length; k++) {
      v[k] = problem.unit[k] + v[k] / weight;
    }
    GaugeSpec.parse(spec).on(problem.layout).project(v);
    ProxStep.Candidate best = problem.step.solve(prox);
    assertThat(best.theta()).containsExactly(v, within(Tolerances.PROJECTION));
    assertThat(best.promised())
        .isCloseTo(
            problem.linearised(v) - problem.gradients.minimum(), within(Tolerances.PROJECTION));
  }

  /** No point of the ball is better by more than the share that was left. */
  @ParameterizedTest
  @CsvSource({
    "linear, l1, 1",
    "dense:5, l1, 1",
    "dense:5, l1, 30",
    "dense:5, linf, 1",
    "dense:5, lp:3, 1",
    "dense:5, group:l1, 1",
    "dense:5, blocks:l1|linf, 0.2",
    "'dense:5,4', schatten:1, 1"
  })
  void ballStepsSolveTheirProgram(String hidden, String spec, double prox) {
    Problem problem = Problem.of(hidden, spec);
    Gauge gauge = GaugeSpec.parse(spec).on(problem.layout);
    double weight = prox * problem.scale() / square(problem.unit, new double[problem.unit.length]);
    ProxStep.Candidate best = problem.step.solve(prox);
    double[] at = best.theta();
    assertThat(gauge.value(at)).isLessThanOrEqualTo(1 + Tolerances.GAUGE);
    assertThat(best.promised())
        .isPositive()
        .isCloseTo(
            problem.linearised(at) - problem.gradients.minimum(), within(Tolerances.PROJECTION));
    double optimum = problem.linearised(at) - 0.5 * weight * square(at, problem.unit);
    double left = SHARE * best.promised() + Tolerances.PROJECTION;
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 200; trial++) {
      double size = Math.pow(10, -3 * random.nextDouble());
      double[] v = at.clone();
      for (int k = 0; k < v.length; k++) {
        v[k] += size * random.nextGaussian();
      }
      gauge.project(v);
      double value = problem.linearised(v) - 0.5 * weight * square(v, problem.unit);
      assertThat(value).isLessThanOrEqualTo(optimum + left);
    }
  }

  /** A program solved once is only looked at the second time. */
  @ParameterizedTest
  @ValueSource(strings = {"l1", "linf"})
  void ballStepsBeginWhereTheLastOneEnded(String spec) {
    Problem problem = Problem.of("dense:5", spec);
    double first = problem.step.solve(1).multiplications();
    ProxStep.Candidate again = problem.step.solve(1);
    double entries = (double) problem.gradients.set().size() * problem.unit.length;
    double look = 2 * entries + 2.0 * problem.unit.length;
    assertThat(again.multiplications()).isEqualTo(look);
    assertThat(first).isGreaterThan(look);
    assertThat(first / look).isEqualTo(Math.rint(first / look));
  }

  /** A look is a product with A and one with its transpose: some tens of them find the step. */
  @ParameterizedTest
  @CsvSource({
    "linear, l1, 1, 35",
    "dense:5, l1, 1, 35",
    "dense:5, l1, 30, 15",
    "dense:5, linf, 1, 40",
    "dense:5, linf, 0.1, 140",
    "dense:5, group:l1, 1, 30",
    "dense:5, blocks:l1|linf, 1, 120",
    "'dense:5,4', schatten:1, 1, 270"
  })
  void ballStepsTakeSoManyLooks(String hidden, String spec, double prox, double most) {
    Problem problem = Problem.of(hidden, spec);
    double look = 2.0 * (problem.gradients.set().size() + 1) * problem.unit.length;
    assertThat(problem.step.solve(prox).multiplications() / look).isBetween(2.0, most);
  }

  /** Products with the gradients and the factors of a matrix, iteration by iteration. */
  @Test
  void euclideanStepsCountTheirIterations() {
    Problem problem = Problem.of("dense:5", "l2");
    double size = problem.gradients.set().size();
    double entries = size * problem.unit.length;
    double iterations =
        (problem.step.solve(1).multiplications() - size * entries)
            / (4 * entries + size * size * size / 3);
    assertThat(iterations).isBetween(3.0, 30.0);
    assertThat(iterations).isCloseTo(Math.rint(iterations), within(Tolerances.ROUNDING * 100));
  }
}
