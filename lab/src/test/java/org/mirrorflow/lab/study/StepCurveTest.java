package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirrorflow.lab.run.Trajectory;

/** Steps per decade of runs whose cost is known. */
class StepCurveTest {
  private static Trajectory run(double perDecade, double until) {
    List<double[]> rows = new ArrayList<>();
    for (double decades = -1; decades <= until; decades += 0.125) {
      double decay = Math.pow(10, decades);
      rows.add(new double[] {500 + perDecade * decades, -decay, decay});
    }
    return new Trajectory(List.of("steps", "logLoss", "minMargin"), rows);
  }

  @Test
  void aFixedCostPerDecadeIsAFlatLine() {
    StepCurve curve = StepCurve.of(run(24, 6));
    assertThat(curve.decay()).hasSize(33);
    for (double steps : curve.perDecade()) {
      assertThat(steps).isCloseTo(24, within(1e-9));
    }
  }

  @Test
  void runsThatEndWithinTheFirstDecadesHaveNoLine() {
    assertThat(StepCurve.of(run(24, 0.5)).decay()).isEmpty();
    assertThat(StepCurve.of(run(24, 1.5)).decay()).isEmpty();
  }
}
