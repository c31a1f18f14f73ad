package org.mirrorflow.analysis;

import java.util.List;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.certificate.Certificate;

/**
 * Everything measured at one point of a run; {@link Quantities} lists the numbers that are kept.
 *
 * @param steps accepted steps
 * @param logUnit c: s, the work and the potentials are in units of e^c, c = 0 unless they are about
 *     to leave the range of float64
 * @param s rescaled time
 * @param work W = ∫ Σ p q ds
 * @param logTime log t
 * @param logLoss log ℒ
 * @param margin margins relative to the limit gauge
 * @param approach present scale, and how far its gauge is from the limit gauge
 * @param accuracy share of samples classified
 * @param balance the balance laws
 * @param certificate KKT gap in the limit gauge; null where none was asked for
 * @param layers features of every hidden layer; empty where they were not measured
 * @param besides what was asked for besides
 * @since 0.1.0
 */
public record Mark(
    long steps,
    double logUnit,
    double s,
    double work,
    double logTime,
    double logLoss,
    MarginSummary margin,
    HorizonApproach.Sample approach,
    double accuracy,
    BalanceSummary balance,
    Certificate certificate,
    List<LayerFeatures> layers,
    Besides besides) {

  /** {@return whether there is a certificate, of a point that classifies all samples} */
  public boolean certified() {
    return certificate != null && certificate.status().bounded();
  }
}
