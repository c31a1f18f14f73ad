package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Transform;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.io.InputException;

/** A run in parts is the run in one piece, bit by bit; nobody's files are lost. */
final class ResumeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path whole;
  @TempDir Path folder;

  @BeforeAll
  static void runInOnePiece() {
    FlowRun run = Tiny.run(Tiny.SPEC, whole, false, Tiny.NEVER);
    assertThat(run.flow().outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    assertThat(run.result().end().steps()).isGreaterThan(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 150, 200})
  void interruptedAndResumedIsTheSameBitByBit(long steps) throws IOException {
    FlowRun first = Tiny.run(Tiny.SPEC, folder, false, Tiny.afterSteps(steps));
    assertThat(first.flow().outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(first.result().end().steps()).isEqualTo(steps);
    Tiny.run(Tiny.SPEC, folder, true, Tiny.NEVER);
    assertSameRun(folder, whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stabilised", "implicit", "auto"})
  void everyIntegratorGoesOnWithTheSameBits(String integrator, @TempDir Path other)
      throws IOException {
    RunSpec spec = Tiny.by(integrator);
    long steps = Tiny.run(spec, other, false, Tiny.NEVER).result().end().steps();
    assertThat(steps).isGreaterThan(3);
    for (long k : new long[] {1, steps / 2, steps - 1}) {
      Path parts = folder.resolve(Long.toString(k));
      Tiny.run(spec, parts, false, Tiny.afterSteps(k));
      Tiny.run(spec, parts, true, Tiny.NEVER);
      assertSameRun(parts, other);
    }
  }

  /** So that a page of the run is written while nobody else writes there. */
  @Test
  void theFolderIsLockedUntilTheLastWordOnTheRun() {
    RunFolder out = new RunFolder(folder);
    RunEnvironment alone = RunEnvironment.alone(Progress.SILENT, () -> false);
    Outcome first =
        RunSession.begin(Tiny.SPEC.until(-1), alone.in(out), run -> lastWord(run.flow().outcome()));
    Outcome second =
        RunSession.resume(Tiny.SPEC.until(-2), out, alone, run -> lastWord(run.flow().outcome()));
    assertThat(List.of(first, second)).containsOnly(Outcome.LOSS_TARGET_REACHED);
    assertThat(FolderLock.<Boolean>during(folder, () -> true)).isTrue();
  }

  private Outcome lastWord(Outcome outcome) {
    assertThatThrownBy(() -> FolderLock.during(folder, () -> 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("another mirrorflow is writing there");
    return outcome;
  }

  @Test
  void inManyPiecesIsTheSameBitByBit() throws IOException {
    Outcome outcome = Outcome.INTERRUPTED;
    int pieces = 0;
    while (outcome == Outcome.INTERRUPTED) {
      outcome = Tiny.run(Tiny.SPEC, folder, true, Tiny.afterSteps(40)).flow().outcome();
      pieces++;
    }
    assertThat(pieces).isGreaterThan(5);
    assertSameRun(folder, whole);
  }

  @Test
  void goesOnFromACheckpointOnTheWayAfterACrash() throws IOException {
    RunSpec spec = Tiny.SPEC;
    long[] asked = {0};
    assertThatThrownBy(
            () ->
                Tiny.run(
                    spec,
                    folder,
                    false,
                    RunEnvironment.alone(
                            Progress.SILENT,
                            () -> {
                              if (asked[0]++ == 120) {
                                throw new IllegalStateException("crash");
                              }
                              return false;
                            })
                        .every(0)))
        .hasMessage("crash");
    assertThat(Tiny.bytes(folder)).doesNotContainKey("result.json");
    FlowRun second = Tiny.run(spec, folder, true, Tiny.NEVER);
    assertThat(second.marks()).hasSizeLessThan(second.trajectory().rows().size());
    assertSameRun(folder, whole);
  }

  @Test
  void aDeeperTargetGoesOnWithAFinishedRun() throws IOException {
    Tiny.run(Tiny.SPEC.until(-2), folder, false, Tiny.NEVER);
    FlowRun deeper = Tiny.run(Tiny.SPEC, folder, true, Tiny.NEVER);
    assertSameRun(folder, whole);
    assertThat(deeper.marks()).isNotEmpty();
  }

  @Test
  void resumingAFinishedRunChangesNoNumber() throws IOException {
    Tiny.run(Tiny.SPEC, folder, false, Tiny.NEVER);
    Tiny.run(Tiny.SPEC, folder, true, Tiny.NEVER);
    assertSameRun(folder, whole);
  }

  @Test
  void resumingInAnEmptyFolderStartsAfresh() throws IOException {
    Tiny.run(Tiny.SPEC, folder, true, Tiny.NEVER);
    assertSameRun(folder, whole);
  }

  @Test
  void withAndWithoutFolderIsTheSame() {
    RunResult inMemory = Tiny.inMemory(Tiny.SPEC).result();
    RunResult inFolder = Tiny.run(Tiny.SPEC, folder, false, Tiny.NEVER).result();
    assertThat(inMemory)
        .usingRecursiveComparison()
        .ignoringFields("end.seconds")
        .isEqualTo(inFolder);
  }

  @Test
  void aFolderWithARunIsRefusedWithoutResume() throws IOException {
    Tiny.run(Tiny.SPEC, folder, false, Tiny.afterSteps(10));
    assertRefused(Tiny.SPEC, false, "already holds a run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run.json", "checkpoint.npz", "trajectory.csv", "weights.npz", "result.json"})
  void aSingleFileThatARunWouldReplaceIsRefused(String name) throws IOException {
    Files.writeString(folder.resolve(name), "somebody's");
    assertRefused(Tiny.SPEC, false, "already holds a run");
    assertRefused(Tiny.SPEC, true, "run.json");
  }

  @Test
  void otherOptionsAreRefused() throws IOException {
    Tiny.run(Tiny.SPEC, folder, false, Tiny.afterSteps(10));
    List<RunSpec> others = new ArrayList<>();
    others.add(RunSpec.of("synthetic:xor,n=8,d=2", "dense:9", "euclidean").startingAt(1, 0));
    others.add(RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "p:3").startingAt(1, 0));
    others.add(RunSpec.of("synthetic:xor,n=8,d=3", "dense:8", "euclidean").startingAt(1, 0));
    others.add(Tiny.by("implicit"));
    others.add(Tiny.SPEC.startingAt(1, 1));
    others.add(Tiny.SPEC.startingAt(0.5, 0));
    others.add(Tiny.SPEC.with(RunOptions.TOLERANCE, 1e-4));
    others.add(Tiny.SPEC.with(Transform.UNIT_NORM));
    for (RunSpec other : others) {
      assertRefused(other.until(-5), true, "other options");
    }
  }

  @Test
  void otherSamplesInTheSameFileAreRefused(@TempDir Path elsewhere) throws IOException {
    Path csv = elsewhere.resolve("data.csv");
    Files.writeString(csv, "a,b,label\n1,0,0\n0,1,1\n");
    RunSpec spec = RunSpec.of(csv.toString(), "dense:4", "euclidean").startingAt(1, 0);
    Tiny.run(spec, folder, false, Tiny.afterSteps(5));
    Files.writeString(csv, "a,b,label\n1,0,0\n0,1.0000000000000002,1\n");
    assertRefused(spec, true, "other samples");
    Files.writeString(csv, "a,b,label\n1,0,1\n0,1,0\n");
    assertRefused(spec, true, "other samples");
  }

  @Test
  void damagedFilesAreRefusedAndLeftAlone() throws IOException {
    Tiny.run(Tiny.SPEC, folder, false, Tiny.afterSteps(10));
    Path checkpoint = folder.resolve("checkpoint.npz");
    byte[] good = Files.readAllBytes(checkpoint);
    for (byte[] bad :
        List.of(
            new byte[0],
            "garbage".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(good, good.length / 2))) {
      Files.write(checkpoint, bad);
      assertRefused(Tiny.SPEC, true, "checkpoint.npz");
    }
    Files.write(checkpoint, good);
    Path spec = folder.resolve("run.json");
    String text = Files.readString(spec);
    for (String bad :
        List.of(
            "",
            "null",
            "{}",
            "[]",
            text.substring(0, text.length() / 2),
            text + "}",
            text.replace("\"seed\"", "\"sed\""),
            text.replace("1.0", "\"x\""),
            text.replace("\"maxSteps\" : ", "\"maxSteps\" : -"))) {
      Files.writeString(spec, bad);
      assertRefused(Tiny.SPEC, true, "");
    }
    Files.writeString(spec, text);
    Tiny.run(Tiny.SPEC, folder, true, Tiny.NEVER);
    assertSameRun(folder, whole);
  }

  @Test
  void theSpecificationOnDiskIsThatOfTheLastPart() {
    Tiny.run(Tiny.SPEC.until(-2), folder, false, Tiny.NEVER);
    Tiny.run(Tiny.SPEC, folder, true, Tiny.NEVER);
    assertThat(new RunFolder(folder).readSpec()).isEqualTo(Tiny.SPEC);
  }

  private void assertRefused(RunSpec spec, boolean resume, String words) throws IOException {
    Map<String, String> before = Tiny.bytes(folder);
    assertThatThrownBy(() -> Tiny.run(spec, folder, resume, Tiny.NEVER))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(words)
        .hasMessageContaining("; expected ");
    assertThat(Tiny.bytes(folder)).isEqualTo(before);
  }

  /** All files are equal to the byte, but for the seconds. */
  static void assertSameRun(Path actual, Path expected) throws IOException {
    Map<String, String> a = Tiny.bytes(actual);
    Map<String, String> e = Tiny.bytes(expected);
    assertThat(a.keySet())
        .isEqualTo(e.keySet())
        .containsExactlyInAnyOrder(
            "run.json", "checkpoint.npz", "trajectory.csv", "weights.npz", "result.json");
    ObjectNode result = (ObjectNode) JSON.readTree(a.remove("result.json"));
    ObjectNode other = (ObjectNode) JSON.readTree(e.remove("result.json"));
    assertThat(result.remove("seconds").asDouble()).isPositive();
    other.remove("seconds");
    assertThat(result).isEqualTo(other);
    a.forEach((name, bytes) -> assertThat(bytes.equals(e.get(name))).as(name).isTrue());
  }
}
