package org.mirrorflow.djl.train;

import java.util.List;
import org.mirrorflow.djl.MirrorDescent;

/**
 * The numbers of a finished training; written to {@code result.json}, a component for each key.
 * Values without meaning are null: margins of what is not separated, everything of the theory for a
 * ResNet.
 *
 * @param outcome how it ended
 * @param epochs passes done, over all parts of a resumed run
 * @param seconds training alone, in this process
 * @param trainAccuracy of the final weights on the training images
 * @param testAccuracy of the final weights on the test images; null with a validation part
 * @param validationAccuracy of the final weights on the held-out images, if there are any
 * @param logLoss log ℒ, ℒ the sum over the training images
 * @param minMargin smallest margin over the training images
 * @param gauge limit gauge Q
 * @param qMargin q_min / Q(θ)^L, or the product margin
 * @param smoothedMargin ℓ⁻¹(ℒ) / Q(θ)^L
 * @param balance D_b/L_b of every weight layer, over its rate relative to that of the first; the
 *     flow conserves the differences
 * @param regime how the limit gauge is approached
 * @param parameters number of trained parameters
 * @param zeros share of the weights of every layer that are exactly 0, first to last
 * @param maps which map every parameter has
 * @param rates learning rates that were found; null where the rate was given
 * @param warnings what went otherwise than it should, each with its remedy
 * @param layers features, layer by layer
 */
public record TrainResult(
    String outcome,
    int epochs,
    double seconds,
    Double trainAccuracy,
    Double testAccuracy,
    Double validationAccuracy,
    Double logLoss,
    Double minMargin,
    String gauge,
    Double qMargin,
    Double smoothedMargin,
    List<Double> balance,
    String regime,
    long parameters,
    List<Double> zeros,
    List<MirrorDescent.Assignment> maps,
    FoundRates rates,
    List<String> warnings,
    List<Layer> layers) {

  /**
   * One hidden layer, a component for each key of its JSON object.
   *
   * @param name of its incoming weights
   * @param neurons neurons or channels
   * @param activeNeurons above 5 % of the strongest
   * @param deadNeurons that fire on no training image looked at
   * @param participationRatio of the strengths
   * @param hoyer sparsity of the strengths
   * @param gini inequality of the strengths
   * @param firingFraction mean share of neurons that fire on a training image
   * @param neuronsFor99 least number of strongest neurons that keep 99 % of the test (validation)
   *     accuracy, all other layers whole
   * @param curveImages test (validation) images that {@code neuronsFor99} and {@code keptAccuracy}
   *     were counted on
   * @param firingImages training images that firing was counted on
   * @param exponentAtStart p_eff at the root mean square of the layer's initial weights
   * @param exponent p_eff at that of its final weights
   * @param strengths c_h, strongest first
   * @param keptAccuracy accuracy when only the strongest are kept
   */
  public record Layer(
      String name,
      int neurons,
      int activeNeurons,
      int deadNeurons,
      Double participationRatio,
      Double hoyer,
      Double gini,
      double firingFraction,
      int neuronsFor99,
      int curveImages,
      int firingImages,
      Double exponentAtStart,
      Double exponent,
      List<Double> strengths,
      List<Kept> keptAccuracy) {}

  /**
   * A point of the pruning curve.
   *
   * @param kept strongest neurons kept
   * @param accuracy then
   */
  public record Kept(int kept, double accuracy) {}

  /** The value, or null for what is no finite number and has no place in JSON. */
  static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
