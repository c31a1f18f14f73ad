package org.mirrorflow.io;

import java.io.Serial;

/**
 * Input that a person can put right: a file, an option or a specification.
 *
 * <p>The message is one line that names the place, what was found there, what was expected and the
 * remedy. The command line prints it and exits with 2.
 *
 * @since 0.1.0
 */
public final class InputException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error in what a person gave.
   *
   * @param place where the input stands, for example {@code data.csv:17} or {@code --map p:0.5}
   * @param found what is wrong there
   * @param expected what would have been accepted
   * @param remedy what to do
   */
  public InputException(String place, String found, String expected, String remedy) {
    super(line(place, found, expected, remedy));
  }

  /**
   * An error in what a person gave, found by another failure.
   *
   * @param place where the input stands, for example {@code data.csv:17} or {@code --map p:0.5}
   * @param found what is wrong there
   * @param expected what would have been accepted
   * @param remedy what to do
   * @param cause the failure
   */
  public InputException(
      String place, String found, String expected, String remedy, Throwable cause) {
    super(line(place, found, expected, remedy), cause);
  }

  private static String line(String place, String found, String expected, String remedy) {
    String text = place + ": " + found + "; expected " + expected + "; " + remedy;
    return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
