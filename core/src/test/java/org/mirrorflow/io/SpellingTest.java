package org.mirrorflow.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> KNOWN =
      List.of("p", "xor", "euclidean", "hyperbolic", "--data");

  @ParameterizedTest
  @CsvSource({
    "hyperbolc, hyperbolic",
    "Euclidean, euclidean",
    "ecuildean, ",
    "eculidean, euclidean",
    "--dta, --data",
    "xr, xor",
    "q, ",
    "yes, ",
  })
  void namesTheNearestWordTwoSlipsAwayAtMost(String word, String meant) {
    String expected = meant == null ? "none" : "did you mean " + meant + "?";
    assertThat(Spelling.remedy(word, KNOWN, "none")).isEqualTo(expected);
  }
}
