package org.mirrorflow.io;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces a file as a whole: a reader sees the old bytes or the new ones, never a part.
 *
 * <p>The bytes go to a temporary file in the same folder and are forced to the disk. Then the file
 * is renamed over the target. Where the system can do so, the folder is forced to the disk as well.
 * If anything fails before the rename, the old file is as it was and the temporary one is gone.
 *
 * @since 0.1.0
 */
public final class AtomicFile {

  private static final String PREFIX = ".mirrorflow-";
  private static final String SUFFIX = ".tmp";
  private static final Pattern TEMPORARY =
      Pattern.compile(Pattern.quote(PREFIX) + "(\\d{1,18})-.*" + Pattern.quote(SUFFIX));

  private AtomicFile() {}

  /** What the new file is to hold. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes the bytes; may close {@code out} or leave it open.
     *
     * @param out where the bytes go
     * @throws IOException if they cannot be made or written; the target is then as it was
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code target}, whose folder must exist. A symbolic link is followed.
   *
   * @param target the file, old or new
   * @param content what writes the bytes
   * @throws InputException if the file cannot be written there
   */
  public static void write(Path target, Content content) {
    Path temporary = null;
    try {
      Path file = resolve(target);
      Path folder = file.getParent();
      temporary = temporaryIn(folder);
      fill(temporary, content);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      temporary = null;
      forceFolder(folder);
    } catch (IOException e) {
      throw new InputException(
          target.toString(),
          "cannot be written (" + IoFailure.describe(e) + ")",
          "a place in a folder that exists, is writable and has room",
          "choose another place or make room",
          e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /**
   * Writes {@code target}, whose folder must exist. A symbolic link is followed.
   *
   * @param target the file, old or new
   * @param bytes the whole content
   * @throws InputException if the file cannot be written there
   */
  public static void write(Path target, byte[] bytes) {
    write(target, out -> out.write(bytes));
  }

  /**
   * {@return a name in a folder for bytes that are to replace a file there; it holds the process}
   *
   * @param folder the folder
   */
  public static Path temporaryIn(Path folder) {
    return folder.resolve(
        PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID() + SUFFIX);
  }

  /**
   * Removes temporary files of processes that are no more: those of a writer that was killed.
   *
   * @param folder the folder, which may be absent
   */
  public static void removeAbandoned(Path folder) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, PREFIX + "[0-9]*-*" + SUFFIX)) {
      for (Path file : files) {
        if (isAbandoned(file)) {
          deleteQuietly(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return; // they are in nobody's way
    }
  }

  /**
   * {@return whether a file is a temporary one of a process that is no more}
   *
   * @param file any file
   */
  public static boolean isAbandoned(Path file) {
    Matcher name = TEMPORARY.matcher(file.getFileName().toString());
    return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  /** The absolute file behind {@code target}; devices, pipes and folders are no targets. */
  private static Path resolve(Path target) throws IOException {
    Path file = target.toAbsolutePath();
    if (!Files.exists(file)) {
      if (file.getFileName() == null) {
        throw new IOException("it is a folder");
      }
      return file;
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          Files.isDirectory(file) ? "it is a folder" : "it is not a regular file");
    }
    return file.toRealPath();
  }

  private static void fill(Path temporary, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(new Unclosable(out));
      out.flush();
      channel.force(true);
    }
  }

  /** Makes the rename itself durable; Windows cannot open a folder, and loses nothing by it. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return;
    }
  }

  private static void deleteQuietly(Path temporary) {
    if (temporary == null) {
      return;
    }
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      return;
    }
  }

  /** Content that closes its stream (a zip writer does) must not close the channel before force. */
  private static final class Unclosable extends FilterOutputStream {
    Unclosable(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
