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
