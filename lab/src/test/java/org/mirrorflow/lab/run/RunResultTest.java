package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mirrorflow.analysis.Quantities;
import org.mirrorflow.analysis.Quantity;

/** The result of a run as JSON: its keys and their order are a contract. */
final class RunResultTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Written before the numbers were in groups, of a run with two hidden layers. */
  private static String before() throws IOException {
    return new String(
        RunResultTest.class.getResourceAsStream("result.json").readAllBytes(),
        StandardCharsets.UTF_8);
  }

  @Test
  void olderResultsAreReadAndWrittenToTheSameBytes() throws IOException {
    RunResult result = JSON.readValue(before(), RunResult.class);
    assertThat(result.end().outcome()).isEqualTo("LOSS_TARGET_REACHED");
    assertThat(result.margin().gauge()).isEqualTo("blocks:l2|l1|lp:1.5");
    assertThat(result.certificate().kinks()).isEqualTo(14);
    assertThat(result.balance().balanceDrift()).isEqualTo(7.085635475437169E-5);
    assertThat(result.features().activeNeurons()).isEqualTo(8);
    assertThat(result.layers().get(1).feature("deadNeurons")).isEqualTo(1);
    assertThat(result.more()).isEmpty();
    assertThat(JSON.writeValueAsString(result)).isEqualTo(before());
  }

  /** A quantity that no group has is a key like the others, and is read again. */
  @Test
  void furtherQuantitiesAreKeysToo() throws IOException {
    RunResult old = JSON.readValue(before(), RunResult.class);
    Map<String, Number> more = new LinkedHashMap<>();
    more.put("further", 0.5);
    more.put("missing", null);
    RunResult result =
        new RunResult(
            old.end(),
            old.margin(),
            old.certificate(),
            old.balance(),
            old.features(),
            old.accuracy(),
            old.regime(),
            old.growth(),
            old.rate(),
            old.layers(),
            old.warnings(),
            more);
    String json = JSON.writeValueAsString(result);
    assertThat(JSON.readTree(json).get("further").asDouble()).isEqualTo(0.5);
    assertThat(JSON.readValue(json, RunResult.class)).isEqualTo(result);
  }

  @Test
  void aRunHasTheKeysOfTheContractInTheirOrder() throws IOException {
    RunResult run =
        RunSession.begin(Tiny.SPEC, RunEnvironment.alone(Progress.SILENT, Tiny.NEVER)).result();
    JsonNode json = JSON.valueToTree(run);
    JsonNode contract = JSON.readTree(before());
    assertThat(keys(json)).isEqualTo(keys(contract));
    assertThat(keys(json.get("layers").get(0))).isEqualTo(keys(contract.get("layers").get(0)));
    assertThat(keys(json))
        .containsAll(
            Quantities.OF_MARK.stream()
                .filter(q -> q.end() != Quantity.End.ABSENT && q.end() != Quantity.End.ASKED)
                .map(Quantity::reported)
                .toList());
    assertThat(run.more()).isEmpty();
    assertThat(JSON.readValue(JSON.writeValueAsString(run), RunResult.class))
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> a.doubleValue() == b.doubleValue(), Number.class)
        .isEqualTo(run);
  }

  /** Both numbers of all layers together are sums over the layers. */
  @Test
  void featuresAreSumsOverTheLayers() {
    RunSpec deep = RunSpec.of("synthetic:xor,n=8,d=2", "dense:6,5", "euclidean");
    RunResult result =
        RunSession.begin(
                deep.startingAt(1, 0), RunEnvironment.alone(Progress.SILENT, Tiny.afterSteps(20)))
            .result();
    assertThat(result.layers()).hasSize(2);
    assertThat(result.features().activeNeurons().doubleValue())
        .isEqualTo(sum(result, "activeNeurons"));
    assertThat(result.features().participationRatio())
        .isCloseTo(sum(result, "participationRatio"), within(1e-14 * 11));
    RunResult shallow =
        RunSession.begin(Tiny.SPEC.until(-2), RunEnvironment.alone(Progress.SILENT, Tiny.NEVER))
            .result();
    assertThat(shallow.features().participationRatio())
        .isEqualTo(shallow.layers().get(0).feature("participationRatio"));
  }

  private static double sum(RunResult result, String feature) {
    return result.layers().stream().mapToDouble(layer -> layer.feature(feature)).sum();
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
