package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.flow.Outcome;

/** The map that is picked: by the margins at the look, after which it is the flow of that map. */
final class AutoMapTest {
  private static final RunSpec SPEC =
      RunSpec.of("synthetic:xor,n=20,d=5,seed=2", "dense:20", AutoMap.NAME)
          .startingAt(0.3, 0)
          .with(RunOptions.MAX_STEPS, 20_000L)
          .until(-10);

  private static FlowRun auto(RunSpec spec) {
    return new AutoMap(spec).run(Progress.SILENT, () -> false);
  }

  private static FlowRun fixed(RunSpec spec, String map) {
    return Tiny.inMemory(spec.with(RunOptions.MAP, map));
  }

  /** The maps that the rule names, at the scale of SPEC. */
  private static final List<String> MAPS =
      List.of(
          "hyperbolic:beta=3.0",
          "hyperbolic:beta=0.3",
          "hyperbolic:beta=0.03",
          "hyperbolic:beta=0.003");

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void theLargestMarginAtTheLookGoesOn(long seed) {
    RunSpec spec = SPEC.startingAt(0.3, seed);
    String best = "";
    double margin = Double.NEGATIVE_INFINITY;
    long others = 0;
    for (String map : MAPS) {
      RunResult atLook = fixed(spec.until(AutoMap.LOOK), map).result();
      others += atLook.end().steps();
      if (atLook.margin().qMargin() > margin) {
        margin = atLook.margin().qMargin();
        best = map;
      }
    }
    others -= fixed(spec.until(AutoMap.LOOK), best).result().end().steps();
    FlowRun alone = fixed(spec, best);
    FlowRun run = auto(spec);
    assertThat(run.spec().map()).isEqualTo(best);
    assertThat(run.flow().outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    assertThat(run.theta()).isEqualTo(alone.theta());
    assertThat(run.result().end().logTime()).isEqualTo(alone.result().end().logTime());
    assertThat(run.result().margin().qMargin()).isEqualTo(alone.result().margin().qMargin());
    assertThat(run.result().end().steps()).isEqualTo(alone.result().end().steps() + others);
  }

  @Test
  void aTargetBeforeTheLookIsTheEnd() {
    FlowRun run = auto(SPEC.until(-1));
    assertThat(run.flow().outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    assertThat(run.theta()).isEqualTo(fixed(SPEC.until(-1), run.spec().map()).theta());
  }

  @Test
  void limitsAndInterruptsEndIt() {
    FlowRun limited = auto(SPEC.with(RunOptions.MAX_STEPS, 5L));
    assertThat(limited.result().end().steps()).isEqualTo(5L * MAPS.size());
    assertThat(limited.flow().outcome().success()).isFalse();
    FlowRun interrupted = new AutoMap(SPEC).run(Progress.SILENT, () -> true);
    assertThat(interrupted.flow().outcome()).isEqualTo(Outcome.INTERRUPTED);
  }
}
