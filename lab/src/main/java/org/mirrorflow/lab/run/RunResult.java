package org.mirrorflow.lab.run;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a finished run, as {@code flow --json} prints them: the keys of the groups are not
 * nested there. A number that does not exist (a margin while a sample is misclassified, a law that
 * does not apply) is null.
 *
 * @param end how and when the flow ended
 * @param margin in the limit gauge
 * @param certificate distance from a KKT point
 * @param balance drift of the balance laws
 * @param features of all hidden layers together
 * @param accuracy on the training data
 * @param regime how the map approaches its limit gauge
 * @param growth the growth law beside the run; null before the data are fitted
 * @param rate the regime that the run shows
 * @param layers features per hidden layer
 * @param warnings what a user should know beside the numbers, one line each; no key if there are
 *     none
 * @param more quantities of the end that no group has
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RunResult(
    @JsonUnwrapped End end,
    @JsonUnwrapped Margin margin,
    @JsonUnwrapped Certificate certificate,
    @JsonUnwrapped Balance balance,
    @JsonUnwrapped Features features,
    Double accuracy,
    String regime,
    GrowthSummary growth,
    RateSummary rate,
    List<Layer> layers,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings,
    @JsonAnyGetter Map<String, Number> more) {

  private static final ObjectMapper PARTS =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * How and when a flow ended.
   *
   * @param outcome see {@link org.mirrorflow.flow.Outcome}
   * @param steps accepted steps
   * @param seconds of the flow alone, without start-up; of a resumed run the last part only
   * @param logLoss log ℒ; null when it is no finite number
   * @param logTime log t
   */
  public record End(String outcome, long steps, double seconds, Double logLoss, Double logTime) {}

  /**
   * Margins.
   *
   * @param gauge limit gauge of the map
   * @param qMargin γ = q_min / Q(θ)^L
   * @param smoothedMargin γ̃
   */
  public record Margin(String gauge, Double qMargin, Double smoothedMargin) {}

  /**
   * Distance from a KKT point of the margin problem.
   *
   * @param kktGap κ with the slopes at kinks free, an upper bound; null where it would take long
   * @param kktGapFixed κ with one Clarke element per sample
   * @param kktGapLower lower bound of κ with the slopes free
   * @param kinkDistance how far from the weights the point lies that {@code kktGap} is of
   * @param kinks number of slopes that were free
   */
  public record Certificate(
      Double kktGap, Double kktGapFixed, Double kktGapLower, Double kinkDistance, Integer kinks) {}

  /**
   * Drift of the balance laws.
   *
   * @param balanceDrift largest over the marks and the end
   * @param neuronBalanceDrift largest over the marks and the end
   */
  public record Balance(Double balanceDrift, Double neuronBalanceDrift) {}

  /**
   * Features of all hidden layers together; null without hidden layers.
   *
   * @param activeNeurons neurons above 5 % of the strongest of their layer, summed over the layers
   * @param participationRatio effective number of neurons (Σc)²/Σc², c the strengths of a layer,
   *     summed over the layers
   */
  public record Features(Integer activeNeurons, Double participationRatio) {}

  /**
   * Features of one hidden layer.
   *
   * @param name of the layer
   * @param neurons width
   * @param features by their reported names, see {@link
   *     org.mirrorflow.analysis.Quantities#OF_LAYER}; null for a number that does not exist
   */
  public record Layer(String name, int neurons, @JsonAnyGetter Map<String, Number> features) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Layer of(ObjectNode flat) {
      ObjectNode rest = flat.deepCopy();
      String name = rest.remove("name").asText();
      int neurons = rest.remove("neurons").asInt();
      return new Layer(name, neurons, numbers(rest));
    }

    /**
     * {@return a feature; NaN where it does not exist}
     *
     * @param reported its name
     */
    public double feature(String reported) {
      Number number = features.get(reported);
      return number == null ? Double.NaN : number.doubleValue();
    }
  }

  /** What the groups have no place for is more. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static RunResult of(ObjectNode flat) throws JsonProcessingException {
    RunResult known =
        new RunResult(
            PARTS.treeToValue(flat, End.class),
            PARTS.treeToValue(flat, Margin.class),
            PARTS.treeToValue(flat, Certificate.class),
            PARTS.treeToValue(flat, Balance.class),
            PARTS.treeToValue(flat, Features.class),
            PARTS.treeToValue(flat.get("accuracy"), Double.class),
            PARTS.treeToValue(flat.get("regime"), String.class),
            PARTS.treeToValue(flat.get("growth"), GrowthSummary.class),
            PARTS.treeToValue(flat.get("rate"), RateSummary.class),
            PARTS.convertValue(flat.get("layers"), new TypeReference<List<Layer>>() {}),
            flat.has("warnings")
                ? PARTS.convertValue(flat.get("warnings"), new TypeReference<List<String>>() {})
                : List.of(),
            Map.of());
    ObjectNode rest = flat.deepCopy();
    PARTS.<ObjectNode>valueToTree(known).fieldNames().forEachRemaining(rest::remove);
    return known.with(known.warnings(), numbers(rest));
  }

  private static Map<String, Number> numbers(ObjectNode node) {
    return Collections.unmodifiableMap(
        PARTS.convertValue(node, new TypeReference<LinkedHashMap<String, Number>>() {}));
  }

  private RunResult with(List<String> lines, Map<String, Number> other) {
    return new RunResult(
        end,
        margin,
        certificate,
        balance,
        features,
        accuracy,
        regime,
        growth,
        rate,
        layers,
        lines,
        other);
  }

  /** The same with warnings. */
  RunResult warning(List<String> lines) {
    return with(List.copyOf(lines), more);
  }

  /** Null for a number that does not exist. */
  static Double orNull(double x) {
    return Double.isFinite(x) ? x : null;
  }
}
