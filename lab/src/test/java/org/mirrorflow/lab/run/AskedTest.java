package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.Transform;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;

/** What a run measures because it was asked to. */
final class AskedTest {
  private static final RunSpec SPEC =
      RunSpec.of("iris", "dense:8", "euclidean").startingAt(1, 0).until(3);

  @TempDir Path folder;

  private static FlowRun run(RunSpec spec) {
    return Tiny.inMemory(spec);
  }

  private static double last(FlowRun run, String name) {
    return run.result().more().get(name).doubleValue();
  }

  @Test
  void aSplitHoldsOutAShareOfEveryClass() {
    RunSpec spec = SPEC.with(RunOptions.TEST, "split:0.2,seed=3");
    Dataset train = spec.loadData();
    Dataset held = spec.loadTest().orElseThrow();
    assertThat(train.size()).isEqualTo(120);
    assertThat(held.size()).isEqualTo(30);
    for (int c = 0; c < 3; c++) {
      int label = c;
      assertThat(IntStream.of(held.labels()).filter(l -> l == label)).hasSize(10);
    }
    assertThat(spec.with(RunOptions.TEST, "split:0.2,seed=4").loadTest().orElseThrow().inputs())
        .isNotEqualTo(held.inputs());
    assertThat(SPEC.loadTest()).isEmpty();
  }

  @Test
  void accuracyAndLossAreThoseOfTheSamplesHeldOut() {
    RunSpec spec = SPEC.with(RunOptions.TEST, "split:0.2,seed=3");
    FlowRun run = run(spec);
    Dataset held = spec.loadTest().orElseThrow();
    FlowPoint point =
        new FlowPoint(
            new FlowProblem(
                run.problem().model(), held, run.problem().loss(), run.problem().map()));
    point.moveTo(run.flow().state().coordinates());
    double logLoss = point.logLoss() - Math.log(held.size());
    assertThat(last(run, "testLogLoss")).isCloseTo(logLoss, within(1e-12));
    assertThat(last(run, "testAccuracy")).isEqualTo(point.margins().accuracy(point.outputs()));
    assertThat(run.trajectory().column("testLogLoss"))
        .hasSizeGreaterThan(2)
        .doesNotContain(Double.NaN);
    assertThat(run(SPEC).result().more().get("testLogLoss")).isNull();
  }

  /** Held-out samples take the mean and deviation of the training samples. */
  @Test
  void heldOutSamplesAreChangedAsTheTrainingDataAre() {
    Dataset data = DataSpec.load("iris");
    RunSpec spec = SPEC.with(RunOptions.TEST, "iris").with(Transform.STANDARDIZE);
    assertThat(spec.loadTest().orElseThrow().inputs())
        .isEqualTo(Transform.STANDARDIZE.apply(data).inputs());
    Dataset half = data.select(0, 1, 2, 60, 61, 110);
    double[] x = Transform.STANDARDIZE.apply(half, data).inputs();
    double[] own = Transform.STANDARDIZE.apply(half).inputs();
    for (int j = 0; j < 4; j++) {
      assertThat(x[60 * 4 + j]).isEqualTo(own[3 * 4 + j]);
    }
    double[] raw = data.inputs();
    double slope = (x[4] - x[0]) / (raw[4] - raw[0]);
    assertThat(x[400] - x[0]).isCloseTo(slope * (raw[400] - raw[0]), within(1e-12));
    double[] unit = Transform.UNIT_NORM.apply(half, data).inputs();
    assertThat(unit).isEqualTo(Transform.UNIT_NORM.apply(data).inputs());
  }

  @Test
  void marginsAndGapsAreThoseOfTheGauges() {
    FlowRun run =
        run(
            RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "euclidean")
                .startingAt(1, 0)
                .until(-5)
                .with(RunOptions.GAUGES, "l1, linf"));
    for (String name : List.of("l1", "linf")) {
      Gauge gauge = GaugeSpec.parse(name).on(run.problem().model().layout());
      double margin = run.flow().minimumMargin() / gauge.power(run.theta());
      assertThat(last(run, "qMargin_" + name)).isCloseTo(margin, within(1e-12));
      Certificate certificate =
          Certificate.of(
              run.problem().model(),
              run.problem().data(),
              gauge,
              run.theta(),
              CertificateOptions.FINE);
      assertThat(last(run, "kktGap_" + name))
          .isBetween(
              certificate.kktGapLower() * (1 - 1e-4), certificate.kktGapFixed() * (1 + 1e-4));
    }
    assertThat(run.trajectory().columns()).endsWith("kktGapLower_linf").contains("kktGap_l1");
  }

  @Test
  void moreMarksAreSetWhereMoreAreAskedFor() {
    RunSpec spec =
        RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "euclidean").startingAt(1, 0).until(-30);
    int few = run(spec.with(RunOptions.MARKS, 2L)).trajectory().rows().size();
    int usual = run(spec).trajectory().rows().size();
    int many = run(spec.with(RunOptions.MARKS, 20L)).trajectory().rows().size();
    assertThat(few).isLessThan(usual);
    assertThat(usual).isLessThan(many);
  }

  @Test
  void weightsAreKeptAtEveryMark() {
    RunEnvironment keeping = RunEnvironment.alone(Progress.SILENT, Tiny.NEVER).keepingWeights();
    FlowRun run = Tiny.run(SPEC, folder.resolve("run"), false, keeping);
    Path marks = folder.resolve("run").resolve("marks");
    int rows = run.trajectory().rows().size();
    for (int k = 0; k < rows; k++) {
      assertThat(Npz.read(marks.resolve("%06d.npz".formatted(k)))).containsOnlyKeys("W1", "W2");
    }
    assertThat(marks.resolve("%06d.npz".formatted(rows))).doesNotExist();
    assertThat(Files.exists(folder.resolve("run").resolve("weights.npz"))).isTrue();
  }

  @Test
  void aRunThatIsResumedKeepsItsColumns() {
    RunSpec spec = SPEC.with(RunOptions.TEST, "split:0.2").with(RunOptions.GAUGES, "l1").until(2);
    Path place = folder.resolve("run");
    Tiny.run(spec.with(RunOptions.MAX_STEPS, 5L), place, false, Tiny.NEVER);
    FlowRun resumed = Tiny.run(spec, place, true, Tiny.NEVER);
    assertThat(resumed.trajectory().csv()).isEqualTo(run(spec).trajectory().csv());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "split:",
        "split:0",
        "split:1",
        "split:x",
        "split:0.5,seed=x",
        "split:0.5,n=3",
        "nothing"
      })
  void whatIsNoTestIsRefused(String test) {
    assertThatThrownBy(() -> SPEC.with(RunOptions.TEST, test)).isInstanceOf(InputException.class);
  }

  @Test
  void samplesOfAnotherKindAreRefused() {
    assertThatThrownBy(() -> run(SPEC.with(RunOptions.TEST, "digits")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("64 features");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "l0", "l1,l1", "l1,,l2", "l2,lp:2"})
  void whatIsNoListOfGaugesIsRefused(String gauges) {
    assertThatThrownBy(() -> SPEC.with(RunOptions.GAUGES, gauges))
        .isInstanceOf(InputException.class);
  }
}
