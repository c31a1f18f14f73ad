package org.mirrorflow.lab.certify;

import java.util.Optional;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.io.InputException;

/**
 * A linear model against the largest margin of its data.
 *
 * @param maxMargin γ*: a margin that is reached
 * @param maxMarginUpper a bound of γ* from above
 * @param margin γ of the weights
 * @param suboptimality γ*⁄γ − 1, what κ must equal
 */
public record LinearReference(
    double maxMargin, double maxMarginUpper, double margin, double suboptimality) {

  /**
   * The reference for one layer. For two classes with one output and an ℓp gauge it is found in the
   * weights, without the KKT gap. Else γ* is what the certificate proves: for a linear model the
   * gradients of the margins are the same everywhere, so that γ(1 + κ) = γ* whatever the weights.
   *
   * @param request weights and data
   * @param gauge Q
   * @param certificate of the weights in this gauge, of positive margin
   * @return the largest margin beside that of the weights
   * @throws InputException if there is more than one layer
   */
  public static LinearReference of(
      CertifyRequest request, GaugeSpec gauge, Certificate certificate) {
    if (request.network().layout().count() != 1) {
      throw new InputException(
          "--model linear",
          request.network().layout().count() + " layers",
          "one layer",
          "leave out --model");
    }
    double margin = certificate.qMargin();
    Optional<Lp> norm = gauge.on(request.network().layout()).entrywise();
    if (norm.isPresent() && request.data().binary()) {
      LinearMaxMargin best = LinearMaxMargin.of(request.data(), norm.get());
      return of(best.margin(), best.upper(), margin);
    }
    return of(
        margin * (1 + certificate.kktGapLower()), margin * (1 + certificate.kktGap()), margin);
  }

  private static LinearReference of(double best, double upper, double margin) {
    return new LinearReference(best, upper, margin, best / margin - 1);
  }
}
