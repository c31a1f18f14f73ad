package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.certificate.LinearSeparation.Verdict;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;

/** Separable data by construction; the others by their certificates, checked here. */
class LinearSeparationTest {

  private static Dataset data(double[][] rows, int[] labels, int classes) {
    int d = rows[0].length;
    double[] inputs = new double[rows.length * d];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, inputs, i * d, d);
    }
    return new Dataset("test", inputs, labels, d, classes);
  }

  private static double gaussian(SplittableRandom random) {
    return ((RandomGenerator) random).nextGaussian();
  }

  /** Samples with a margin of at least {@code margin} to a teacher; then labels turned over. */
  private static Dataset teacher(int n, int d, double margin, int turned, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] w = new double[d];
    for (int j = 0; j < d; j++) {
      w[j] = gaussian(random);
    }
    List<double[]> rows = new ArrayList<>();
    int[] labels = new int[n];
    while (rows.size() < n) {
      double[] x = new double[d];
      double along = 0;
      for (int j = 0; j < d; j++) {
        x[j] = gaussian(random) * Math.pow(10, j % 5);
        along += w[j] * x[j] / Math.pow(10, j % 5);
      }
      if (Math.abs(along) > margin) {
        labels[rows.size()] = (along > 0) == (rows.size() >= turned) ? 1 : 0;
        rows.add(x);
      }
    }
    return data(rows.toArray(new double[0][]), labels, 2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.1, 1e-2, 1e-3})
  void dataOfATeacherAreSeparable(double margin) {
    for (long seed = 0; seed < 5; seed++) {
      Dataset data = teacher(200, 10, margin, 0, seed);
      assertThat(LinearSeparation.of(data).verdict()).isEqualTo(Verdict.SEPARABLE);
    }
  }

  @Test
  void wrongLabelsAmongManySamplesAreFound() {
    for (long seed = 0; seed < 5; seed++) {
      Dataset data = teacher(200, 10, 0.5, 20, seed);
      LinearSeparation found = LinearSeparation.of(data);
      assertThat(found.verdict()).isEqualTo(Verdict.INSEPARABLE);
      assertThat(found.samples()).isNotEmpty().hasSizeLessThanOrEqualTo(11);
      assertThat(LinearSeparation.of(part(data, found.samples())).verdict())
          .isEqualTo(Verdict.INSEPARABLE);
      List<Integer> others = new ArrayList<>();
      for (int i = 20; i < data.size(); i++) {
        others.add(i);
      }
      assertThat(LinearSeparation.of(part(data, others)).verdict()).isEqualTo(Verdict.SEPARABLE);
    }
  }

  private static Dataset part(Dataset data, List<Integer> samples) {
    int d = data.features();
    double[][] rows = new double[samples.size()][d];
    int[] labels = new int[samples.size()];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(data.inputs(), samples.get(k) * d, rows[k], 0, d);
      labels[k] = data.labels()[samples.get(k)];
    }
    return data(rows, labels, data.classes());
  }

  @Test
  void exclusiveOrIsNotSeparable() {
    double[][] rows = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
    LinearSeparation found = LinearSeparation.of(data(rows, new int[] {1, 1, 0, 0}, 2));
    assertThat(found.verdict()).isEqualTo(Verdict.INSEPARABLE);
    assertThat(found.samples()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void aRowOfZerosAloneIsNamed() {
    double[][] rows = {{1, 1}, {0, 0}, {2, 1}};
    LinearSeparation found = LinearSeparation.of(data(rows, new int[] {1, 1, 0}, 2));
    assertThat(found.verdict()).isEqualTo(Verdict.INSEPARABLE);
    assertThat(found.samples()).containsExactly(1);
  }

  /** At the end a sample between two others on a ray, of another class. */
  @Test
  void severalClasses() {
    double[][] rows = {{1, 0}, {2, 0.1}, {0, 1}, {0.1, 2}, {-1, -1}, {-2, -2.1}};
    int[] labels = {0, 0, 1, 1, 2, 2};
    assertThat(LinearSeparation.of(data(rows, labels, 3)).verdict()).isEqualTo(Verdict.SEPARABLE);
    rows[5] = new double[] {1.5, 0};
    labels[5] = 1;
    LinearSeparation found = LinearSeparation.of(data(rows, labels, 3));
    assertThat(found.verdict()).isEqualTo(Verdict.INSEPARABLE);
    assertThat(found.samples()).containsExactly(0, 5);
  }

  @Test
  void embeddedSets() {
    assertThat(LinearSeparation.of(DataSpec.load("iris")).verdict()).isEqualTo(Verdict.INSEPARABLE);
    assertThat(LinearSeparation.of(DataSpec.load("digits:0,1")).verdict())
        .isEqualTo(Verdict.SEPARABLE);
    assertThat(LinearSeparation.of(DataSpec.load("digits")).verdict())
        .isNotEqualTo(Verdict.INSEPARABLE);
  }
}
