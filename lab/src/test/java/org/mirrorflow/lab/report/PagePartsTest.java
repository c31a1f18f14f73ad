package org.mirrorflow.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What pages are made of. */
final class PagePartsTest {
  @Test
  void theHashOfTheLibraryIsThatOfItsFile() {
    PageParts.Script library = PageParts.figureScripts().get(0);
    assertThat(library.hash()).isEqualTo(PageParts.sha256(library.bytes()));
  }

  @Test
  void piecesOfTextAreEncodedAsTheWhole() throws Exception {
    Utf8 pieces = new Utf8();
    pieces.append("κ = ").append('γ').append("xℓ1y", 1, 3);
    assertThat(new String(pieces.bytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("κ = γℓ1");
  }
}
