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
}
