package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are asked to end: they say what is known, how to go on, and leave no lock. */
final class SignalsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TERMINATED = 143;

  /**
   * A process ends two seconds after it was asked to. Where others use the machine as well they are
   * counted as work: two seconds of every processor.
   */
  private static final double MOST_WORK = 2.0 * Runtime.getRuntime().availableProcessors();

  @TempDir Path folder;

  /** Asks a process to end, and gives its answer. */
  private static JsonNode ended(Child child, String... words) throws Exception {
    assumeTrue(child.process().supportsNormalTermination());
    assertThat(child.terminate()).as("work after the signal").isLessThan(MOST_WORK);
    assertThat(child.exit()).isEqualTo(TERMINATED);
    assertThat(child.errors()).contains(words).contains("INTERRUPTED").containsOnlyOnce("\n");
    return JSON.readTree(child.output());
  }

  @Test
  void aTrainingAnswersAndGoesOn() throws Exception {
    Path out = folder.resolve("run");
    String[] words = {
      "train",
      "--data",
      "mnist",
      "--data-dir",
      TinyImages.write(folder.resolve("data")).toString(),
      "--model",
      "dense:8",
      "--map",
      "euclidean",
      "--epochs",
      "1000000",
      "--json",
      "--quiet",
      "--out",
      out.toString()
    };
    try (Child child = Child.start(folder, "train", words)) {
      child.await(() -> Files.exists(out.resolve("checkpoint.npz")));
      JsonNode answer = ended(child, "mirrorflow train: ", "--resume");
      assertThat(answer.get("outcome").asText()).isEqualTo("INTERRUPTED");
      assertThat(answer.get("epochs").asInt()).isPositive();
      assertThat(answer.get("logLoss").isNumber()).isTrue();
      assertThat(out.resolve(".lock")).doesNotExist();
    }
  }

  /** A step on a thousand images through eighteen layers looks at no flag. */
  @Test
  void aTrainingInALongStepAnswersAllTheSame() throws Exception {
    Path out = folder.resolve("run");
    Path data = TinyImages.write(folder.resolve("data"), 1000);
    try (Child child =
        Child.start(
            folder,
            "train",
            "train",
            "--data",
            "mnist",
            "--data-dir",
            data.toString(),
            "--model",
            "resnet:18",
            "--map",
            "euclidean",
            "--batch",
            "0",
            "--epochs",
            "1000",
            "--json",
            "--quiet",
            "--out",
            out.toString())) {
      child.await(() -> Files.exists(out.resolve("train.json")));
      Thread.sleep(2000);
      JsonNode answer = ended(child, "mirrorflow train: ", "--resume");
      assertThat(answer.get("outcome").asText()).isEqualTo("INTERRUPTED");
      assertThat(out.resolve(".lock")).doesNotExist();
    }
  }

  /** What cannot go on is not told to. */
  @Test
  void aFlowWithoutAFolderIsNotToldToGoOn() throws Exception {
    for (String map : List.of("euclidean", "auto")) {
      try (Child child =
          Child.start(
              folder,
              map,
              "flow",
              "--data",
              "synthetic:xor,n=20,d=5",
              "--model",
              "dense:50",
              "--map",
              map,
              "--until-log-loss=-1e12",
              "--integrator",
              "explicit",
              "--json")) {
        child.await(() -> child.says("flow: ")); // its progress
        assertThat(child.terminate()).as("work after the signal").isLessThan(MOST_WORK);
        assertThat(child.exit()).isEqualTo(TERMINATED);
        assertThat(child.errors())
            .contains("mirrorflow flow: INTERRUPTED: ", "; run it again")
            .doesNotContain("--resume");
        JsonNode answer = JSON.readTree(child.output());
        assertThat(answer.get("outcome").asText()).isEqualTo("INTERRUPTED");
      }
    }
  }

  @Test
  void aStudyKeepsWhatIsDone() throws Exception {
    Path out = folder.resolve("study");
    try (Child child =
        Child.start(
            folder,
            "study",
            "study",
            "--quick",
            "--only",
            "claim1",
            "--jobs",
            "1",
            "--json",
            "--quiet",
            "--out",
            out.toString())) {
      child.await(() -> count(out.resolve("runs")) > 0);
      JsonNode answer = ended(child, "mirrorflow study: ", "run the same command again");
      assertThat(answer.get("claims")).isEmpty();
      assertThat(answer.get("known").asText()).contains("runs are done and kept in");
      assertThat(out.resolve(".lock")).doesNotExist();
      assertThat(count(out.resolve("runs"))).isPositive();
    }
  }

  private static int count(Path runs) {
    String[] files = runs.toFile().list((at, name) -> name.endsWith(".json"));
    return files == null ? 0 : files.length;
  }

  @Test
  void adviceIsThatOfTheRunsSoFar() throws Exception {
    Path page = folder.resolve("advice.html");
    try (Child child =
        Child.start(
            folder,
            "advise",
            "advise",
            "--data",
            "digits",
            "--budget",
            "600",
            "--json",
            "--quiet",
            "--out",
            page.toString())) {
      Path lock = folder.resolve(".advice.html.lock");
      child.await(() -> Files.exists(lock));
      Thread.sleep(2000);
      JsonNode answer = ended(child, "mirrorflow advise: ", "run it again");
      assertThat(answer.has("candidates")).isTrue();
      assertThat(lock).doesNotExist();
    }
  }

  /** 1,797 samples of ten classes: a step solves systems of thousands of margins. */
  @Test
  void aFlowInALongStepAnswersAllTheSame() throws Exception {
    Path out = folder.resolve("run");
    try (Child child =
        Child.start(
            List.of(),
            List.of("-Xmx2g"),
            folder,
            "flow",
            "flow",
            "--data",
            "digits",
            "--model",
            "dense:50",
            "--map",
            "euclidean",
            "--integrator",
            "implicit",
            "--json",
            "--quiet",
            "--out",
            out.toString())) {
      child.await(() -> Files.exists(out.resolve("run.json")));
      Thread.sleep(4000);
      assertThat(child.process().isAlive()).as(child.errors()).isTrue();
      JsonNode answer = ended(child, "mirrorflow flow: ", "--resume");
      assertThat(answer.get("outcome").asText()).isEqualTo("INTERRUPTED");
      assertThat(answer.get("logLoss").isNumber()).isTrue();
      assertThat(out.resolve("checkpoint.npz")).isNotEmptyFile();
      assertThat(JSON.readTree(out.resolve("result.json").toFile())).isEqualTo(answer);
      assertThat(out.resolve(".lock")).doesNotExist();
    }
  }

  @Test
  void aSweepInALongStepAnswersAllTheSame() throws Exception {
    Path out = folder.resolve("sweep");
    String grid = "data: digits\nmodel: dense:50\nmap: [euclidean, p:3]\nintegrator: implicit\n";
    Path file = Files.writeString(folder.resolve("grid.yaml"), grid);
    try (Child child =
        Child.start(
            List.of(),
            List.of("-Xmx2g"),
            folder,
            "sweep",
            "sweep",
            file.toString(),
            "--json",
            "--quiet",
            "--jobs",
            "1",
            "--out",
            out.toString())) {
      child.await(() -> Files.exists(out.resolve(".lock")));
      Thread.sleep(3000);
      assertThat(child.terminate()).as("work after the signal").isLessThan(MOST_WORK);
      assertThat(JSON.readTree(child.output()).get("left").asInt()).isPositive();
      assertThat(child.errors()).contains("interrupted; run again with --resume");
      assertThat(out.resolve(".lock")).doesNotExist();
    }
  }

  @Test
  void outputThatIsLostIsAnError() throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no device that is always full");
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash));
    for (String[] words : new String[][] {{"maps"}, {"maps", "--json"}}) {
      List<String> before = List.of(bash.toString(), "-c", "exec \"$@\" > /dev/full", "full");
      try (Child child = Child.start(before, List.of(), folder, "maps", words)) {
        assertThat(child.exit()).isEqualTo(Main.RUN_FAILED);
        assertThat(child.errors()).contains("standard output: cannot be written; expected ");
      }
    }
  }

  /** The library of the store unpacks a native part when it is loaded. */
  @Test
  void aTemporaryFolderThatIsNotThereIsOneLine() throws Exception {
    Path store = folder.resolve("store");
    Files.createDirectories(store);
    Files.writeString(store.resolve("runs.duckdb"), "no database");
    List<String> options = List.of("-Djava.io.tmpdir=" + folder.resolve("nowhere"));
    try (Child child =
        Child.start(List.of(), options, folder, "runs", "runs", "--store", store.toString())) {
      assertThat(child.exit()).isEqualTo(Main.RUN_FAILED);
      assertThat(child.errors())
          .containsOnlyOnce("\n")
          .contains("a library cannot be loaded", "expected a temporary folder", "MIRRORFLOW_JAVA");
    }
  }

  /** The board has no answer to give; what it started is saved. */
  @Test
  void aBoardStopsItsFlowsAndEnds() throws Exception {
    Path runs = folder.resolve("runs");
    try (Child child = Child.start(folder, "board", "board", runs.toString(), "--json")) {
      assumeTrue(child.process().supportsNormalTermination());
      child.await(() -> told(child));
      String address = JSON.readTree(child.output()).get("address").asText();
      URI start = URI.create(address + "start");
      String form =
          "{\"data\":\"digits\",\"model\":\"dense:20\",\"maps\":[\"p:3\"],"
              + "\"untilLogLoss\":\"-1e12\"}";
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(start)
                      .header("Origin", address.replaceFirst("(//[^/]*)/.*", "$1"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(form))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("{\"runs\":[\"board-0001\"]}");
      Path flow = runs.resolve("board-0001");
      child.await(() -> Files.exists(flow.resolve("checkpoint.npz")));
      child.terminate();
      assertThat(child.exit()).isEqualTo(TERMINATED);
      assertThat(child.errors()).isEmpty();
      assertThat(flow.resolve(".lock")).doesNotExist();
      assertThat(flow.resolve("result.json")).content().contains("INTERRUPTED");
    }
  }

  private static boolean told(Child child) {
    try {
      return child.output().contains("}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
