package org.mirrorflow.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Says in plain words what an {@link IOException} means; the JDK's own text is often a bare path.
 */
final class IoFailure {

  private IoFailure() {}

  static String describe(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof CharacterCodingException) {
      return "not UTF-8 text";
    }
    if (e instanceof EOFException) {
      return "it ends early";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  static InputException unreadable(String place, IOException e) {
    return new InputException(
        place,
        "cannot be read (" + describe(e) + ")",
        "a readable file of the right kind",
        e instanceof CharacterCodingException
            ? "save the text in UTF-8, or check that it is text"
            : "check the path and the file",
        e);
  }
}
