package org.mirrorflow.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What pages are made of. */
final class PagePartsTest {
  @Test
  void theHashesOfScriptsAreThoseOfTheirFiles() {
    List<PageParts.Script> scripts = new ArrayList<>(PageParts.figureScripts());
    scripts.add(PageParts.reportScript());
    assertThat(scripts).hasSize(3);
    for (PageParts.Script script : scripts) {
      String text = script.text();
      assertThat(script.hash())
          .as("the hash of the script that begins with %s", text.lines().findFirst())
          .isEqualTo(PageParts.sha256(script.bytes()));
    }
  }

  @Test
  void piecesOfTextAreEncodedAsTheWhole() throws Exception {
    Utf8 pieces = new Utf8();
    pieces.append("κ = ").append('γ').append("xℓ1y", 1, 3);
    assertThat(new String(pieces.bytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("κ = γℓ1");
  }
}
