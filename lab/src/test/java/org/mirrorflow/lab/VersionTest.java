package org.mirrorflow.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void citationFileHasTheVersionOfTheProject() throws IOException {
    assertThat(Version.NUMBER).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(Files.readAllLines(Path.of("..", "CITATION.cff")))
        .contains("version: " + Version.NUMBER);
  }

  /** Core has no version of its own, but its checkpoints say who wrote them. */
  @Test
  void checkpointsAreOfThisVersion() {
    assertThat(org.mirrorflow.io.Origin.PROGRAM).isEqualTo(Version.PROGRAM);
  }
}
