package org.mirrorflow.lab.advise;

import org.mirrorflow.analysis.MarginSummary;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.horizon.Arrival;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.HomogeneousModel;

/** What the theory predicts for a candidate: its margin, and when it approaches its limit. */
final class Margin {
  /** ε of the time that is predicted. */
  static final double EPSILON = 0.1;

  private Margin() {}

  /** The margin in the map's limit gauge; NaN before the data fit. */
  static double of(FlowProblem problem, MapSpec map, FlowPoint end) {
    if (!(end.minimumMargin() > 0)) {
      return Double.NaN;
    }
    MapHorizon horizon = MapHorizon.of(map, problem.model().layout());
    return MarginSummary.of(
            horizon.gauge(), end.theta(), end.minimumMargin(), problem.loss(), end.logLoss())
        .qMargin();
  }

  /**
   * log log t at which the sublevel sets are within {@link #EPSILON} of the limit gauge; −∞ where
   * they always are, NaN where that is not known.
   */
  static double logLogTimeNearLimit(MapSpec map, HomogeneousModel model, double margin) {
    Arrival arrival =
        Arrival.within(
            EPSILON,
            map.perLayer().get(0).potential(),
            model.layout().end(),
            model.layout().degree(),
            margin);
    return arrival.logScale() == Double.NEGATIVE_INFINITY
        ? Double.NEGATIVE_INFINITY
        : arrival.logLogTime();
  }
}
