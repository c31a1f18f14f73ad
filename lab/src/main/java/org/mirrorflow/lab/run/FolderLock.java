package org.mirrorflow.lab.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;
import org.mirrorflow.io.InputException;

/**
 * Keeps a folder to one writer: a lock of the operating system on its file {@code .lock}, which
 * ends with the process however that ends. Readers need none, as every file is replaced in one
 * piece.
 */
public final class FolderLock {
  private static final String NAME = ".lock";

  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  private static FolderLock of(Path folder) {
    return tryLock(folder)
        .orElseThrow(
            () ->
                new InputException(
                    "folder " + folder,
                    "another mirrorflow is writing there",
                    "one writer at a time",
                    "wait for it, end it, or choose another folder"));
  }

  /**
   * Does some work with the folder locked; the folder is made if it is not there.
   *
   * @throws InputException if another process, or another thread of this one, has it
   */
  public static <T> T during(Path folder, Supplier<T> work) {
    FolderLock lock = of(folder);
    try {
      return work.get();
    } finally {
      lock.release();
    }
  }

  private static Optional<FolderLock> tryLock(Path folder) {
    Path file = OutFolder.make(folder).resolve(NAME);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new FolderLock(channel, lock));
      }
      channel.close();
      return Optional.empty();
    } catch (OverlappingFileLockException e) {
      closeQuietly(channel);
      return Optional.empty();
    } catch (IOException e) {
      closeQuietly(channel);
      throw OutFolder.unwritable(file.toString(), e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      return; // nothing was written to it
    }
  }

  /** The file stays: to remove it would let a third process lock a file that is gone. */
  private void release() {
    try {
      lock.release();
    } catch (IOException e) {
      throw new IllegalStateException("a lock that is held can be released", e);
    } finally {
      closeQuietly(channel);
    }
  }
}
