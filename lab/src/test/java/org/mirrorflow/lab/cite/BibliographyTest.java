package org.mirrorflow.lab.cite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** References are whole and stand in the form that their readers expect. */
final class BibliographyTest {

  static List<Reference> works() {
    return Bibliography.all();
  }

  @Test
  void keysAreUnique() {
    Set<String> keys = new HashSet<>();
    assertThat(works()).allMatch(work -> keys.add(work.key()));
  }

  @ParameterizedTest
  @MethodSource("works")
  void everyWorkIsWholeInEveryForm(Reference work) {
    if (work.equals(Bibliography.SOFTWARE)) {
      assertThat(work.link()).isEmpty();
      assertThat(work.bibtex() + work.ris()).doesNotContain("url =", "UR  -");
    } else {
      assertThat(URI.create(work.link()).getScheme()).isEqualTo("https");
    }
    assertThat(work.year()).isBetween(1900, 2026);
    String bibtex = work.bibtex();
    assertThat(bibtex).startsWith("@").contains("{" + work.key() + ",").endsWith("\n}\n");
    assertThat(bibtex.chars().filter(c -> c == '{').count())
        .isEqualTo(bibtex.chars().filter(c -> c == '}').count());
    assertThat(work.ris().lines()).allMatch(line -> line.matches("[A-Z][A-Z0-9]  - .*"));
    assertThat(work.ris()).startsWith("TY  - ").endsWith("ER  - \r\n");
    assertThat(work.ris().split("AU {2}- ", -1)).hasSize(work.authors().size() + 1);
    assertThat(work.text()).contains(work.title(), work.venue(), work.link());
  }

  @Test
  void theProgramAndThePaperAreTwoWorks() {
    assertThat(Bibliography.of(List.of("p:3")))
        .startsWith(Bibliography.SOFTWARE, Bibliography.MIRROR_FLOW_BIAS);
    assertThat(Bibliography.SOFTWARE.text()).contains("MirrorFlow").doesNotContain("arXiv");
    assertThat(Bibliography.MIRROR_FLOW_BIAS.text()).doesNotContain("MirrorFlow contributors");
  }

  @Test
  void aRunCitesItsDataAndItsMap() {
    List<Reference> works =
        Bibliography.of(List.of("fashion-mnist", "euclidean|group(hyperbolic:beta=0.1)"));
    assertThat(works)
        .contains(
            Bibliography.MIRROR_FLOW_BIAS,
            Bibliography.work("xiao2017"),
            Bibliography.work("ghai2020"),
            Bibliography.work("yuan2006"))
        .doesNotContain(Bibliography.work("lecun1998"), Bibliography.work("alpaydin1998"));
    assertThat(Bibliography.of(List.of("cifar-10", "p:3")))
        .contains(Bibliography.work("krizhevsky2009"));
  }
}
