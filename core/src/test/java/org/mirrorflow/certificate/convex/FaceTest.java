package org.mirrorflow.certificate.convex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;
import org.mirrorflow.numeric.Norms;

/** Faces of the set of Clarke coefficients, and what moves within them. */
class FaceTest {
  /** Four margins with 3, 1, 0 and 1 kinks. */
  private static final ClarkeSet SET = new ClarkeSet(4, new int[] {4, 7, 8, 8, 9});

  private static final int SIZE = 9;

  /** λ₁ = ½ with kinks between, at its end and at 0; λ₂ = 0; λ₃ = ¼; λ₄ = ¼ with one between. */
  private static final double[] POINT = {0.5, 0, 0.25, 0.25, 0.125, 0.5, 0, 0, 0.125};

  private static final boolean[] FREE = {true, false, true, true, true, false, false, false, true};

  private static Face face() {
    return new Face(SET, POINT);
  }

  /** Number of λ above 0: those that a direction may change. */
  private static long freeMargins(Face face) {
    double[] d = new double[SET.size()];
    Arrays.fill(d, 1);
    face.extend(d);
    return Arrays.stream(d, 0, SET.margins()).filter(x -> x != 0).count();
  }

  @Test
  void dimensionCountsWhatIsBetweenItsEnds() {
    assertThat(freeMargins(face())).isEqualTo(3);
    assertThat(face().dimension()).isEqualTo(4);
    double[] vertex = {0, 1, 0, 0, 0, 0, 0, 1, 0};
    assertThat(freeMargins(new Face(SET, vertex))).isEqualTo(1);
    assertThat(new Face(SET, vertex).dimension()).isZero();
    double[] inside = {0.25, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125, 0.125};
    assertThat(freeMargins(new Face(SET, inside))).isEqualTo(4);
    assertThat(new Face(SET, inside).dimension()).isEqualTo(8);
  }

  /** In units of the largest λ. */
  @Test
  void entriesWithinRoundingOfAnEndAreThere() {
    double[] near = {0.5, 4e-15, 0.25, 0.25, 4e-15, 0.5 - 4e-15, 0.25, 0, 0.25};
    Face close = new Face(SET, near);
    assertThat(freeMargins(close)).isEqualTo(3);
    assertThat(close.dimension()).isEqualTo(3);
    double[] far = {0.5, 6e-15, 0.25, 0.25, 6e-15, 0.5 - 6e-15, 0.25, 0, 0.25 - 6e-15};
    Face apart = new Face(SET, far);
    assertThat(freeMargins(apart)).isEqualTo(4);
    assertThat(apart.dimension()).isEqualTo(7);
  }

  @Test
  void directionsFollowTheirMarginOrStandStill() {
    double[] d = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    face().extend(d);
    assertThat(d).containsExactly(1, 0, 3, 4, 5, 1, 0, 0, 9);
  }

  @Test
  void derivativesOfFollowersCountForTheirMargin() {
    double[] out = new double[SIZE];
    face().reduce(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, out);
    assertThat(out).containsExactly(1 + 6, 0, 3, 4, 5, 0, 0, 0, 9);
  }

  /** ⟨reduced g, d⟩ = ⟨g, extended d⟩ for every d: the chain rule. */
  @Property(tries = 50, seed = "1")
  void reductionIsTheAdjointOfExtension(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] d = random.doubles(SIZE, -1, 1).toArray();
    double[] g = random.doubles(SIZE, -1, 1).toArray();
    double[] reduced = random.doubles(SIZE).toArray();
    double[] extended = d.clone();
    face().reduce(g, reduced);
    face().extend(extended);
    assertThat(Norms.dotInOrder(reduced, d))
        .isCloseTo(Norms.dotInOrder(g, extended), within(Tolerances.ROUNDING));
  }

  /** z keeps Σλ, is M⁻¹r, and r changes by one constant on the free λ alone. */
  @Property(tries = 50, seed = "1")
  void preconditionedResidualsKeepTheSumOfMargins(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] inverse = random.doubles(SIZE, 0.1, 3).toArray();
    double[] before = random.doubles(SIZE, -1, 1).toArray();
    double[] r = before.clone();
    double[] z = random.doubles(SIZE).toArray();
    face().precondition(r, inverse, z);
    assertThat(z[0] + z[2] + z[3]).isCloseTo(0, within(Tolerances.ROUNDING));
    double rho = before[0] - r[0];
    for (int k = 0; k < SIZE; k++) {
      double expected = k < SET.margins() && FREE[k] ? before[k] - rho : before[k];
      assertThat(r[k]).isCloseTo(expected, within(Tolerances.ROUNDING));
      assertThat(z[k]).isEqualTo(FREE[k] ? inverse[k] * r[k] : 0);
    }
  }

  /** The step ends on the boundary of the set, or goes the whole way. */
  @Property(tries = 300, seed = "1")
  void longestStepEndsOnTheBoundary(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = random.doubles(SIZE, -0.3, 1).toArray();
    SET.project(x);
    Face face = new Face(SET, x);
    double[] d = random.doubles(SIZE, -2, 2).toArray();
    face.extend(d);
    double t = face.longestStep(x, d);
    assertThat(t).isBetween(0.0, 1.0);
    assertThat(outside(x, d, t)).isLessThanOrEqualTo(Tolerances.ROUNDING);
    if (t < 1) {
      assertThat(outside(x, d, t + 1e-6)).isPositive();
    }
  }

  /** By how much x + td violates λ ≥ 0 and 0 ≤ μ ≤ λ. */
  private static double outside(double[] x, double[] d, double t) {
    double worst = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < SET.margins(); j++) {
      double lambda = x[j] + t * d[j];
      worst = Math.max(worst, -lambda);
      for (int c = SET.start()[j]; c < SET.start()[j + 1]; c++) {
        double mu = x[c] + t * d[c];
        worst = Math.max(worst, Math.max(-mu, mu - lambda));
      }
    }
    return worst;
  }

  @Test
  void eachConstraintEndsAStep() {
    assertThat(face().longestStep(POINT, new double[SIZE])).isEqualTo(1);
    double[] lambdaFalls = {0, 0, -1, 1, 0, 0, 0, 0, 0};
    assertThat(face().longestStep(POINT, lambdaFalls)).isEqualTo(0.25);
    double[] kinkFalls = {0, 0, 0, 0, -0.5, 0, 0, 0, 0};
    assertThat(face().longestStep(POINT, kinkFalls)).isEqualTo(0.25);
    double[] kinkRises = {0, 0, 0, 0, 0.75, 0, 0, 0, 0};
    assertThat(face().longestStep(POINT, kinkRises)).isEqualTo(0.5);
    double[] lambdaFallsOnKink = {-0.5, 0, 0.5, 0, 0.25, -0.5, 0, 0, 0};
    assertThat(face().longestStep(POINT, lambdaFallsOnKink)).isEqualTo(0.5);
    double[] bothRise = {1, 0, -0.125, 0, 1, 1, 0, 0, 0};
    assertThat(face().longestStep(POINT, bothRise)).isEqualTo(1);
  }

  /** Rounding may leave an entry a little outside: no step leads back. */
  @Test
  void noStepGoesBackwards() {
    double[] x = POINT.clone();
    x[2] = -1e-20;
    double[] d = {0, 0, -1, 1, 0, 0, 0, 0, 0};
    assertThat(face().longestStep(x, d)).isZero();
  }
}
