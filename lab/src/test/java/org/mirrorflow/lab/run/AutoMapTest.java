package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mirrorflow.flow.Outcome;

/** The annealed map: fixed before the first change, one clock, and the ends of every flow. */
final class AutoMapTest {
  private static final RunSpec SPEC =
      RunSpec.of("synthetic:xor,n=20,d=5,seed=0", "dense:20", AutoMap.NAME).withMaxSteps(20_000);

  private static FlowRun run(RunSpec spec) {
    return new AutoMap(spec).run(Progress.SILENT, () -> false);
  }

  @Test
  void beforeTheFirstChangeItIsTheMapThatTheScaleSays() {
    RunSpec spec = SPEC.until(-0.5);
    FlowRun fixed =
        FlowRun.inMemory(spec.withMap("hyperbolic:beta=0.1"), Progress.SILENT, () -> false);
    assertThat(run(spec).theta()).isEqualTo(fixed.theta());
    assertThat(run(spec.startingAt(0.3, 1)).spec().map()).startsWith("hyperbolic:beta=0.3");
  }

  @Test
  void betaFallsTenfoldAtEachDoubling() {
    assertThat(run(SPEC.until(-1.5)).spec().map()).isEqualTo("hyperbolic:beta=0.0100000");
    assertThat(run(SPEC.until(-9)).spec().map()).isEqualTo("hyperbolic:beta=1.00000e-05");
  }

  @Test
  void theClockRunsThrough() {
    FlowRun part = run(SPEC.until(-4));
    FlowRun whole = run(SPEC.until(-30));
    assertThat(whole.flow().outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    assertThat(whole.result().steps()).isGreaterThan(part.result().steps());
    assertThat(whole.result().logTime()).isGreaterThan(part.result().logTime());
    assertThat(whole.result().gauge()).isEqualTo("l1");
    assertThat(whole.result().balanceDrift()).isLessThan(0.1);
    assertThat(run(SPEC.until(-30)).theta()).isEqualTo(whole.theta());
  }

  @Test
  void limitsAndInterruptsEndIt() {
    FlowRun limited = run(SPEC.withMaxSteps(5));
    assertThat(limited.result().steps()).isEqualTo(5);
    assertThat(limited.flow().outcome().success()).isFalse();
    FlowRun interrupted = new AutoMap(SPEC).run(Progress.SILENT, () -> true);
    assertThat(interrupted.flow().outcome()).isEqualTo(Outcome.INTERRUPTED);
  }
}
