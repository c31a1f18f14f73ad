package org.mirrorflow.analysis;

import java.util.List;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.certificate.Certificate;

/**
 * Everything measured at one point of a run.
 *
 * @param steps accepted steps
 * @param logUnit c: s, the work and the potentials are in units of e^c, c = 0 unless they are about
 *     to leave the range of doubles
 * @param s rescaled time
 * @param work W = ∫ Σ p q ds
 * @param logTime log t
 * @param logLoss log ℒ
 * @param margin margins relative to the limit gauge
 * @param approach present scale, and how far its gauge is from the limit gauge
 * @param accuracy share of samples classified
 * @param potentials D_b/L_b of every block
 * @param predictedPotentials D_b(0)/L_b + W
 * @param balanceDrift largest relative change of a block invariant since the start
 * @param neuronBalanceDrift the same for neurons; NaN where the law does not apply
 * @param equationResidual largest relative difference of D_b/L_b from its prediction
 * @param certificate KKT gap in the limit gauge; null where none was asked for
 * @param layers features of every hidden layer
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
    double[] potentials,
    double[] predictedPotentials,
    double balanceDrift,
    double neuronBalanceDrift,
    double equationResidual,
    Certificate certificate,
    List<LayerFeatures> layers) {}
