package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;
import org.mirrorflow.model.PullbackOnly;

/** Which method serves which gauge and effort; all of them solve one and the same program. */
class DualProgramTest {
  private static final int SAMPLES = 10;
  private static final int FEATURES = 4;
  private static final double KINKS = 0.1;
  private static final double ABUNDANT = 1e10;
  private static final LayeredModel MODEL = ModelSpec.parse("dense:5").on(FEATURES, 1);
  private static final Layout LAYOUT = MODEL.layout();

  private static MarginGradients gradients(HomogeneousModel model, double kinkTolerance) {
    return OwnAnswers.of(model, SAMPLES).gradients(kinkTolerance);
  }

  private static Bounds solve(MarginGradients gradients, String spec, Accuracy accuracy) {
    return new DualProgram(gradients, GaugeSpec.parse(spec).on(LAYOUT), 1, accuracy)
        .solve(OwnAnswers.uniform(gradients), null, 1);
  }

  private static Accuracy effort(int products, double multiplications) {
    return new Accuracy(1e-9, 0, products, multiplications);
  }

  /** Margins²·parameters + size³/3: what an iteration of the interior-point method takes. */
  private static double work(MarginGradients gradients) {
    double size = gradients.set().size();
    return SAMPLES * SAMPLES * gradients.parameters() + size * size * size / 3;
  }

  /** A bound is what its own point proves, whoever found it. */
  private static void assertProven(MarginGradients gradients, String spec, Bounds bounds) {
    Gauge gauge = GaugeSpec.parse(spec).on(LAYOUT);
    double[] s = new double[gradients.parameters()];
    double[] m = new double[gradients.set().size()];
    gradients.combine(bounds.x(), s);
    assertThat(bounds.upper()).isCloseTo(gauge.polar().value(s), within(Tolerances.KERNEL));
    gradients.along(bounds.v(), m);
    double size = gauge.value(bounds.v());
    assertThat(bounds.lower())
        .isCloseTo(gradients.set().minimum(m) / size, within(Tolerances.KERNEL))
        .isLessThanOrEqualTo(bounds.upper() + Tolerances.KERNEL);
  }

  @ParameterizedTest
  @CsvSource({
    "l1, -1", "l2, -1", "linf, -1", "lp:1.5, -1", "lp:3, -1",
    "l1, 0.1", "l2, 0.1", "linf, 0.1", "lp:1.5, 0.1", "lp:3, 0.1",
  })
  void smallProgramsAreSolvedToTheEnd(String spec, double kinkTolerance) {
    MarginGradients gradients = gradients(MODEL, kinkTolerance);
    Bounds bounds = solve(gradients, spec, effort(2, ABUNDANT));
    assertThat(bounds.close()).isTrue();
    assertProven(gradients, spec, bounds);
  }

  /**
   * ℓ2 by the interior-point method on the gradients, on a root of their Gram matrix, by
   * projections and conjugate gradients on that matrix, and by products alone: one value.
   */
  @Test
  void fourWaysToTheEuclideanValue() {
    MarginGradients gradients = gradients(MODEL, KINKS);
    double size = gradients.set().size();
    double value = solve(gradients, "l2", effort(2, ABUNDANT)).upper();
    double onRoot = 20 * work(gradients) - 1;
    double onGram = 20 * size * size * size / 3 - 1;
    double products = 64 * size * size - 1;
    assertThat(onGram).isLessThan(onRoot);
    for (double multiplications : new double[] {onRoot, onGram}) {
      Bounds bounds = solve(gradients, "l2", effort(50_000, multiplications));
      assertProven(gradients, "l2", bounds);
      assertThat(bounds.upper()).isCloseTo(value, within(Tolerances.COARSE_GAP * value));
    }
    Bounds few = solve(gradients, "l2", effort(50_000, products));
    assertProven(gradients, "l2", few);
    assertThat(few.upper()).isGreaterThanOrEqualTo(value - Tolerances.FINE_GAP);
  }

  /**
   * Forty margins of 250 parameters, so that a product takes 20,000 multiplications. From 3 times
   * n³/6 on an interior point takes its place, which needs no products.
   */
  @Test
  void effortChoosesTheEuclideanWay() {
    LayeredModel wide = ModelSpec.parse("dense:50").on(FEATURES, 1);
    MarginGradients gradients = OwnAnswers.of(wide, 40).gradients(-1);
    assertThat(gradients.set().size()).isEqualTo(40);
    double value = euclidean(wide, gradients, effort(2, ABUNDANT)).upper();
    assertThat(euclidean(wide, gradients, effort(1, 170_667)).upper())
        .isCloseTo(value, within(Tolerances.FINE_GAP * value));
    Bounds few = euclidean(wide, gradients, effort(1, 32_000));
    assertThat(few.upper()).isCloseTo(value, within(1e-3 * value));
    assertThat(few.lower()).isGreaterThan(euclidean(wide, gradients, effort(1, 31_999)).lower());
  }

  /** With many inputs for few samples the products of the inputs are less work than the network. */
  @Test
  void lessWorkChoosesTheProductsOfTheInputs() {
    LayeredModel model = ModelSpec.parse("dense:4,activation=leaky:0.1").on(100, 1);
    MarginGradients gradients = OwnAnswers.of(model, 120).gradients(-1);
    double work = gradients.outer().orElseThrow().hessianWork();
    assertThat(work).isEqualTo(5 * (120 * 120 + 2 * 120)).isLessThan(2 * 120 * (100 * 4 + 4));
    double value = euclidean(model, gradients, effort(2, ABUNDANT)).upper();
    double most = euclidean(model, gradients, effort(1000, 60 * work)).upper();
    assertThat(most).isCloseTo(value, within(Tolerances.COARSE_GAP * value));
    double few = euclidean(model, gradients, effort(1000, 8 * work)).upper();
    assertThat(euclidean(model, gradients, effort(1000, 8 * work - 1)).upper())
        .isGreaterThan(few * (1 + Tolerances.FINE_GAP));
  }

  private static Bounds euclidean(
      LayeredModel model, MarginGradients gradients, Accuracy accuracy) {
    return new DualProgram(gradients, GaugeSpec.parse("l2").on(model.layout()), 1, accuracy)
        .solve(OwnAnswers.uniform(gradients), null, 1);
  }

  /** Other gauges beyond the interior point's reach go to the primal–dual method and arrive. */
  @ParameterizedTest
  @ValueSource(strings = {"l1", "linf", "lp:3"})
  void primalDualServesWhereAnIterationIsDear(String spec) {
    MarginGradients gradients = gradients(MODEL, -1);
    Accuracy accuracy = new Accuracy(1e-3, 0, 50_000, Math.floor(20 * work(gradients)) - 1);
    Bounds bounds = solve(gradients, spec, accuracy);
    assertThat(bounds.close()).isTrue();
    assertProven(gradients, spec, bounds);
  }

  /** Where it may, ℓ2 ends with the same accuracy on the root, and by products that suffice. */
  @Test
  void euclideanWaysAreAsAccurate() {
    MarginGradients gradients = gradients(MODEL, KINKS);
    Bounds root = solve(gradients, "l2", effort(50_000, 20 * work(gradients) - 1));
    assertThat(root.close()).isTrue();
    MarginGradients bare = gradients(new PullbackOnly(MODEL), -1);
    Bounds fixed = solve(gradients(MODEL, -1), "l2", effort(50_000, ABUNDANT));
    Bounds products = solve(bare, "l2", effort(50_000, 20 * work(bare) - 1));
    assertProven(bare, "l2", products);
    assertThat(products.upper()).isCloseTo(fixed.upper(), within(Tolerances.FINE_GAP));
  }

  /** An iteration of the interior-point method may take a twentieth of the effort. */
  @ParameterizedTest
  @ValueSource(strings = {"l1", "linf", "lp:3"})
  void interiorPointServesWhereAnIterationIsCheap(String spec) {
    MarginGradients gradients = gradients(new PullbackOnly(MODEL), -1);
    double enough = 20 * work(gradients);
    assertThat(solve(gradients, spec, effort(3, Math.ceil(enough))).close()).isTrue();
    Bounds apart = solve(gradients, spec, effort(3, Math.ceil(enough) - 1));
    assertThat(apart.close()).isFalse();
    assertProven(gradients, spec, apart);
  }

  /** Row by row of the weights, where sixteen iterations fit into the effort. */
  @ParameterizedTest
  @ValueSource(strings = {"l1", "linf", "lp:3"})
  void interiorPointByUnitsServesWhereSixteenIterationsDo(String spec) {
    for (double kinks : new double[] {-1, KINKS}) {
      LayeredModel wide = ModelSpec.parse("dense:50").on(FEATURES, 1);
      MarginGradients gradients = OwnAnswers.of(wide, 40).gradients(kinks);
      double margins = gradients.set().margins();
      double work =
          gradients.set().kinks() * margins * margins / 4
              + margins * margins * margins / 3
              + gradients.outer().orElseThrow().weightedWork();
      Gauge gauge = GaugeSpec.parse(spec).on(wide.layout());
      double[] start = OwnAnswers.uniform(gradients);
      Bounds bounds =
          new DualProgram(gradients, gauge, 1, effort(3, Math.ceil(16 * work)))
              .solve(start, null, 1);
      Bounds apart =
          new DualProgram(gradients, gauge, 1, effort(3, Math.floor(16 * work) - 1))
              .solve(start, null, 1);
      assertThat(bounds.apart()).isLessThan(Tolerances.COARSE_GAP);
      assertThat(apart.apart()).isGreaterThan(Tolerances.COARSE_GAP);
    }
  }

  /** One that is as good as asked where it starts is left at that. */
  @Test
  void startsThatAreGoodEnoughAreKept() {
    MarginGradients gradients = gradients(MODEL, KINKS);
    double[] start = OwnAnswers.uniform(gradients);
    Accuracy generous = new Accuracy(1e9, 0, 50_000, ABUNDANT);
    for (String spec : List.of("l1", "l2", "group:l1")) {
      Bounds bounds =
          new DualProgram(gradients, GaugeSpec.parse(spec).on(LAYOUT), 1, generous)
              .solve(start, null, 1);
      assertThat(bounds.x()).isEqualTo(start);
      assertProven(gradients, spec, bounds);
    }
  }

  /** Products of the primal–dual method, 2·samples·parameters multiplications each, beyond two. */
  @Test
  void effortLimitsTheProducts() {
    MarginGradients gradients = gradients(MODEL, KINKS);
    double[] start = OwnAnswers.uniform(gradients);
    double product = 2.0 * SAMPLES * gradients.parameters();
    assertThat(moved(effort(50_000, 2.5 * product), 1)).isFalse();
    assertThat(moved(effort(50_000, 3 * product), 1)).isTrue();
    assertThat(moved(effort(2, ABUNDANT), 1)).isFalse();
    assertThat(moved(effort(3, ABUNDANT), 1)).isTrue();
    assertThat(moved(effort(1, 1), 1)).isFalse();
    assertThat(moved(effort(5, ABUNDANT), 0.4)).isFalse();
    assertThat(moved(effort(8, ABUNDANT), 0.4)).isTrue();
    assertThat(start).isEqualTo(OwnAnswers.uniform(gradients));
  }

  private static boolean moved(Accuracy accuracy, double share) {
    MarginGradients gradients = gradients(MODEL, KINKS);
    double[] start = OwnAnswers.uniform(gradients);
    Bounds bounds =
        new DualProgram(gradients, GaugeSpec.parse("group:l1").on(LAYOUT), 1, accuracy)
            .solve(start, null, share);
    return !Arrays.equals(start, bounds.x());
  }

  /** From a solution that is known, the primal–dual method is done at once. */
  @Test
  void directionsToBeginWithAreUsed() {
    MarginGradients gradients = gradients(MODEL, KINKS);
    Gauge gauge = GaugeSpec.parse("blocks:l1|linf").on(LAYOUT);
    Accuracy most = new Accuracy(1e-6, 0, 50_000, ABUNDANT);
    Bounds solved =
        new DualProgram(gradients, gauge, 1, most).solve(OwnAnswers.uniform(gradients), null, 1);
    assertThat(solved.close()).isTrue();
    Accuracy none = new Accuracy(1e-6, 0, 2, ABUNDANT);
    Bounds without = new DualProgram(gradients, gauge, 1, none).solve(solved.x(), null, 1);
    assertThat(without.close()).isFalse();
    Bounds with = new DualProgram(gradients, gauge, 1, none).solve(solved.x(), solved.v(), 1);
    assertThat(with.close()).isTrue();
    assertThat(with.lower()).isCloseTo(solved.lower(), within(Tolerances.KERNEL));
  }
}
