package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.io.InputException;

class SyntheticTest {

  private static final int TRIES = 50;

  static java.util.List<String> names() {
    return Synthetic.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyGeneratorKeepsTheContract(String name) {
    Synthetic byDefault = Synthetic.parse(name);
    assertThat(DataSpec.parse(byDefault.spec())).isEqualTo(byDefault);
    assertThat(DataSpec.known()).contains(byDefault.spec());
    for (int seed = 0; seed < 20; seed++) {
      for (String size : new String[] {"", ",n=2", ",n=3"}) {
        String spec = "synthetic:" + name + size + ",seed=" + seed;
        Dataset data = DataSpec.load(spec);
        Dataset again = DataSpec.load(spec);
        assertThat(again.inputs()).isEqualTo(data.inputs());
        assertThat(again.labels()).isEqualTo(data.labels());
        assertThat(data.inputs()).doesNotContain(Double.NaN).doesNotContain(0.0 / 0.0);
        assertThat(Arrays.stream(data.inputs())).allMatch(Double::isFinite);
        assertThat(Arrays.stream(data.labels()).distinct().sorted())
            .containsExactlyElementsOf(
                java.util.stream.IntStream.range(0, data.classes()).boxed().toList());
        assertThat(DataSpec.load(data.name()).inputs()).isEqualTo(data.inputs());
      }
    }
    assertThat(DataSpec.load("synthetic:" + name + ",seed=1").inputs())
        .isNotEqualTo(DataSpec.load("synthetic:" + name + ",seed=2").inputs());
  }

  @Property(tries = TRIES, seed = "1")
  void xorLabelIsTheSignOfTheProduct(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 60) int n,
      @ForAll @IntRange(min = 2, max = 9) int d) {
    Dataset data = new Xor(n, d, seed).load();
    for (int i = 0; i < n; i++) {
      double product = data.inputs()[i * d] * data.inputs()[i * d + 1];
      assertThat(data.sign(i)).isEqualTo(Math.signum(product));
    }
  }

  @Test
  void gaussianHasTheMomentsOfTheNormalLaw() {
    int count = 1_000_000;
    double[] draws = new Gaussian(new SplittableRandom(7)).fill(new double[count]);
    double[] moments = new double[5];
    for (double x : draws) {
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(x, k) / count;
      }
    }
    double[] variances = {0, 1, 2, 15, 96};
    double[] expected = {0, 0, 1, 0, 3};
    for (int k = 1; k <= 4; k++) {
      assertThat(moments[k])
          .isCloseTo(
              expected[k], within(Tolerances.STANDARD_ERRORS * Math.sqrt(variances[k] / count)));
    }
  }

  @Test
  void gaussianBitsAreThoseOfThePolarMethod() {
    SplittableRandom random = new SplittableRandom(3);
    Gaussian gaussian = new Gaussian(new SplittableRandom(3));
    for (int i = 0; i < 1000; i++) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double s = u * u + v * v;
      if (s < 1) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(s));
        assertThat(gaussian.next())
            .isCloseTo(radius * u / StrictMath.sqrt(s), within(Tolerances.ROUNDING));
        assertThat(gaussian.next())
            .isCloseTo(radius * v / StrictMath.sqrt(s), within(Tolerances.ROUNDING));
      }
    }
  }

  @Property(tries = TRIES, seed = "1")
  void cloudsLieAroundTheirCentres(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int classes) {
    int d = 3;
    int n = 40 * classes;
    double noise = 0.05;
    Dataset data = new Clouds(n, d, classes, noise, seed).load();
    for (int i = 0; i < n; i++) {
      double angle = 2 * Math.PI * data.labels()[i] / classes;
      double dx = data.inputs()[i * d] - Math.cos(angle);
      double dy = data.inputs()[i * d + 1] - Math.sin(angle);
      double dz = data.inputs()[i * d + 2];
      // P(a chi-squared of 3 degrees exceeds 60) is 6e-13, over at most 12,000 samples.
      assertThat(dx * dx + dy * dy + dz * dz).isLessThan(60 * noise * noise);
    }
    assertThat(data.classes()).isEqualTo(classes);
  }

  @Test
  void cloudsWithoutNoiseAreTheCentres() {
    Dataset data = DataSpec.load("synthetic:clouds,n=4,classes=4,noise=0");
    double[] expected = {1, 0, 0, 1, -1, 0, 0, -1};
    for (int j = 0; j < expected.length; j++) {
      assertThat(data.inputs()[j]).isCloseTo(expected[j], within(Tolerances.ROUNDING));
    }
  }

  @Property(tries = TRIES, seed = "1")
  void ringsWithoutNoiseHaveTheirRadii(@ForAll long seed) {
    Dataset data = new Rings(30, 0, 0, seed).load();
    for (int i = 0; i < data.size(); i++) {
      assertThat(Math.hypot(data.inputs()[2 * i], data.inputs()[2 * i + 1]))
          .isCloseTo(data.labels()[i] == 1 ? 2 : 1, within(Tolerances.ROUNDING));
    }
  }

  @Test
  void ringsCarryTheConstantFeatureWhenAsked() {
    Dataset data = DataSpec.load("synthetic:rings,n=10,constant=1");
    assertThat(data.features()).isEqualTo(3);
    for (int i = 0; i < 10; i++) {
      assertThat(data.inputs()[3 * i + 2]).isEqualTo(1);
    }
    assertThat(DataSpec.load("synthetic:rings").features()).isEqualTo(2);
  }

  /** Whatever the signs of the teacher are, one of the 2^k sign vectors explains every label. */
  @Property(tries = TRIES, seed = "1")
  void linearTeacherReadsTheFirstFeatures(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int k) {
    int d = 12;
    Dataset data = new Teacher(200, d, k, 0, seed).load();
    int explanations = 0;
    for (int signs = 0; signs < 1 << k; signs++) {
      boolean explains = true;
      for (int i = 0; i < data.size() && explains; i++) {
        double output = 0;
        for (int j = 0; j < k; j++) {
          output += ((signs >> j & 1) == 1 ? 1 : -1) * data.inputs()[i * d + j];
        }
        explains = output > 0 == (data.labels()[i] == 1);
      }
      explanations += explains ? 1 : 0;
    }
    assertThat(explanations).isEqualTo(1);
  }

  /**
   * The documented order of draws gives teacher and labels back; a set of one class is drawn again,
   * teacher and all.
   */
  @Property(tries = TRIES, seed = "1")
  void networkTeacherIsTheDocumentedFormula(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int m) {
    int k = 3;
    int d = 6;
    Dataset data = new Teacher(100, d, k, m, seed).load();
    Gaussian random = new Gaussian(new SplittableRandom(seed));
    double[] signs = new double[data.size()];
    do {
      double[] w = random.fill(new double[m * k]);
      for (int i = 0; i < signs.length; i++) {
        do {
          signs[i] = Math.signum(teacher(w, k, random.fill(new double[d])));
        } while (signs[i] == 0);
      }
    } while (Arrays.stream(signs).allMatch(sign -> sign == signs[0]));
    for (int i = 0; i < signs.length; i++) {
      assertThat(data.sign(i)).isEqualTo(signs[i]);
    }
  }

  private static double teacher(double[] w, int k, double[] x) {
    double output = 0;
    for (int h = 0; h < w.length / k; h++) {
      double activation = 0;
      for (int j = 0; j < k; j++) {
        activation += w[h * k + j] * x[j];
      }
      output += Math.pow(-1, h) * Math.max(0, activation);
    }
    return output;
  }

  @Property(tries = TRIES, seed = "1")
  void orthogonalInputsAreOrthonormal(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 12) int n,
      @ForAll @IntRange(max = 8) int more) {
    int d = n + more;
    double[] x = new Orthogonal(n, d, seed).load().inputs();
    for (int i = 0; i < n; i++) {
      for (int e = 0; e <= i; e++) {
        double product = 0;
        for (int j = 0; j < d; j++) {
          product += x[i * d + j] * x[e * d + j];
        }
        assertThat(product).isCloseTo(i == e ? 1 : 0, within(Tolerances.ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xor,n=1",
        "xor,d=1",
        "xor,m=3",
        "xor,n=two",
        "xor,n=20,n=20",
        "xor,n",
        "xor,=3",
        "xor,,",
        "xor,n=3000000000",
        "xor,n=100000,d=100000",
        "xor,seed=1.5",
        "clouds,classes=1",
        "clouds,n=2,classes=3",
        "clouds,noise=-1",
        "clouds,noise=NaN",
        "clouds,noise=Infinity",
        "clouds,d=1",
        "rings,n=1",
        "rings,constant=-1",
        "teacher,k=0",
        "teacher,k=101",
        "teacher,neurons=1",
        "teacher,neurons=-2",
        "teacher,neurons=2000000000",
        "orthogonal,n=11",
        "orthogonal,n=1"
      })
  void wrongParametersAreInputErrors(String text) {
    assertThatThrownBy(() -> DataSpec.parse("synthetic:" + text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("synthetic:" + text.split(",", -1)[0]);
  }
}
