package org.mirrorflow.lab.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.mirrorflow.io.InputException;

/**
 * Keeps a folder to one writer: a lock of the operating system on its file {@code .lock}, which
 * ends with the process however that ends. Readers need none, as every file is replaced in one
 * piece.
 */
public final class FolderLock {
  private static final String NAME = ".lock";

  private final Path file;
  private final FileChannel channel;
  private final List<Path> made;

  private FolderLock(Path file, FileChannel channel, List<Path> made) {
    this.file = file;
    this.channel = channel;
    this.made = made;
  }

  /**
   * Does some work with the folder locked; the folder is made if it is not there, and goes again if
   * the work leaves nothing in it.
   *
   * @param <T> what the work gives
   * @param folder the folder
   * @param work done while it is locked
   * @return what the work gave
   * @throws InputException if another process, or another thread of this one, has it
   */
  public static <T> T during(Path folder, Supplier<T> work) {
    FolderLock lock =
        tryLock(folder)
            .orElseThrow(
                () ->
                    new InputException(
                        "folder " + folder,
                        "another mirrorflow is writing there",
                        "one writer at a time",
                        "wait for it, end it, or choose another folder"));
    try {
      return work.get();
    } finally {
      lock.release();
    }
  }

  private static Optional<FolderLock> tryLock(Path folder) {
    List<Path> made = missing(folder);
    Path file = OutFolder.make(folder).resolve(NAME);
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      locked = lock != null && isStillThere(file, channel);
      return locked ? Optional.of(new FolderLock(file, channel, made)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw OutFolder.unwritable(file.toString(), e);
    } finally {
      if (!locked) {
        closeQuietly(channel);
      }
    }
  }

  /** The folder and those above it that are not there, deepest first. */
  private static List<Path> missing(Path folder) {
    List<Path> missing = new ArrayList<>();
    for (Path at = folder.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
      missing.add(at);
    }
    return missing;
  }

  /** Whether the locked file is the one of that name, not one that its last holder removed. */
  private static boolean isStillThere(Path file, FileChannel channel) throws IOException {
    byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    channel.truncate(0).write(ByteBuffer.wrap(token), 0);
    try {
      return Arrays.equals(token, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Removes the file while it is locked, then gives the lock up with the channel. */
  private void release() {
    try {
      Files.deleteIfExists(file);
      for (Path folder : made) {
        Files.delete(folder);
      }
    } catch (IOException e) {
      return; // there are results; or Windows, which keeps open files, and this one does no harm
    } finally {
      closeQuietly(channel);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      return; // nothing that matters was written to it
    }
  }
}
