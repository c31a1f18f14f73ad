package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** What certificates cost, and what they show far out on a flow. */
@Tag("slow")
class CertificateCostTest {
  private static final int SAMPLES = 1000;
  private static final int FEATURES = 100;
  private static final int WIDTH = 990;
  private static final double FAR = -3000;
  private static final double KAPPA_THERE = 0.003;
  private static final double KAPPA_AT_LIMIT = 1e-4;
  private static final double SECONDS_AT_LIMIT = 5;

  @ParameterizedTest
  @CsvSource({"l2,20,1e-3", "l1,60,0.1", "linf,60,0.01"})
  void thousandSamplesHundredThousandParameters(String spec, double seconds, double apart) {
    LayeredModel model = ModelSpec.parse("dense:" + WIDTH).on(FEATURES, 1);
    double[] theta = new Initialisation(1, 0).parameters(model.layout());
    Dataset data = labelledByTheModel(model, theta);
    double start = cpuSeconds();
    Certificate c =
        Certificate.of(
            model,
            data,
            GaugeSpec.parse(spec).on(model.layout()),
            theta,
            CertificateOptions.COARSE);
    assertThat(cpuSeconds() - start).isLessThan(seconds);
    assertThat(c.kinks()).isPositive();
    assertThat((c.kktGap() - c.kktGapLower()) / (1 + c.kktGap())).isBetween(0.0, apart);
  }

  /** The half of the samples on which the model is surest, with its own answers as labels. */
  private static Dataset labelledByTheModel(LayeredModel model, double[] theta) {
    int n = 2 * SAMPLES;
    double[] inputs = new double[n * FEATURES];
    SplittableRandom random = new SplittableRandom(5);
    for (int k = 0; k < inputs.length; k++) {
      inputs[k] = random.nextGaussian();
    }
    double[] f = new double[n];
    LayeredPass pass = model.pass(inputs, n);
    pass.forward(theta, f);
    int[] surest =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(f[i])))
            .limit(SAMPLES)
            .mapToInt(i -> i)
            .toArray();
    double[] chosen = new double[SAMPLES * FEATURES];
    int[] labels = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      System.arraycopy(inputs, surest[i] * FEATURES, chosen, i * FEATURES, FEATURES);
      labels[i] = f[surest[i]] > 0 ? 1 : 0;
    }
    return new Dataset("labelled by the model", chosen, labels, FEATURES, 2);
  }

  @Test
  void farOutOnTheFlowAndAtItsLimit() {
    Dataset data = DataSpec.parse("synthetic:xor,n=20,d=5,seed=0").load();
    LayeredModel model = ModelSpec.parse("dense:50").on(5, 1);
    FlowProblem problem = FlowProblem.of(model, data, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    double[] start = new Initialisation(1, 0).parameters(model.layout());
    FlowResult end = ExplicitFlow.until(problem, FAR).run(problem.start(start), FlowObserver.NONE);
    double[] theta = problem.parameters(end.state());
    Gauge gauge = GaugeSpec.parse("l2").on(model.layout());
    Certificate far = Certificate.of(model, data, gauge, theta, CertificateOptions.FINE);
    assertThat(far.status()).isEqualTo(Certificate.Status.SOLVED);
    assertThat(far.kktGap()).isLessThan(KAPPA_THERE);
    assertThat(far.kktGapFixed()).isGreaterThan(far.kktGap());

    double before = cpuSeconds();
    LimitResult limit = new LimitSolver(model, data, gauge, LimitOptions.STANDARD).run(theta);
    assertThat(cpuSeconds() - before).isLessThan(SECONDS_AT_LIMIT);
    assertThat(limit.certificate().kktGap()).isLessThan(KAPPA_AT_LIMIT);
    assertThat(limit.qMargin()).isGreaterThanOrEqualTo(far.qMargin());
  }

  /** Processor time of the test's thread: the machine may be busy with other things. */
  private static double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
  }
}
