package org.mirrorflow.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.IDENTITY;
import static org.mirrorflow.Tolerances.MATRIX_DIFFERENCE;
import static org.mirrorflow.Tolerances.ROUND_TRIP;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.map.Examples.Parsed;
import org.mirrorflow.numeric.JacobiSvd;

/** What every map of a matrix promises: entrywise, group and spectral, of every potential. */
class MirrorMapContractTest {

  /** Rows × columns, wide, tall and square, all away from the start of the array. */
  private static final List<Block> BLOCKS =
      List.of(
          new Block("wide", 3, 3, 5, 1),
          new Block("tall", 1, 6, 2, 1),
          new Block("square", 2, 4, 4, 1),
          new Block("row", 0, 1, 4, 1),
          new Block("column", 4, 4, 1, 1));

  /**
   * With entries of order one either z or the condition of the inverse is beyond what differences
   * can resolve; that is left to the contract of potentials.
   */
  private static final Set<String> ILL_CONDITIONED = Set.of("cosh:s=0.1");

  /** The inverse changes on a much smaller scale than z itself: z = x^9. */
  private static final Set<String> HARSH = Set.of("p:10");

  static Stream<String> maps() {
    return wrapped(potentials().filter(spec -> !ILL_CONDITIONED.contains(spec)));
  }

  private static Stream<String> potentials() {
    return Stream.concat(Examples.potentials().stream(), Stream.of("euclidean"));
  }

  private static Stream<String> wrapped(Stream<String> specs) {
    return specs.flatMap(
        spec ->
            Stream.concat(
                Stream.of(spec),
                MapRegistry.wrappers().stream().map(w -> w.name() + "(" + spec + ")")));
  }

  @Test
  void onlyTheseAreLeftOut() {
    for (String spec : Examples.potentials()) {
      Potential r = Examples.potential(spec);
      assertThat(r.gradient(3) < 1e8 && order(r) < 30 && order(r) > 1.0 / 30)
          .as(spec)
          .isNotEqualTo(ILL_CONDITIONED.contains(spec));
      if (!ILL_CONDITIONED.contains(spec)) {
        assertThat(order(r) > 1.0 / 6).as(spec).isNotEqualTo(HARSH.contains(spec));
      }
    }
  }

  static Stream<Arguments> cases() {
    return maps().flatMap(map -> BLOCKS.stream().map(b -> Arguments.of(map, b)));
  }

  static Stream<Arguments> gentleCases() {
    return wrapped(
            potentials().filter(spec -> !ILL_CONDITIONED.contains(spec) && !HARSH.contains(spec)))
        .flatMap(map -> BLOCKS.stream().map(b -> Arguments.of(map, b)));
  }

  private static double order(Potential r) {
    return r.gradient(1) / r.curvature(1);
  }

  /** Entries of both signs, none near 0. */
  private static double[] random(Block block, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = new double[block.end() + 3];
    for (int j = 0; j < a.length; j++) {
      a[j] = random.nextDouble(0.25, 1.25) * (random.nextBoolean() ? 1 : -1);
    }
    return a;
  }

  private static double dot(double[] a, double[] b, Block block) {
    double sum = 0;
    for (int j = block.offset(); j < block.end(); j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double norm(double[] a, Block block) {
    return Math.sqrt(dot(a, a, block));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fenchelAndYoungAreEqualAndTheGradientInverts(@Parsed MirrorMap map, Block block) {
    double[] theta = random(block, 1);
    double[] kept = theta.clone();
    double[] z = new double[theta.length];
    Arrays.fill(z, 7);
    map.gradient(theta, block, z);
    assertThat(theta).isEqualTo(kept);
    double pairing = dot(theta, z, block);
    assertThat(map.value(theta, block) + map.dualPotential(theta, block))
        .isCloseTo(pairing, within(10 * IDENTITY * pairing));
    double[] dual = z.clone();
    double[] back = new double[theta.length];
    Arrays.fill(back, 7);
    map.inverse(z, block, back);
    assertThat(z).isEqualTo(dual);
    for (int j = 0; j < theta.length; j++) {
      if (j < block.offset() || j >= block.end()) {
        assertThat(z[j]).isEqualTo(7);
        assertThat(back[j]).isEqualTo(7);
      } else {
        assertThat(back[j]).isCloseTo(theta[j], within(roundTrip(map, theta, z, block)));
      }
    }
  }

  /**
   * What a round trip may lose: for entries and rows the contract of potentials; for spectra, whose
   * z is rounded relative to its largest singular value, what the inverse makes of that.
   */
  private static double roundTrip(MirrorMap map, double[] theta, double[] z, Block block) {
    double bound = 50 * ROUND_TRIP * norm(theta, block);
    if (map.over() == Parts.SINGULAR_VALUES) {
      double rounding = 10 * ROUND_TRIP * norm(z, block);
      for (double sigma : new JacobiSvd(z, block).sigma()) {
        bound += map.potential().inverse(sigma + rounding) - map.potential().inverse(sigma);
      }
    }
    return bound;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theGradientIsThatOfDifferencesOfTheValue(@Parsed MirrorMap map, Block block) {
    double[] theta = random(block, 2);
    double[] v = random(block, 3);
    double[] z = new double[theta.length];
    map.gradient(theta, block, z);
    double h = 1e-5;
    double slope =
        (map.value(moved(theta, h, v), block) - map.value(moved(theta, -h, v), block)) / (2 * h);
    double scale = norm(z, block) * norm(v, block);
    assertThat(slope).isCloseTo(dot(z, v, block), within(MATRIX_DIFFERENCE * scale));
  }

  @ParameterizedTest
  @MethodSource("gentleCases")
  void conjugateCurvatureIsThatOfDifferencesOfTheInverse(@Parsed MirrorMap map, Block block) {
    double[] theta = random(block, 4);
    double[] z = new double[theta.length];
    map.gradient(theta, block, z);
    double[] v = random(block, 5);
    double[] w = random(block, 6);
    double[] curved = new double[theta.length];
    double[] other = new double[theta.length];
    map.conjugateCurvature(z, theta, block).apply(v, curved);
    map.conjugateCurvature(z, theta, block).apply(w, other);
    double size = norm(curved, block) * norm(w, block) + norm(other, block) * norm(v, block);
    assertThat(dot(curved, w, block)).isCloseTo(dot(other, v, block), within(1e-10 * size));
    assertThat(dot(curved, v, block)).isPositive();
    double h = 1e-5 * smallest(z, block) / norm(v, block);
    double[] plus = new double[theta.length];
    double[] minus = new double[theta.length];
    map.inverse(moved(z, h, v), block, plus);
    map.inverse(moved(z, -h, v), block, minus);
    double rounding = 1e-13 * norm(theta, block) / h;
    for (int j = block.offset(); j < block.end(); j++) {
      assertThat((plus[j] - minus[j]) / (2 * h))
          .as("%s, entry %d", map.spec(), j)
          .isCloseTo(curved[j], within(rounding + 1e-5 * norm(curved, block)));
    }
  }

  private static double smallest(double[] z, Block block) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int j = block.offset(); j < block.end(); j++) {
      smallest = Math.min(smallest, Math.abs(z[j]));
    }
    return Math.max(smallest, 1e-3 * norm(z, block));
  }

  private static double[] moved(double[] a, double h, double[] v) {
    double[] b = a.clone();
    for (int j = 0; j < b.length; j++) {
      b[j] += h * v[j];
    }
    return b;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void zeroIsZeroAndCurvatureThereIsNoNaN(@Parsed MirrorMap map, Block block) {
    double[] zero = new double[block.end() + 3];
    double[] out = random(block, 7);
    map.gradient(zero, block, out);
    assertThat(norm(out, block)).isZero();
    assertThat(map.value(zero, block)).isZero();
    assertThat(map.dualPotential(zero, block)).isZero();
    out = random(block, 7);
    map.inverse(zero, block, out);
    assertThat(norm(out, block)).isZero();
    double[] v = new double[zero.length];
    v[block.offset()] = 1;
    map.conjugateCurvature(zero, zero, block).apply(v, out);
    double expected = 1 / map.potential().curvature(0);
    assertThat(out[block.offset()]).isCloseTo(expected, within(1e-12 * Math.min(expected, 1e9)));
    for (int j = block.offset() + 1; j < block.end(); j++) {
      assertThat(out[j]).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("maps")
  void theSpecificationParsesToTheSameMap(@Parsed MirrorMap map) {
    assertThat(MapSpec.parse(map.spec()).perLayer()).containsExactly(map);
  }

  @ParameterizedTest
  @MethodSource("maps")
  void addsOverRowsUnlessSpectral(@Parsed MirrorMap map) {
    Block block = Block.matrix(3, 4);
    double[] theta = random(block, 8);
    double rows = 0;
    for (int r = 0; r < 3; r++) {
      rows += map.value(theta, new Block("row", 4 * r, 1, 4, 1));
    }
    double whole = map.value(theta, block);
    if (map.over() == Parts.SINGULAR_VALUES) {
      boolean frobenius = map.potential() instanceof Euclidean || map.spec().contains("p:2)");
      assertThat(Math.abs(rows - whole) > 1e-6 * whole).isNotEqualTo(frobenius);
    } else {
      assertThat(rows).isCloseTo(whole, within(IDENTITY * whole));
    }
  }

  @Test
  void groupsOfOneColumnAreEntriesAndSpectraOfOneRowAreGroups() {
    Block column = Block.matrix(5, 1);
    Block row = Block.matrix(1, 5);
    double[] theta = random(column, 9);
    for (String spec : Examples.potentials()) {
      if (ILL_CONDITIONED.contains(spec)) {
        continue;
      }
      MirrorMap map = Examples.map(spec);
      Potential r = map.potential();
      assertThat(new GroupMap(r).value(theta, column))
          .isCloseTo(map.value(theta, column), within(1e-10 * map.value(theta, column)));
      double[] group = new double[theta.length];
      double[] spectral = new double[theta.length];
      new GroupMap(r).gradient(theta, row, group);
      new SpectralMap(r).gradient(theta, row, spectral);
      for (int j = 0; j < 5; j++) {
        assertThat(spectral[j]).isCloseTo(group[j], within(1e-12 * norm(group, row)));
      }
    }
  }

  /** Rank 2 of 6: the four null directions are rounding of z, of size eps^(1/(p−1)), and finite. */
  @Test
  void nullDirectionsOfSpectralMapsAreNoLargerThanTheRoundingOfTheDual() {
    Block block = Block.matrix(6, 8);
    SplittableRandom random = new SplittableRandom(10);
    double[] left = random.doubles(12, -1, 1).toArray();
    double[] right = random.doubles(16, -1, 1).toArray();
    double[] theta = new double[48];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 8; j++) {
        theta[8 * i + j] = left[2 * i] * right[j] + left[2 * i + 1] * right[8 + j];
      }
    }
    for (double p : new double[] {1.5, 3, 10}) {
      MirrorMap map = new SpectralMap(new PNorm(p));
      double[] z = new double[48];
      double[] back = new double[48];
      map.gradient(theta, block, z);
      map.inverse(z, block, back);
      double[] sigma = new JacobiSvd(back, block).sigma().clone();
      Arrays.sort(sigma);
      double bound = 2 * sigma[5] * Math.max(1e-15, Math.pow(1e-15, 1 / (p - 1)));
      assertThat(sigma[3]).isLessThan(bound);
      assertThat(sigma[4]).isGreaterThan(0.01);
      double[] v = random.doubles(48, -1, 1).toArray();
      map.conjugateCurvature(z, back, block).apply(v, theta.clone());
    }
  }

  /** A neuron 1e-20 times as large as the others, and scales near the ends of float64. */
  @Test
  void spectralMapsKeepSmallRowsAndExtremeScales() {
    MirrorMap map = new SpectralMap(new Euclidean());
    Block block = Block.matrix(4, 6);
    for (double scale : new double[] {1, 1e-290, 1e290}) {
      double[] theta = random(block, 11);
      for (int j = 0; j < 24; j++) {
        theta[j] *= j < 6 ? 1e-15 * scale : scale;
      }
      double[] back = new double[theta.length];
      map.inverse(theta, block, back);
      for (int j = 0; j < 24; j++) {
        double size = j < 6 ? 1e-15 * scale : scale;
        assertThat(back[j]).isCloseTo(theta[j], within(1e-14 * size));
      }
    }
  }
}
