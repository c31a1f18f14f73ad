package org.mirrorflow.djl.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mirrorflow.flow.descent.RateRule;
import org.mirrorflow.map.ParameterMap;

/**
 * Learning rates that were found by trial, a component for each key of their JSON object.
 *
 * @param gradientStep c: every layer's rate makes the loss fall as a gradient step of rate c would,
 *     see {@link RateRule}
 * @param layers rates η_b in the units of the maps, one per weight layer, first to last
 * @param trialSteps training steps of one trial
 * @param trials the trials of different c, smallest first
 * @param common mean loss after a trial of the best c with one rate for all layers; null where it
 *     rose above that of the start
 * @param own the same with rates of the layers' own
 * @param lowered how often c was divided by √3 since, as the training diverged or died with it, or
 *     its loss rose above that of the start
 */
public record FoundRates(
    double gradientStep,
    List<Double> layers,
    int trialSteps,
    List<Trial> trials,
    Double common,
    Double own,
    int lowered) {

  /**
   * Copies the lists.
   *
   * @param gradientStep c
   * @param layers copied
   * @param trialSteps steps of one trial
   * @param trials copied
   * @param common may be null
   * @param own may be null
   * @param lowered at least 0
   */
  public FoundRates {
    layers = List.copyOf(layers);
    trials = List.copyOf(trials);
  }

  /**
   * One trial.
   *
   * @param gradientStep c
   * @param loss mean loss afterwards; null where it rose above that of the start
   */
  public record Trial(double gradientStep, Double loss) {
    String text() {
      return number(gradientStep) + " to " + reached(loss);
    }
  }

  private static String reached(Double loss) {
    return loss == null ? "more than at the start" : number(loss);
  }

  /** Whether all layers have one rate: then the flow is that of the maps as they are. */
  boolean equal() {
    return layers.stream().distinct().count() <= 1;
  }

  /** How they are spread over the layers. */
  RateRule.Spread spread() {
    return equal() ? RateRule.Spread.COMMON : RateRule.Spread.OWN;
  }

  /** The same trials with a smaller c and its rates. */
  FoundRates lower(double newStep, List<Double> newLayers) {
    return new FoundRates(newStep, newLayers, trialSteps, trials, common, own, lowered + 1);
  }

  /** For every weight layer its rate and why it is that; the maps of the layers, a factor. */
  List<String> inWords(ParameterMap map, double scale) {
    return IntStream.range(0, layers.size())
        .mapToObj(
            b ->
                "rate %s of %s, layer %d, because %s"
                    .formatted(number(scale * layers.get(b)), map.map(b).spec(), b + 1, because()))
        .toList();
  }

  /** Why: the trials in words. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  String because() {
    return String.format(
        Locale.ROOT,
        "it acts as a gradient step of %s, %s lowered the loss most in %d steps (%s; at the"
            + " best, one rate for all layers to %s, rates of their own to %s; %d trials)",
        number(gradientStep),
        best() == gradientStep
            ? "which"
            : "lowered by " + number(best() / gradientStep) + " from what",
        trialSteps,
        trials.stream().map(Trial::text).collect(Collectors.joining(", ")),
        reached(common),
        reached(own),
        trials.size() + 1);
  }

  /** That the training began again, in words. */
  String lowering() {
    return ("the training began again with a gradient step of %s instead of %s, because the loss rose"
            + " above that of the start or the network died; --rate-scale 0.3 lowers the rates"
            + " further")
        .formatted(
            number(gradientStep), number(gradientStep * Math.pow(RateSearch.HALF_FACTOR, lowered)));
  }

  /** c of the trial with the least loss. */
  private double best() {
    return trials.stream()
        .filter(trial -> trial.loss() != null)
        .min(Comparator.comparing(Trial::loss))
        .map(Trial::gradientStep)
        .orElse(gradientStep);
  }

  static String number(double x) {
    return String.format(Locale.ROOT, "%.3g", x);
  }
}
