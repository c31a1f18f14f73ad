package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command advise, and the map that chooses itself. */
final class AdviseCommandTest {
  private static final String DATA = "synthetic:teacher,n=60,d=20,k=2";

  private static Answer advise(String... more) {
    String[] args = {"advise", "--data", DATA, "--model", "linear", "--budget", "3", "--quiet"};
    return Answer.of(
        Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void adviseAnswersInJson(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("advice.html");
    Answer answer = advise("--json", "--goal", "sparse", "--out", page.toString());
    assertThat(answer.exit()).as(answer.err()).isZero();
    JsonNode node = answer.json();
    assertThat(node.get("recommended").fieldNames()).toIterable().contains("map", "initScale");
    assertThat(node.get("candidates")).hasSizeGreaterThan(10);
    assertThat(node.get("candidates").get(0).fieldNames())
        .toIterable()
        .contains("accuracy", "unitsNeeded", "stepsToFit", "regime", "pareto");
    assertThat(page).isNotEmptyFile();
  }

  @Test
  void adviseAnswersInWords() {
    Answer answer = advise();
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out()).contains("accuracy", "euclidean", "For the goal accuracy, ");
  }

  @Test
  void badOptionsAreRefused() {
    advise("--goal", "cheap").isRefusedWithRemedy("--goal cheap");
    advise("--jobs", "0").isRefusedWithRemedy("--jobs 0");
    advise("--out", "/dev/null/advice.html").isRefusedWithRemedy("/dev/null");
    Answer.of("advise", "--data", DATA, "--model", "cnn:3").isRefusedWithRemedy("model cnn:3");
    Answer.of("advise", "--data", DATA, "--model", "conv:3").isRefusedWithRemedy("no image");
  }

  @Test
  void thePickedMapIsNamed(@TempDir Path folder) throws IOException {
    String[] flow = {
      "flow",
      "--data",
      "synthetic:xor,n=8,d=2",
      "--model",
      "dense:8",
      "--map",
      "auto",
      "--init-scale",
      "1",
      "--until-log-loss",
      "-5",
      "--quiet",
      "--json"
    };
    JsonNode node = Answer.of(flow).json();
    assertThat(node.get("map").asText()).matches("hyperbolic:beta=(10.0|1.0|0.1|0.01)");
    assertThat(node.get("gauge").asText()).isEqualTo("l1");
    String[] out = Arrays.copyOf(flow, flow.length + 2);
    out[flow.length] = "--out";
    out[flow.length + 1] = folder.resolve("run").toString();
    Answer.of(out).isRefusedWithRemedy("--map auto");
  }
}
