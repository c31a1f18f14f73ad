package org.mirrorflow.lab.certify;

import java.util.Optional;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.io.InputException;

/**
 * A linear model against the exact largest margin of its data, found without the KKT gap.
 *
 * @param maxMargin γ*
 * @param margin γ of the weights
 * @param suboptimality γ*⁄γ − 1, what κ must equal
 */
public record LinearReference(double maxMargin, double margin, double suboptimality) {

  /**
   * The reference for one layer, two classes and an ℓp gauge.
   *
   * @param request weights and data
   * @param gauge Q, an ℓp gauge
   * @param margin γ &gt; 0 of the weights in this gauge
   * @return the largest margin beside that of the weights
   * @throws InputException if the request is of another kind
   */
  public static LinearReference of(CertifyRequest request, GaugeSpec gauge, double margin) {
    Optional<Lp> norm = gauge.on(request.network().layout()).entrywise();
    if (norm.isEmpty() || !request.data().binary() || request.network().layout().count() != 1) {
      throw new InputException(
          "--model linear",
          request.network().layout().count()
              + " layers, "
              + request.data().classes()
              + " classes, gauge "
              + gauge.spec(),
          "one layer, two classes and one of l1, l2, linf, lp:P",
          "leave out --model");
    }
    double best = LinearMaxMargin.of(request.data(), norm.get()).margin();
    return new LinearReference(best, margin, best / margin - 1);
  }
}
