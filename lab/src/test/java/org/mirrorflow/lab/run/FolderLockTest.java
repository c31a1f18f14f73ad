package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.InputException;

/** One writer per folder. */
final class FolderLockTest {
  @TempDir Path folder;

  @Test
  void theFolderIsLockedDuringTheWorkAndLeftAsItWas() {
    Path made = folder.resolve("new/inner");
    int answer =
        FolderLock.during(
            made,
            () -> {
              assertThatThrownBy(() -> FolderLock.during(made, () -> 0))
                  .isInstanceOf(InputException.class)
                  .hasMessageContaining("another mirrorflow is writing there");
              return 7;
            });
    assertThat(answer).isEqualTo(7);
    assertThat(FolderLock.<Integer>during(made, () -> 8)).isEqualTo(8);
  }

  /** Input that is refused while the folder is locked makes no folder. */
  @Test
  void aNewFolderInWhichNothingIsWrittenGoesAgain() throws IOException {
    Path made = folder.resolve("new/inner");
    FolderLock.<Integer>during(made, () -> 0);
    assertThat(folder).isEmptyDirectory();
    FolderLock.during(made, () -> OutFolder.make(made.resolve("result")));
    assertThat(made).isDirectoryContaining(file -> file.endsWith("result"));
    Path old = Files.createDirectory(folder.resolve("old"));
    FolderLock.<Integer>during(old, () -> 0);
    assertThat(old).isEmptyDirectory();
  }

  @Test
  void aFailureUnlocks() {
    assertThatThrownBy(
            () ->
                FolderLock.during(
                    folder,
                    () -> {
                      throw new IllegalStateException("work");
                    }))
        .hasMessage("work");
    assertThat(FolderLock.<Integer>during(folder, () -> 1)).isEqualTo(1);
  }

  @Test
  void whatAKilledProcessLeftIsNoLock() throws Exception {
    Files.writeString(folder.resolve(".lock"), "of a process that is gone");
    assertThat(FolderLock.<Integer>during(folder, () -> 1)).isEqualTo(1);
  }

  /** A refused thread must not let go of the lock that its process has. */
  @Test
  void aRefusalInThisProcessLeavesTheLockOfTheSystem() {
    Path lock = folder.resolve(".lock");
    FolderLock.during(
        folder,
        () -> {
          assertThatThrownBy(() -> FolderLock.during(folder, () -> 0))
              .isInstanceOf(InputException.class);
          assertThat(isLockedForOthers(lock)).isTrue();
          return null;
        });
    assertThat(lock).doesNotExist();
  }

  /** Asks another process, as this one would be told of itself. */
  private static boolean isLockedForOthers(Path lock) {
    String program =
        "import java.nio.channels.*; import java.nio.file.*; class Try { public static void"
            + " main(String[] a) throws Exception { try (FileChannel c = FileChannel.open(Path.of("
            + "a[0]), StandardOpenOption.WRITE)) { System.exit(c.tryLock() == null ? 0 : 1); } } }";
    try {
      Path source = Files.writeString(lock.resolveSibling("Try.java"), program);
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Process process =
          new ProcessBuilder(java, source.toString(), lock.toString()).inheritIO().start();
      return process.waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneFileOfAFolderIsLockedByItself() {
    Path file = folder.resolve("a.html");
    FolderLock.duringFile(
        file,
        () -> {
          assertThat(folder.resolve(".a.html.lock")).exists();
          assertThatThrownBy(() -> FolderLock.duringFile(file, () -> 0))
              .isInstanceOf(InputException.class)
              .hasMessageContaining("file " + file);
          return FolderLock.<Integer>duringFile(folder.resolve("b.html"), () -> 0);
        });
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatKilledWritersLeftHalfWrittenGoes() throws Exception {
    Process gone =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    gone.waitFor();
    Path abandoned = folder.resolve(".mirrorflow-" + gone.pid() + "-1-2.tmp");
    Files.writeString(abandoned, "half");
    Path alive = Files.writeString(AtomicFile.temporaryIn(folder), "of this process");
    FolderLock.<Integer>during(folder, () -> 1);
    assertThat(abandoned).doesNotExist();
    assertThat(alive).exists();
  }

  /** Many threads that lock, remove and lock again: never two at a time. */
  @Test
  void neverTwoAtATime() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger turns = new AtomicInteger();
    IntStream.range(0, 2000)
        .parallel()
        .forEach(
            i -> {
              try {
                FolderLock.during(
                    folder,
                    () -> {
                      assertThat(inside.incrementAndGet()).isEqualTo(1);
                      turns.incrementAndGet();
                      inside.decrementAndGet();
                      return null;
                    });
              } catch (InputException e) {
                assertThat(e).hasMessageContaining("another mirrorflow");
              }
            });
    assertThat(turns).hasPositiveValue();
  }
}
