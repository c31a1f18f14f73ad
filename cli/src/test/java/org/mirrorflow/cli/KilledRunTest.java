package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.io.Npz;

/** Runs in a process of their own that is killed, or asked to end, and then go on here. */
final class KilledRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_SECONDS = 60;

  /** Steps after the last checkpoint: enough to see a difference. */
  private static final long MORE_STEPS = 300;

  private static final String VECTORS = "jdk.incubator.vector";
  private static final Path BASH = Path.of("/bin/bash");
  private static final Path KILL = Path.of("/bin/kill");

  @TempDir Path folder;
  private Process child;

  @AfterEach
  void noChildIsLeft() {
    if (child != null) {
      child.destroyForcibly();
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

  /** With the kernel of this machine, as bits are compared. */
  private void start(Path out) throws IOException {
    start(List.of(), flow(out));
  }

  /** The same behind other words, such as those that set a limit. */
  private void start(List<String> before, String... words) throws IOException {
    List<String> line = new ArrayList<>(before);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
      line.addAll(List.of("--add-modules", VECTORS));
    }
    line.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    line.add(Main.class.getName());
    line.addAll(Arrays.asList(words));
    child =
        new ProcessBuilder(line)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
  }

  private void await(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!Files.exists(file)) {
      assertThat(child.isAlive()).as(Files.readString(folder.resolve("err.txt"))).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private void ended() throws InterruptedException {
    assertThat(child.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
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
    await(run.resolve("checkpoint.npz"));
    child.destroyForcibly();
    ended();
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
    start(limited, flow(run, "--resume", "--quiet"));
    ended();
    assertThat(child.exitValue()).isEqualTo(Main.BAD_INPUT);
    assertThat(folder.resolve("err.txt"))
        .content()
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
    await(run.resolve("run.json"));
    assumeTrue(child.supportsNormalTermination());
    child.destroy();
    ended();
    assertInterrupted(run, 143);
  }

  @Test
  void anInterruptFromTheKeyboardIsTheSame() throws Exception {
    assumeTrue(Files.isExecutable(KILL));
    Path run = folder.resolve("run");
    start(run);
    await(run.resolve("run.json"));
    Process kill =
        new ProcessBuilder(KILL.toString(), "-INT", Long.toString(child.pid()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("kill.txt").toFile())
            .start();
    assertThat(kill.waitFor()).isZero();
    ended();
    assertInterrupted(run, 130);
  }

  private void assertInterrupted(Path run, int exit) throws IOException {
    File out = folder.resolve("out.txt").toFile();
    assertThat(child.exitValue()).isEqualTo(exit);
    JsonNode result = JSON.readTree(run.resolve("result.json").toFile());
    assertThat(result.get("outcome").asText()).isEqualTo("INTERRUPTED");
    assertThat(result.get("steps").asLong()).isEqualTo(steps(run));
    assertThat(JSON.readTree(out)).isEqualTo(result);
    assertThat(folder.resolve("err.txt")).content().contains("INTERRUPTED").contains("--resume");
    assertGoesOn(run);
  }
}
