package org.mirrorflow.lab.certify;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.mirrorflow.analysis.LimitResult;

/**
 * The limit of convex steps from a network.
 *
 * @param outcome REACHED, STALLED or STEP_LIMIT: see {@link LimitResult.Outcome}
 * @param qMargin margin reached
 * @param kktGap κ there
 * @param kktGapLower lower bound of κ there
 * @param angleDegrees angle between start and end, each of gauge 1
 * @param steps convex programs solved
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LimitAnswer(
    String outcome,
    double qMargin,
    Double kktGap,
    Double kktGapLower,
    double angleDegrees,
    int steps) {

  /** Collects the numbers. */
  public static LimitAnswer of(LimitResult result) {
    double gap = result.certificate().kktGap();
    double lower = result.certificate().kktGapLower();
    return new LimitAnswer(
        result.outcome().name(),
        result.qMargin(),
        Double.isFinite(gap) ? gap : null,
        Double.isFinite(lower) ? lower : null,
        Math.toDegrees(result.angle()),
        result.steps());
  }
}
