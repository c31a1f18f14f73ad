package org.mirrorflow.lab.certify;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.mirrorflow.certificate.Certificate;

/**
 * What {@code certify --json} prints, a component for each key; null for numbers that do not exist.
 *
 * @param gauge Q
 * @param layers which array was taken as which layer
 * @param status what the numbers are worth
 * @param qMargin q_min / Q(θ)^L
 * @param minMargin q_min
 * @param kktGap κ from above at a point near the weights, the slopes at its kinks free
 * @param kktGapFixed κ from above of the weights themselves, one Clarke element per sample
 * @param kktGapLower lower bound of the κ that {@code kktGap} bounds from above
 * @param kinkDistance how far that point lies from the weights, as a share of Q of the weights
 * @param epsilon stationarity of the KKT pair
 * @param delta complementarity of the KKT pair
 * @param supportVectors margins with a positive multiplier
 * @param multipliers theirs
 * @param kinks number of slopes that were free
 * @param kinksByLayer the same per hidden layer, first to last
 * @param kinkTolerance largest distance that was allowed
 * @param limit where convex steps from the weights end; null unless asked for
 * @param reference the exact largest margin of a linear model; null unless asked for
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CertifyAnswer(
    String gauge,
    String layers,
    String status,
    Double qMargin,
    Double minMargin,
    Double kktGap,
    Double kktGapFixed,
    Double kktGapLower,
    Double kinkDistance,
    Double epsilon,
    Double delta,
    int[] supportVectors,
    double[] multipliers,
    int kinks,
    int[] kinksByLayer,
    double kinkTolerance,
    LimitAnswer limit,
    LinearReference reference) {

  /**
   * {@return the numbers of a certificate}
   *
   * @param gauge specification of Q
   * @param mapping which array was taken as which layer
   * @param certificate κ with its bounds
   * @param limit where convex steps end, or null
   * @param reference the exact largest margin of a linear model, or null
   */
  public static CertifyAnswer of(
      String gauge,
      String mapping,
      Certificate certificate,
      LimitAnswer limit,
      LinearReference reference) {
    double[] multipliers = new double[certificate.supportVectors().length];
    for (int k = 0; k < multipliers.length; k++) {
      multipliers[k] = certificate.lambda()[certificate.supportVectors()[k]];
    }
    return new CertifyAnswer(
        gauge,
        mapping,
        certificate.status().name(),
        orNull(certificate.qMargin()),
        orNull(certificate.minMargin()),
        orNull(certificate.kktGap()),
        orNull(certificate.kktGapFixed()),
        orNull(certificate.kktGapLower()),
        orNull(certificate.kinkDistance()),
        orNull(certificate.epsilon()),
        orNull(certificate.delta()),
        certificate.supportVectors(),
        multipliers,
        certificate.kinks(),
        certificate.kinksByLayer(),
        certificate.kinkTolerance(),
        limit,
        reference);
  }

  private static Double orNull(double x) {
    return Double.isFinite(x) ? x : null;
  }
}
