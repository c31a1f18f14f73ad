package org.mirrorflow.analysis;

import java.util.List;
import java.util.Optional;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.gauge.GaugeSpec;

/**
 * Measurements of a run that are made on request only.
 *
 * @param test the flow's model, loss and map on samples that were held out
 * @param gauges in which margins and KKT gaps are taken, besides the limit gauge
 * @since 0.2.0
 */
public record Asked(Optional<FlowProblem> test, List<GaugeSpec> gauges) {
  /** Nothing. */
  public static final Asked NOTHING = new Asked(Optional.empty(), List.of());

  /**
   * Copies the list.
   *
   * @param test samples that were held out
   * @param gauges copied
   */
  public Asked {
    gauges = List.copyOf(gauges);
  }
}
