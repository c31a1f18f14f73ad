package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.NormSpec;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** On a linear model κ is the true suboptimality γ and γ* are known to independent solvers. */
class LinearCertificateTest {
  private static final int PROBLEMS = 35;
  private static final int LARGEST = 100;

  /** A random separable problem and a random separating direction that is not the best. */
  private record Problem(Dataset data, double[] teacher) {
    static Problem of(SplittableRandom random) {
      int n = size(random);
      int d = size(random);
      double[] teacher = random.doubles(d, -1, 1).toArray();
      double[] inputs = new double[n * d];
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        double score = 0;
        while (Math.abs(score) < 0.1) {
          score = 0;
          for (int j = 0; j < d; j++) {
            inputs[i * d + j] = random.nextGaussian();
            score += inputs[i * d + j] * teacher[j];
          }
        }
        labels[i] = score > 0 ? 1 : 0;
      }
      return new Problem(new Dataset("random", inputs, labels, d, 2), teacher);
    }

    /** Log-uniform, so that the whole test takes seconds. */
    private static int size(SplittableRandom random) {
      return (int) Math.round(Math.pow(LARGEST, random.nextDouble()));
    }

    LayeredModel model() {
      return ModelSpec.parse("linear").on(data.features(), 1);
    }
  }

  static Stream<String> gauges() {
    return Stream.of("l1", "l2", "linf", "lp:1.5", "lp:3", "lp:4");
  }

  @ParameterizedTest
  @MethodSource("gauges")
  void kappaIsTheSuboptimality(String spec) {
    NormSpec gauge = (NormSpec) GaugeSpec.parse(spec);
    boolean exact = Stream.of("l1", "l2", "linf").anyMatch(spec::equals);
    double tolerance = exact ? Tolerances.KAPPA : Tolerances.KAPPA_POWER;
    SplittableRandom random = new SplittableRandom(11);
    for (int k = 0; k < PROBLEMS; k++) {
      Problem problem = Problem.of(random);
      LinearMaxMargin best = LinearMaxMargin.of(problem.data, gauge.norm());
      Certificate certificate =
          Certificate.of(
              problem.model(),
              problem.data,
              gauge.on(problem.model().layout()),
              problem.teacher,
              CertificateOptions.FINE);
      double gap = best.margin() / certificate.qMargin() - 1;
      String what =
          "%s, problem %d, n = %d, d = %d"
              .formatted(spec, k, problem.data.size(), problem.data.features());
      assertThat(best.upper() / best.margin() - 1)
          .as(what)
          .isBetween(-Tolerances.SCALE, Tolerances.REFERENCE_BOUND);
      assertThat(certificate.kktGap())
          .as(what)
          .isCloseTo(gap, within(tolerance * gap + Accuracy.FINE.absolute()));
      assertThat(certificate.kktGap()).as(what).isGreaterThanOrEqualTo(-Tolerances.ROUNDING);
      assertThat(certificate.kktGapLower()).as(what).isLessThanOrEqualTo(certificate.kktGap());
      Certificate atBest =
          Certificate.of(
              problem.model(),
              problem.data,
              gauge.on(problem.model().layout()),
              best.direction(),
              CertificateOptions.FINE);
      assertThat(atBest.kktGap()).as(what).isBetween(-Tolerances.ROUNDING, Tolerances.KAPPA);
    }
  }
}
