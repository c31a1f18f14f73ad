package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes that write to one place: the second is refused, and a killed one bars nobody. */
final class TwoWritersTest {
  private static final String REFUSED = "another mirrorflow is writing there";

  @TempDir Path folder;

  /** A command that works for minutes, and writes to the place. */
  private String[] command(String name, Path out) throws IOException {
    List<String> words =
        switch (name) {
          case "flow" ->
              List.of(
                  "flow",
                  "--data",
                  "synthetic:xor,n=20,d=5",
                  "--model",
                  "dense:50",
                  "--map",
                  "hyperbolic:beta=0.1",
                  "--until-log-loss=-1e9",
                  "--integrator",
                  "explicit");
          case "sweep" -> List.of("sweep", grid());
          case "study" -> List.of("study", "--quick", "--only", "claim1", "--jobs", "1");
          case "train" ->
              List.of(
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
                  "100000");
          case "advise" ->
              List.of("advise", "--data", "digits", "--model", "dense:50", "--budget", "300");
          case "prune" ->
              List.of("prune", trained().toString(), "--keep", "4", "--finetune", "100000");
          default -> throw new IllegalArgumentException(name);
        };
    return Stream.concat(words.stream(), Stream.of("--out", out.toString(), "--quiet"))
        .toArray(String[]::new);
  }

  private String grid() throws IOException {
    String text =
        """
        data: "synthetic:xor,n=8,d=2"
        model: dense:8
        map: [euclidean, p:3]
        init-scale: 1
        until-log-loss: -1e6
        integrator: explicit
        """;
    return Files.writeString(folder.resolve("grid.yaml"), text).toString();
  }

  private Path trained() throws IOException {
    Path run = folder.resolve("trained");
    if (!Files.exists(run)) {
      Path data = TinyImages.write(folder.resolve("data"));
      Answer answer =
          Answer.of(
              "train",
              "--data",
              "mnist",
              "--data-dir",
              data.toString(),
              "--model",
              "dense:8",
              "--map",
              "euclidean",
              "--epochs",
              "1",
              "--out",
              run.toString(),
              "--quiet");
      assertThat(answer.exit()).as(answer.err()).isZero();
    }
    return run;
  }

  private static Path lock(String name, Path out) {
    return List.of("advise", "prune").contains(name)
        ? out.resolveSibling("." + out.getFileName() + ".lock")
        : out.resolve(".lock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flow", "sweep", "study", "train", "advise", "prune"})
  void theSecondIsRefusedAndAKilledOneBarsNobody(String name) throws Exception {
    Path out = folder.resolve(name.equals("prune") ? "small.npz" : "out");
    String[] words = command(name, out);
    Path lock = lock(name, out);
    try (Child first = Child.start(folder, "first", words)) {
      first.await(() -> Files.exists(lock));
      // Twice, as a refused writer must not take the lock of the first from it either.
      for (int attempt = 0; attempt < 2; attempt++) {
        Answer.of(words).isRefusedWithRemedy(REFUSED);
        assertThat(first.process().isAlive()).as(first.errors()).isTrue();
      }
      first.kill();
      assertThat(lock).exists();
      try (Child next = Child.start(folder, "next", words)) {
        Thread.sleep(1500);
        assertThat(next.errors()).doesNotContain(REFUSED);
      }
    }
  }

  /** Whichever is first; and it removes the lock at its end. */
  @Test
  void ofTwoThatStartTogetherOneRuns() throws Exception {
    Path out = folder.resolve("out");
    String[] first = {
      "flow",
      "--data",
      "synthetic:xor,n=20,d=5",
      "--model",
      "dense:50",
      "--map",
      "euclidean",
      "--init-scale",
      "1",
      "--until-log-loss=-3",
      "--quiet",
      "--out",
      out.toString()
    };
    String[] second = first.clone();
    second[6] = "hyperbolic:beta=0.1";
    try (Child one = Child.start(folder, "one", first);
        Child two = Child.start(folder, "two", second)) {
      assertThat(List.of(one.exit(), two.exit())).containsExactlyInAnyOrder(0, Main.BAD_INPUT);
      String refusal = one.exit() == 0 ? two.errors() : one.errors();
      assertThat(refusal).containsAnyOf(REFUSED, "already holds a run").containsOnlyOnce("\n");
      assertThat(out.resolve(".lock")).doesNotExist();
      assertThat(out.resolve("run.json"))
          .content()
          .contains(one.exit() == 0 ? "euclidean" : "hyperbolic");
    }
  }

  @Test
  void twoFilesOfOneFolderAreNoPair() throws Exception {
    Path page = folder.resolve("first.html");
    try (Child first = Child.start(folder, "first", command("advise", page))) {
      first.await(() -> Files.exists(lock("advise", page)));
      Path other = folder.resolve("second.html");
      Answer answer =
          Answer.of(
              "advise",
              "--data",
              "synthetic:teacher,n=60,d=20,k=2",
              "--model",
              "linear",
              "--budget",
              "1",
              "--quiet",
              "--out",
              other.toString());
      assertThat(answer.exit()).as(answer.err()).isZero();
      assertThat(other).isNotEmptyFile();
      assertThat(lock("advise", other)).doesNotExist();
    }
  }
}
