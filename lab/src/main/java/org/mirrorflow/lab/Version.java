package org.mirrorflow.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of the program, read from the Maven project. */
public final class Version {
  /** The number, for example {@code 0.1.0}, for the release and what leads to it. */
  public static final String NUMBER = read().strip().replace("-SNAPSHOT", "");

  /** Name and number. */
  public static final String PROGRAM = "MirrorFlow " + NUMBER;

  private Version() {}

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own version cannot be read", e);
    }
  }
}
