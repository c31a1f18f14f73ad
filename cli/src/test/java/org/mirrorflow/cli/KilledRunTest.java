package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.io.Npz;

/** Runs in a process of their own that is killed, or asked to end, and then go on here. */
final class KilledRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Steps after the last checkpoint: enough to see a difference. */
  private static final long MORE_STEPS = 300;

  private static final Path BASH = Path.of("/bin/bash");
  private static final Path KILL = Path.of("/bin/kill");

  @TempDir Path folder;
  private Child child;

  @AfterEach
  void noChildIsLeft() {
    if (child != null) {
      child.close();
    }
  }

  /** A flow that would take hours in explicit steps; implicit ones are there in seconds. */
  private static String[] flow(Path out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "flow",
                "--data",
                "synthetic:xor,n=20,d=5",
                "--model",
                "dense:50",
                "--map",
                "hyperbolic:beta=0.1",
                "--until-log-loss",
                "-1e9",
                "--integrator",
                "explicit",
                "--json"));
    args.addAll(List.of("--out", out.toString()));
    args.addAll(Arrays.asList(more));
    return args.toArray(String[]::new);
  }

  private void start(Path out) throws IOException {
    child = Child.start(folder, "run", flow(out));
  }

  /** Accepted steps of the checkpoint on disk. */
  private static long steps(Path run) {
    return (long) Npz.read(run.resolve("checkpoint.npz")).get("clock").data()[5];
  }

  /** Goes on for some steps and compares with a run in one piece, bit by bit. */
  private void assertGoesOn(Path run) throws IOException {
    String limit = Long.toString(steps(run) + MORE_STEPS);
    Answer second = Answer.of(flow(run, "--resume", "--quiet", "--max-steps", limit));
    Path whole = folder.resolve("whole");
    Answer one = Answer.of(flow(whole, "--quiet", "--max-steps", limit));
    assertThat(second.exit()).as(second.err()).isEqualTo(one.exit()).isEqualTo(Main.RUN_FAILED);
    ObjectNode numbers = (ObjectNode) second.json();
    assertThat(numbers.get("steps").asText()).isEqualTo(limit);
    ObjectNode expected = (ObjectNode) one.json();
    numbers.remove("seconds");
    expected.remove("seconds");
    assertThat(numbers).isEqualTo(expected);
    for (String name : List.of("run.json", "checkpoint.npz", "trajectory.csv", "weights.npz")) {
      assertThat(run.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
    }
  }

  @Test
  void aKilledRunGoesOnFromItsCheckpoint() throws Exception {
    Path run = folder.resolve("run");
    start(run);
    child.await(() -> Files.exists(run.resolve("checkpoint.npz")));
    child.kill();
    assertThat(run.resolve("result.json")).doesNotExist();
    assertGoesOn(run);
  }

  /** No file may grow beyond a size, which is how a full disk or a quota shows itself. */
  @Test
  void aFullDiskLosesNoEarlierState() throws Exception {
    assumeTrue(Files.isExecutable(BASH), "no bash, which sets the limit");
    Path run = folder.resolve("run");
    Answer.of(flow(run, "--quiet", "--max-steps", "200"));
    long before = steps(run);
    long blocks = Files.size(run.resolve("checkpoint.npz")) / 1024 + 1;
    List<String> limited =
        List.of(BASH.toString(), "-c", "ulimit -f " + blocks + "; exec \"$@\"", "limited");
    child = Child.start(limited, List.of(), folder, "run", flow(run, "--resume", "--quiet"));
    assertThat(child.exit()).isEqualTo(Main.BAD_INPUT);
    assertThat(child.errors())
        .contains(run.toString())
        .contains("; expected ")
        .doesNotContain("Exception");
    assertThat(steps(run)).isGreaterThanOrEqualTo(before);
    assertGoesOn(run);
  }

  @Test
  void aRunThatIsAskedToEndSavesItsStateAndAnswers() throws Exception {
    Path run = folder.resolve("run");
    start(run);
    child.await(() -> Files.exists(run.resolve("run.json")));
    assumeTrue(child.process().supportsNormalTermination());
    child.process().destroy();
    assertInterrupted(run, 143);
  }

  @Test
  void anInterruptFromTheKeyboardIsTheSame() throws Exception {
    assumeTrue(Files.isExecutable(KILL));
    assumeTrue(interruptsArrive(), "interrupts are ignored here, as in the background of a shell");
    Path run = folder.resolve("run");
    start(run);
    child.await(() -> Files.exists(run.resolve("run.json")));
    Process kill =
        new ProcessBuilder(KILL.toString(), "-INT", Long.toString(child.process().pid()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("kill.txt").toFile())
            .start();
    assertThat(kill.waitFor()).isZero();
    assertInterrupted(run, 130);
  }

  /** A process that a shell put into the background ignores interrupts, and so do its children. */
  private static boolean interruptsArrive() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return true;
    }
    try (Stream<String> lines = Files.lines(status)) {
      long interrupt = 1 << (2 - 1);
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
          .noneMatch(ignored -> (ignored & interrupt) != 0);
    }
  }

  private void assertInterrupted(Path run, int exit) throws Exception {
    assertThat(child.exit()).isEqualTo(exit);
    JsonNode result = JSON.readTree(run.resolve("result.json").toFile());
    assertThat(result.get("outcome").asText()).isEqualTo("INTERRUPTED");
    assertThat(result.get("steps").asLong()).isEqualTo(steps(run));
    assertThat(JSON.readTree(child.output())).isEqualTo(result);
    assertThat(child.errors()).contains("INTERRUPTED").contains("--resume");
    assertGoesOn(run);
  }
}
