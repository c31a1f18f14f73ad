package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.analysis.MarkSchedule;

/** A run is the same with fewer certificates; which marks have one is the same in parts. */
final class CertifiedMarksTest {
  private static final RunSpec SPEC =
      RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "euclidean").startingAt(1, 0).until(-10);

  private static final RunSpec MANY =
      RunSpec.of("synthetic:xor,n=220,d=2", "dense:8", "euclidean").startingAt(1, 0);

  private static FlowRun run(boolean marks) {
    RunEnvironment one = RunEnvironment.oneOfMany(Progress.SILENT, () -> false);
    return RunSession.begin(SPEC, marks ? one : one.certifyingTheEnd());
  }

  @Test
  void onlyTheGapsOnTheWayAreMissing() {
    FlowRun all = run(true);
    FlowRun end = run(false);
    assertThat(end.trajectory().column("kktGap")).isNotEmpty().containsOnly(Double.NaN);
    assertThat(Arrays.stream(all.trajectory().column("kktGap")).filter(Double::isFinite))
        .hasSizeGreaterThan(3);
    assertThat(end.result().certificate()).isEqualTo(all.result().certificate());
    assertThat(end.result().certificate().kktGap()).isPositive();
    assertThat(end.theta()).isEqualTo(all.theta());
    List<String> columns = new ArrayList<>(all.trajectory().columns());
    assertThat(end.trajectory().columns()).isEqualTo(columns);
    for (String column : List.of("logLoss", "steps", "qMargin", "balanceDrift")) {
      assertThat(end.trajectory().column(column)).isEqualTo(all.trajectory().column(column));
    }
  }

  /** Every second level has a certificate, all decades among them. */
  @Test
  void ofManyMarginsEverySecondMarkHasOne(@TempDir Path whole, @TempDir Path parts) {
    RunSpec many = MANY.until(-30);
    Trajectory marks = Tiny.run(many, whole, false, Tiny.NEVER).trajectory();
    double[] logLoss = marks.column("logLoss");
    double[] gap = marks.column("kktGap");
    MarkSchedule four = new MarkSchedule(4, 2);
    double before = Double.POSITIVE_INFINITY;
    for (int k = 0; k < gap.length; k++) {
      boolean due = logLoss[k] <= four.next(before);
      assertThat(Double.isFinite(gap[k])).isEqualTo(due && marks.column("minMargin")[k] > 0);
      before = logLoss[k];
    }
    double[] below =
        IntStream.range(0, gap.length)
            .filter(k -> logLoss[k] <= -1)
            .mapToDouble(k -> gap[k])
            .toArray();
    assertThat(Arrays.stream(below).filter(Double::isNaN).count()).isBetween(4L, below.length - 4L);

    long steps = (long) marks.column("steps")[gap.length - 3];
    Tiny.run(many, parts, false, Tiny.afterSteps(steps + 1));
    Trajectory resumed = Tiny.run(many, parts, true, Tiny.NEVER).trajectory();
    assertThat(resumed.column("kktGap")).isEqualTo(gap);
  }
}
