package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;

/** A study that was interrupted goes on from its finished flows, and from nothing else. */
final class ContinuedStudyTest {
  private static final StudySize TINY =
      new StudySize("tiny", 1, 2.5, 1, 5.8, 9.6, 2.5, 50, 1, 20, 2.9, 30);
  private static final Study STUDY = new Study(TINY, 0, 2, List.of("networks"), null);

  @TempDir Path folder;
  private byte[] summary;

  @BeforeEach
  void first() throws IOException {
    STUDY.run(folder, Progress.SILENT);
    summary = Files.readAllBytes(folder.resolve("summary.json"));
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
      return files.sorted().toList();
    }
  }

  /** How many pieces of work were done anew; the summary and the tables are as before. */
  private int again() throws IOException {
    byte[] csv = Files.readAllBytes(folder.resolve("csv/networks.csv"));
    List<String> texts = new ArrayList<>();
    STUDY.run(
        folder,
        (fraction, text) -> {
          synchronized (texts) {
            texts.add(text);
          }
        });
    assertThat(folder.resolve("summary.json")).hasBinaryContent(summary);
    assertThat(folder.resolve("csv/networks.csv")).hasBinaryContent(csv);
    String last = texts.get(texts.size() - 1);
    return Integer.parseInt(last.substring(last.lastIndexOf(' ') + 1));
  }

  @Test
  void whatIsFinishedIsNotDoneAgain() throws IOException {
    assertThat(kept()).hasSize(24);
    assertThat(again()).isZero();
  }

  @Test
  void whatIsMissingIsDone() throws IOException {
    Files.delete(kept().get(3));
    Files.delete(kept().get(7));
    assertThat(again()).isEqualTo(2);
    assertThat(kept()).hasSize(24);
  }

  /** Truncated, changed by a digit, another specification's, and another build's. */
  @Test
  void filesThatCannotBeTrustedAreDoneAnew() throws IOException {
    List<Path> files = kept();
    Files.writeString(files.get(0), Files.readString(files.get(0)).substring(0, 100));
    String text = Files.readString(files.get(1));
    int digit = text.lastIndexOf('1');
    Files.writeString(files.get(1), text.substring(0, digit) + '2' + text.substring(digit + 1));
    Files.copy(files.get(3), files.get(2), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(files.get(4), "");
    assertThat(again()).isEqualTo(4);
    Path foreign = folder.resolve("runs/0123456789abcdef-0123456789abcdef.json");
    Files.writeString(foreign, text);
    assertThat(again()).isZero();
    assertThat(foreign).doesNotExist();
  }

  @Test
  void anotherBuildTrustsNothing() {
    KeptResults mine = new KeptResults(folder.resolve("kept"), "a".repeat(64));
    KeptResults other = new KeptResults(folder.resolve("kept"), "a".repeat(63) + "b");
    mine.prepare();
    RunSpec spec = RunSpec.of("iris", "linear", "euclidean");
    CrossGaps.Result result = new CrossGaps.Result(new double[] {0.1, Double.NaN, 1e300});
    mine.write(spec, result);
    assertThat(mine.read(spec, CrossGaps.Result.class).orElseThrow().gaps())
        .containsExactly(result.gaps());
    assertThat(other.read(spec, CrossGaps.Result.class)).isEmpty();
    assertThat(mine.read(spec.until(-1), CrossGaps.Result.class)).isEmpty();
    assertThat(mine.read(spec, LimitOf.Result.class)).isEmpty();
  }

  @Test
  void onlyNamesOfChaptersAndPartsAreTaken() {
    assertThat(Study.names())
        .contains("balance", "horizons", "claim1", "claim2", "growth", "kkt", "claim3")
        .contains("extensions");
    for (String name : Study.names()) {
      assertThat(new Study(TINY, 0, 1, List.of(name), null).chapters()).isNotEmpty();
    }
    assertThatThrownBy(() -> new Study(TINY, 0, 1, List.of("claim9"), null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("claim9")
        .hasMessageContaining("claim1");
  }
}
