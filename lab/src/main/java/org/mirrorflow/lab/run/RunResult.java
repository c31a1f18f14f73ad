package org.mirrorflow.lab.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The numbers of a finished run, as {@code flow --json} prints them. A number that does not exist
 * (a margin while a sample is misclassified, a law that does not apply) is null.
 *
 * @param outcome how the flow ended, see {@link org.mirrorflow.flow.Outcome}
 * @param steps accepted steps
 * @param seconds of the flow alone, without start-up; of a resumed run the last part only
 * @param logLoss log ℒ; null when it is no finite number
 * @param logTime log t
 * @param gauge limit gauge of the map
 * @param qMargin γ = q_min / Q(θ)^L
 * @param smoothedMargin γ̃
 * @param kktGap κ with the slopes at kinks free, an upper bound; null where it would take long
 * @param kktGapFixed κ with one Clarke element per sample
 * @param kktGapLower lower bound of κ with the slopes free
 * @param kinks number of slopes that were free
 * @param balanceDrift largest over the marks and the end
 * @param neuronBalanceDrift largest over the marks and the end
 * @param activeNeurons neurons above 5 % of the strongest, all hidden layers together
 * @param participationRatio of the first hidden layer
 * @param accuracy on the training data
 * @param regime how the map approaches its limit gauge
 * @param growth the growth law beside the run; null before the data are fitted
 * @param rate the regime that the run shows
 * @param layers features per hidden layer
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RunResult(
    String outcome,
    long steps,
    double seconds,
    Double logLoss,
    Double logTime,
    String gauge,
    Double qMargin,
    Double smoothedMargin,
    Double kktGap,
    Double kktGapFixed,
    Double kktGapLower,
    Integer kinks,
    Double balanceDrift,
    Double neuronBalanceDrift,
    Integer activeNeurons,
    Double participationRatio,
    Double accuracy,
    String regime,
    GrowthSummary growth,
    RateSummary rate,
    List<Layer> layers) {

  /**
   * Features of one hidden layer; a number that does not exist is null.
   *
   * @param name of the layer
   * @param neurons width
   * @param activeNeurons neurons above 5 % of the strongest
   * @param deadNeurons neurons that fire on no training sample
   * @param participationRatio (Σc)²/Σc², c the strengths
   * @param hoyer sparsity of the strengths, from 0 (equal) to 1 (a single one)
   * @param gini coefficient of the strengths
   * @param firingFraction mean share of neurons that fire on a sample
   * @param labelAlignment centred kernel alignment to the labels
   * @param featureDrift distance of the features from those at the start
   */
  public record Layer(
      String name,
      int neurons,
      int activeNeurons,
      int deadNeurons,
      Double participationRatio,
      Double hoyer,
      Double gini,
      Double firingFraction,
      Double labelAlignment,
      Double featureDrift) {}

  /** Null for a number that does not exist. */
  static Double orNull(double x) {
    return Double.isFinite(x) ? x : null;
  }
}
