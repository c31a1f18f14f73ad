package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.map.MapRegistry;

/** Levels of the loss that no double holds: every map ends there, or says by name why not. */
final class FarFlowsTest {
  /** Enough for some maps to get there; the others end at this limit by its name. */
  private static final String STEPS = "4000";

  static Stream<String> maps() {
    List<String> others = List.of("auto", "expr:cosh(x)^2", "group(p:3)");
    return Stream.concat(MapRegistry.examples().stream().map(p -> p.spec()), others.stream());
  }

  @ParameterizedTest
  @MethodSource("maps")
  void everyMapEndsByName(String map) throws IOException {
    for (String level : List.of("-1e12", "-1e15")) {
      Answer answer =
          Answer.of(
              "flow",
              "--data",
              "synthetic:xor,n=8,d=2",
              "--model",
              "dense:8",
              "--map",
              map,
              "--init-scale",
              "1",
              "--until-log-loss=" + level,
              "--max-steps",
              STEPS,
              "--json",
              "--quiet");
      JsonNode node = answer.json();
      Outcome outcome =
          Arrays.stream(Outcome.values())
              .filter(o -> o.name().equals(node.get("outcome").asText()))
              .findFirst()
              .orElseThrow();
      assertThat(answer.exit()).isEqualTo(outcome.success() ? 0 : Main.RUN_FAILED);
      assertThat(answer.out()).doesNotContain("NaN").doesNotContain("Infinity");
      if (outcome.success()) {
        assertThat(node.get("logLoss").asDouble()).isLessThanOrEqualTo(Double.parseDouble(level));
      } else {
        assertThat(answer.err()).startsWith("mirrorflow flow: " + outcome + ": ");
        assertThat(answer.err()).containsOnlyOnce("\n").contains("; ");
      }
    }
  }
}
