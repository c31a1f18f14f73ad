package org.mirrorflow.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Recognises a file by its first bytes if its content is not what its name says, and gives a
 * remedy.
 *
 * @since 0.2.0
 */
public final class FileKind {
  private static final int LOOK = 512;

  private FileKind() {}

  /**
   * Refuses what is no file of numbers at all: the pointer that Git LFS leaves, a web page, a
   * pickle. What cannot be opened is left to the reader.
   *
   * @param file that is about to be read
   * @param expected what it should be, for example {@code npz}
   * @throws InputException if it is such a file
   */
  public static void refuseOthers(Path file, String expected) {
    byte[] bytes = start(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String words = text.stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      throw refused(file, "a pointer of Git LFS, not the file itself", expected, "git lfs pull");
    }
    if (words.startsWith("<!doctype") || words.startsWith("<html") || words.startsWith("<?xml")) {
      throw refused(
          file, "a web page", expected, "fetch the file itself, not the page that shows it");
    }
    if (bytes.length > 1 && bytes[0] == (byte) 0x80 && bytes[1] >= 2 && bytes[1] <= 5) {
      throw pickle(file.toString(), "a PyTorch pickle");
    }
    if (expected.equals("CSV")) {
      refuseOtherTexts(file, text, words);
    }
    if (text.startsWith("\u0089HDF")) {
      throw refused(file, "an HDF5 file", expected, "save the arrays with numpy.savez");
    }
    if (text.startsWith("\u0093NUMPY") && expected.equals("npz")) {
      throw refused(file, "one npy array", expected, "save it under its name with numpy.savez");
    }
    if (text.startsWith("PK\u0003\u0004") && !expected.equals("npz")) {
      throw refused(
          file,
          "a zip archive or a spreadsheet",
          expected,
          "unpack it, or export the sheet as CSV");
    }
  }

  private static void refuseOtherTexts(Path file, String text, String words) {
    if (text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff")) {
      throw refused(file, "text in UTF-16", "CSV in UTF-8", "save it as CSV UTF-8");
    }
    if (text.startsWith("\u001f\u008b")) {
      throw refused(file, "a gzip archive", "CSV", "unpack it with gunzip");
    }
    if (words.startsWith("{") || words.startsWith("[")) {
      throw refused(file, "JSON", "CSV", "save a header and rows (pandas: to_csv(index=False))");
    }
  }

  /** The error for the format of torch.save, whose bytes are a program. */
  static InputException pickle(String place, String found) {
    return new InputException(
        place,
        found + ", which can run code when it is read",
        "npz or safetensors",
        "save it with numpy.savez(file, **{k: v.float().cpu().numpy() for k, v in"
            + " model.state_dict().items()})");
  }

  private static byte[] start(Path file) {
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LOOK);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static InputException refused(Path file, String found, String expected, String remedy) {
    return new InputException(file.toString(), found, expected, remedy);
  }
}
