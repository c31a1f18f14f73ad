package org.mirrorflow.lab.certify;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.mirrorflow.certificate.LimitResult;

/**
 * The limit of convex steps from a network.
 *
 * @param qMargin margin reached
 * @param kktGap κ there
 * @param kktGapLower lower bound of κ there
 * @param angleDegrees angle between start and end, each of gauge 1
 * @param steps convex programs solved
 * @param end why it ended: REACHED, STALLED or EFFORT_SPENT
 * @param startKept whether these are the weights themselves, as the steps found no smaller κ
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LimitAnswer(
    double qMargin,
    Double kktGap,
    Double kktGapLower,
    double angleDegrees,
    int steps,
    String end,
    boolean startKept) {

  /**
   * {@return the numbers of a result}
   *
   * @param result where the convex steps ended
   */
  public static LimitAnswer of(LimitResult result) {
    double gap = result.certificate().kktGap();
    double lower = result.certificate().kktGapLower();
    return new LimitAnswer(
        result.qMargin(),
        Double.isFinite(gap) ? gap : null,
        Double.isFinite(lower) ? lower : null,
        Math.toDegrees(result.angle()),
        result.steps(),
        result.end().name(),
        result.startKept());
  }
}
