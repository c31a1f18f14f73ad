package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.flow.Outcome;

/** Runs that do not reach their target: exit 1, the outcome and what to change, and the numbers. */
final class EndedEarlyTest {
  @TempDir Path folder;

  private static Answer flow(String data, String... more) {
    String[] first = {"flow", "--data", data, "--model", "dense:8", "--json", "--quiet"};
    return Answer.of(Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new));
  }

  private static JsonNode assertEnded(Answer answer, Outcome outcome) throws IOException {
    return assertEnded(answer, outcome, outcome.meaning() + "; " + outcome.remedy());
  }

  private static JsonNode assertEnded(Answer answer, Outcome outcome, String words)
      throws IOException {
    assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(answer.err())
        .isEqualTo("mirrorflow flow: " + outcome + ": " + words + System.lineSeparator());
    JsonNode node = answer.json();
    assertThat(node.get("outcome").asText()).isEqualTo(outcome.name());
    return node;
  }

  @Test
  void aStepLimitBeforeTheDataAreSeparatedHasNoMargin() throws IOException {
    Answer answer = flow("synthetic:xor,n=20,d=2", "--map", "euclidean", "--max-steps", "3");
    JsonNode node = assertEnded(answer, Outcome.NOT_SEPARATED);
    assertThat(node.get("qMargin").isNull()).isTrue();
    assertThat(node.get("smoothedMargin").isNull()).isTrue();
    assertThat(node.get("steps").asInt()).isEqualTo(3);
    assertThat(node.get("accuracy").asDouble()).isLessThan(1);
  }

  @Test
  void aStepLimitOnSeparatedDataHasAMargin() throws IOException {
    Answer answer =
        flow(
            "synthetic:xor,n=8,d=2",
            "--map",
            "euclidean",
            "--init-scale",
            "1",
            "--max-steps",
            "400");
    JsonNode node = assertEnded(answer, Outcome.STEP_LIMIT);
    assertThat(node.get("qMargin").asDouble()).isPositive();
  }

  @Test
  void theSameSampleInBothClassesStalls() throws IOException {
    Path data = Files.writeString(folder.resolve("d.csv"), "a,b,label\n0,0,0\n0,0,1\n");
    // log 2: two exponential losses of margin 0
    JsonNode node =
        assertEnded(
            flow(data.toString(), "--map", "euclidean"),
            Outcome.STALLED,
            "the flow ended at log loss 0.693147, and no weights classify all samples: sample 0 is"
                + " zero in all features, where a model without biases has output 0; leave it out"
                + " or add a column of ones");
    assertThat(node.get("qMargin").isNull()).isTrue();
    assertThat(node.get("logTime").isNull()).isTrue();
  }

  /** What the outcome alone would suggest, more steps or a wider model, cannot help here. */
  @ParameterizedTest
  @ValueSource(doubles = {1e200, 1e300, 1e-200, 1.7e308})
  void featuresThatDoublesHaveNoRoomForAreNamed(double size) throws IOException {
    StringBuilder text = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 8; i++) {
      double x = i % 2 == 0 ? size : -size;
      text.append(x + "," + (i < 4 ? size : -size / 2) + "," + i % 2 + "\n");
    }
    String data = Files.writeString(folder.resolve("d.csv"), text).toString();
    for (String map : List.of("euclidean", "hyperbolic:beta=0.1")) {
      Answer answer = flow(data, "--map", map, "--max-steps", "500");
      assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
      assertThat(answer.err())
          .containsOnlyOnce("\n")
          .contains("the largest feature is", "--unit-norm")
          .doesNotContain("--max-steps", "wider");
    }
    for (String scaled : List.of("--unit-norm", "--standardize")) {
      Answer answer = flow(data, "--map", "euclidean", "--until-log-loss=-2", scaled);
      assertThat(answer.exit()).as(answer.err()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"expr:cosh(x)^8, 30", "cosh:s=1, 1000"})
  void aPotentialThatOverflowsIsNamed(String map, String scale) {
    Answer answer = flow("synthetic:xor,n=8,d=2", "--map", map, "--init-scale", scale);
    assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(answer.err()).contains("the potential overflows", "lower --init-scale");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-300", "1e-17"})
  void aToleranceBelowRoundingIsNamed(String tolerance) {
    Answer answer = flow("synthetic:xor,n=8,d=2", "--map", "euclidean", "--tolerance", tolerance);
    assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(answer.err()).contains("STALLED", "raise --tolerance").doesNotContain("--seed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1e-12", "0", "NaN", "1.5"})
  void aToleranceThatIsNoneIsRefused(String tolerance) {
    flow("synthetic:xor,n=8,d=2", "--map", "euclidean", "--tolerance", tolerance)
        .isRefused("--tolerance");
  }

  @Test
  void aTargetThatIsMetBeforeAllIsClassifiedIsNamed() throws IOException {
    Answer answer = flow("synthetic:xor,n=8,d=2", "--map", "euclidean", "--until-log-loss", "5");
    assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(answer.err())
        .contains("the loss target was reached while", "a lower --until-log-loss");
    assertThat(answer.json().get("steps").asInt()).isZero();
  }

  @Test
  void numbersThatDoNotExistAreNullNotWords() throws IOException {
    Answer answer =
        flow("synthetic:xor,n=8,d=2", "--map", "group(cosh:s=1)", "--init-scale", "1e4");
    JsonNode node = assertEnded(answer, Outcome.NUMERICAL_FAILURE);
    assertThat(node.get("logLoss").isNull()).isTrue();
    assertThat(answer.out()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void theFolderOfARunThatEndedEarlyGoesOnWithMoreSteps() throws IOException {
    String out = folder.resolve("run").toString();
    String[] begin = {"--map", "euclidean", "--init-scale", "1", "--out", out};
    Answer answer =
        flow("synthetic:xor,n=8,d=2", append(begin, "--max-steps", "10", "--until-log-loss", "-2"));
    assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(answer.json().get("steps").asInt()).isEqualTo(10);
    Answer more =
        flow("synthetic:xor,n=8,d=2", append(begin, "--resume", "--until-log-loss", "-2"));
    assertThat(more.exit()).as(more.err()).isZero();
    assertThat(more.json().get("steps").asInt()).isGreaterThan(10);
  }

  private static String[] append(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }
}
