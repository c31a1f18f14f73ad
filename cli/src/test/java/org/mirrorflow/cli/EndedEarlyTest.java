package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.flow.Outcome;

/** Runs that do not reach their target: exit 1, the outcome and what to change, and the numbers. */
final class EndedEarlyTest {
  @TempDir Path folder;

  private static Answer flow(String data, String... more) {
    String[] first = {"flow", "--data", data, "--model", "dense:8", "--json", "--quiet"};
    return Answer.of(Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new));
  }

  private static JsonNode assertEnded(Answer answer, Outcome outcome) throws IOException {
    assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(answer.err())
        .isEqualTo(
            "mirrorflow flow: "
                + outcome
                + ": "
                + outcome.meaning()
                + "; "
                + outcome.remedy()
                + System.lineSeparator());
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
    JsonNode node = assertEnded(flow(data.toString(), "--map", "euclidean"), Outcome.STALLED);
    assertThat(node.get("qMargin").isNull()).isTrue();
    assertThat(node.get("logTime").isNull()).isTrue();
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
