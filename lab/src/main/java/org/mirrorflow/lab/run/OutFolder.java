package org.mirrorflow.lab.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.report.Report;

/** The folder that a command writes to, and what is said when a place cannot be written. */
public final class OutFolder {
  private OutFolder() {}

  /**
   * Makes the folder if it is not there.
   *
   * @param path the folder
   * @return the folder
   * @throws InputException if that cannot be
   */
  public static Path make(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw unwritable("--out " + path, e);
    }
  }

  /**
   * Writes a page.
   *
   * @param page the page
   * @param file HTML, old or new
   * @param place what errors call it, for example {@code --out FILE}
   * @throws InputException if it cannot be written there
   */
  public static void save(Report page, Path file, String place) {
    try {
      page.save(file);
    } catch (IOException e) {
      throw unwritable(place, e);
    }
  }

  /**
   * {@return the error that says that a place cannot be written}
   *
   * @param place for example {@code --out DIR}
   * @param cause what the system said
   */
  public static InputException unwritable(String place, IOException cause) {
    return new InputException(
        place,
        "cannot be written (" + why(cause) + ")",
        "a place that can be written",
        "choose another",
        cause);
  }

  /**
   * Refuses to write over what is read.
   *
   * @param out the file that is to be written
   * @param input a file that is read, which may be absent
   * @throws InputException if both are one file
   */
  public static void requireOther(Path out, Path input) {
    try {
      if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
        throw new InputException(
            "--out " + out, "the file that is read", "another file", "choose another name");
      }
    } catch (IOException e) {
      throw unwritable("--out " + out, e);
    }
  }

  private static String why(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return "a file is in its place";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? "the system cannot make it" : reason;
  }
}
