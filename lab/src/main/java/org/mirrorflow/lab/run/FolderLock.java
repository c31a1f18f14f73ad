package org.mirrorflow.lab.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.InputException;

/**
 * Keeps a folder, or one file, to one writer: a lock of the operating system on a file {@code
 * .lock} in the folder, or {@code .NAME.lock} beside the file, which ends with the process however
 * that ends. Readers need none, as every file is replaced in one piece.
 *
 * <p>A POSIX lock belongs to the process, and the process loses it as soon as it closes any
 * descriptor of the file. A lock file is therefore opened once, never read, and never opened again
 * while this process holds it.
 */
public final class FolderLock {
  private static final String NAME = ".lock";

  /** The lock files that this process holds, as locks of POSIX do not tell its threads apart. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Three lengths out of so many: a chance of 1e-9 that another file has them all. */
  private static final int LENGTHS = 1000;

  private static final int ROUNDS = 3;

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
   * the work leaves nothing in it. Temporary files of writers that were killed are removed first.
   *
   * @param <T> what the work gives
   * @param folder the folder
   * @param work done while it is locked
   * @return what the work gave
   * @throws InputException if another process, or another thread of this one, has it
   */
  public static <T> T during(Path folder, Supplier<T> work) {
    return holding("folder " + folder, folder, NAME, work);
  }

  /**
   * Does some work with one file locked, so that others may write beside it.
   *
   * @param <T> what the work gives
   * @param file the file, old or new
   * @param work done while it is locked
   * @return what the work gave
   * @throws InputException if another process, or another thread of this one, has it
   */
  public static <T> T duringFile(Path file, Supplier<T> work) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new InputException(
          "--out " + file, "it is a folder", "a file that can be written", "name a file in it");
    }
    return holding("file " + file, folder, "." + file.getFileName() + NAME, work);
  }

  /**
   * {@return whether a writer is at work in a folder, in this process or another; the lock file of
   * one that was killed goes}
   *
   * @param folder the folder
   * @throws InputException if there is a lock file in it that cannot be opened
   */
  public static boolean held(Path folder) {
    Path file = realPath(folder).resolve(NAME);
    if (HELD.contains(file) || !Files.exists(file)) {
      return HELD.contains(file);
    }
    Optional<FolderLock> free = tryLock(folder, NAME);
    free.ifPresent(FolderLock::release);
    return free.isEmpty();
  }

  private static <T> T holding(String place, Path folder, String name, Supplier<T> work) {
    FolderLock lock =
        tryLock(folder, name)
            .orElseThrow(
                () ->
                    new InputException(
                        place,
                        "another mirrorflow is writing there",
                        "one writer at a time",
                        "wait for it, end it, or choose another place"));
    try {
      AtomicFile.removeAbandoned(folder);
      return work.get();
    } finally {
      lock.release();
    }
  }

  private static Optional<FolderLock> tryLock(Path folder, String name) {
    List<Path> made = missing(folder);
    Path file = realPath(OutFolder.make(folder)).resolve(name);
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      locked = channel.tryLock() != null && isStillThere(file, channel);
      return locked ? Optional.of(new FolderLock(file, channel, made)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // of another class loader
    } catch (NoSuchFileException e) {
      if (!Files.exists(folder)) {
        return Optional.empty(); // it went with its last holder
      }
      throw OutFolder.unwritable(file.toString(), e);
    } catch (IOException e) {
      throw OutFolder.unwritable(file.toString(), e);
    } finally {
      if (!locked) {
        closeQuietly(channel);
        HELD.remove(file);
      }
    }
  }

  /** One name for each folder, whatever links lead to it. */
  private static Path realPath(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder.toAbsolutePath(); // gone this moment, which opening the file will say
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

  /**
   * Whether the locked file is the one of that name, not one that its last holder removed: a length
   * given to the one is that of the other. To read the file would mean to open it.
   */
  private static boolean isStillThere(Path file, FileChannel channel) throws IOException {
    boolean same = true;
    for (int round = 0; round < ROUNDS && same; round++) {
      int length = ThreadLocalRandom.current().nextInt(1, LENGTHS + 1);
      channel.truncate(0).write(ByteBuffer.allocate(1), length - 1L);
      same = Files.exists(file) && Files.size(file) == length;
    }
    return same;
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
      HELD.remove(file);
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
