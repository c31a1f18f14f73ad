package org.mirrorflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  private static final byte[] OLD = "old".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NEW = "new and longer".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private List<Path> entries() throws IOException {
    try (var list = Files.list(folder)) {
      return list.toList();
    }
  }

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, OLD);
    assertThat(file).hasBinaryContent(OLD);
    AtomicFile.write(file, NEW);
    assertThat(file).hasBinaryContent(NEW);
    assertThat(entries()).containsExactly(file);
  }

  @Test
  void contentMayCloseItsStream() {
    Path file = folder.resolve("a.bin");
    AtomicFile.write(
        file,
        out -> {
          out.write(NEW);
          out.close();
        });
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void oldFileSurvivesFailuresOfEveryKind() throws IOException {
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, OLD);
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(NEW);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("No space left on device");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(NEW);
                      throw new IllegalStateException("bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new OutOfMemoryError("none left");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(file).hasBinaryContent(OLD);
    assertThat(entries()).containsExactly(file);
  }

  @Test
  void readerWithTheOldFileOpenKeepsTheOldBytes() throws IOException {
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, OLD);
    try (var in = Files.newInputStream(file)) {
      AtomicFile.write(file, NEW);
      assertThat(in.readAllBytes()).isEqualTo(OLD);
    }
  }

  @Test
  void missingFolderIsAnInputError() {
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("no/a.bin"), NEW))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no such file or folder");
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, OLD);
    assertThatThrownBy(() -> AtomicFile.write(file.resolve("b.bin"), NEW))
        .isInstanceOf(InputException.class);
    assertThat(file).hasBinaryContent(OLD);
  }

  @Test
  void folderAsTargetIsAnInputError() {
    assertThatThrownBy(() -> AtomicFile.write(folder, NEW))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it is a folder");
  }

  @Test
  void deviceAsTargetIsAnInputError() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "no /dev/null here");
    assertThatThrownBy(() -> AtomicFile.write(device, NEW))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void unwritableFolderIsAnInputError() throws IOException {
    assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView("posix"), "no POSIX permissions");
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, OLD);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeTrue(!Files.isWritable(folder), "this user may write everywhere");
      assertThatThrownBy(() -> AtomicFile.write(file, NEW))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("permission denied");
      assertThat(file).hasBinaryContent(OLD);
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void symbolicLinkIsFollowed() throws IOException {
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, OLD);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, NEW);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void newFileHasTheUsualPermissions() throws IOException {
    assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView("posix"), "no POSIX permissions");
    Path usual = Files.createFile(folder.resolve("usual"));
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, NEW);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
  }
}
