package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run whose end alone has a certificate is the same run. */
final class CertifiedMarksTest {
  private static final RunSpec SPEC =
      RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "euclidean").startingAt(1, 0).until(-10);

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
}
