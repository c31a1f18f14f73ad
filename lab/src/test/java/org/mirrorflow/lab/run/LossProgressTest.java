package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.stabilised.StabilisedFlow;

/** How much of a flow is done, by the integrator's own scale. */
class LossProgressTest {

  private static double done(Integrator integrator, double logLoss) throws InterruptedException {
    List<Double> fractions = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    LossProgress progress =
        new LossProgress(
            (fraction, text) -> {
              fractions.add(fraction);
              texts.add(text);
            },
            -9990,
            integrator::workUntil);
    progress.at(10, () -> ", more");
    Thread.sleep(150); // longer than a period
    progress.at(logLoss, () -> ", more");
    assertThat(fractions.get(0)).isZero();
    assertThat(texts.get(0)).isEqualTo("log loss 10.00, more");
    return fractions.get(1);
  }

  @Test
  void explicitStepsAreProportionalToTheFall() throws InterruptedException {
    assertThat(done(ExplicitFlow.standard(), -4990)).isCloseTo(0.5, within(1e-12));
    assertThat(done(ExplicitFlow.standard(), -9990)).isEqualTo(1);
    assertThat(done(ExplicitFlow.standard(), 20)).isZero();
  }

  /** log(1 + 9,990/10 + …) = log 1001; a third of the way at a fall of 90. */
  @Test
  void othersTakeAsLongForEveryDecade() throws InterruptedException {
    assertThat(done(new StabilisedFlow(), 10 - 90))
        .isCloseTo(Math.log(10) / Math.log(1001), within(1e-12));
    assertThat(done(new StabilisedFlow(), -9990)).isEqualTo(1);
  }
}
