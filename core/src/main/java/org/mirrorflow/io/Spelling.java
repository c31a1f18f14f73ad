package org.mirrorflow.io;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/**
 * Finds the word that was meant, for messages.
 *
 * @since 0.2.0
 */
public final class Spelling {
  /** Slips of the pen that a known word may be away: two exchanged letters are two. */
  private static final int MOST_SLIPS = 2;

  private Spelling() {}

  /**
   * {@return "did you mean …?" with the nearest known word}
   *
   * @param word as it was written
   * @param known the words it may have been
   * @param otherwise what is returned where no known word is near
   */
  public static String remedy(String word, Collection<String> known, String otherwise) {
    String written = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(candidate -> slips(written, candidate)))
        .filter(nearest -> slips(written, nearest) <= Math.min(MOST_SLIPS, nearest.length() / 2))
        .map(nearest -> "did you mean " + nearest + "?")
        .orElse(otherwise);
  }

  /** Letters to insert, remove or replace between two words (Levenshtein 1966). */
  private static int slips(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 0; i < a.length(); i++) {
      int diagonal = row[0];
      row[0] = i + 1;
      for (int j = 0; j < b.length(); j++) {
        int replaced = diagonal + (a.charAt(i) == b.charAt(j) ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = Math.min(replaced, Math.min(row[j], diagonal) + 1);
      }
    }
    return row[b.length()];
  }
}
