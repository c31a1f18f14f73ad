package org.mirrorflow.lab.report;

/**
 * A work that the report rests on.
 *
 * @param text authors, title, place, year
 * @param link address of the work, followed only on a click; empty when there is none
 */
public record Citation(String text, String link) {

  /**
   * Checks the address.
   *
   * @param text authors, title, place, year
   * @param link empty, or an http(s) address
   * @throws IllegalArgumentException if the link is neither empty nor an http(s) address
   */
  public Citation {
    if (!link.isEmpty() && !link.startsWith("https://") && !link.startsWith("http://")) {
      throw new IllegalArgumentException(
          "link '" + link + "': expected an http(s) address or \"\"");
    }
  }
}
