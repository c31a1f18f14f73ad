package org.mirrorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Public types of the packages that docs/library.md calls API say since which version they exist.
 */
final class SinceTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("(?m)^public (?:\\w+ )*(?:class|interface|record|enum) ");

  static Stream<String> packages() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/library.md"));
    List<String> rows =
        page.substring(page.indexOf("## What is API"))
            .lines()
            .filter(line -> line.matches("\\|.*\\| API.*"))
            .toList();
    return rows.stream()
        .map(row -> row.substring(0, row.indexOf("| API")))
        .flatMap(cell -> Pattern.compile("`([a-z.]+)`").matcher(cell).results())
        .map(match -> match.group(1));
  }

  @Test
  void thePageNamesPackages() throws IOException {
    assertThat(packages()).contains("flow", "gauge", "analysis.rate");
  }

  @ParameterizedTest
  @MethodSource("packages")
  void everyPublicTypeSaysSinceWhen(String name) throws IOException {
    Path folder = Path.of("src/main/java/org/mirrorflow", name.split("\\.", -1));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file);
        List<MatchResult> types = PUBLIC_TYPE.matcher(text).results().toList();
        if (!types.isEmpty()) {
          assertThat(text.substring(0, types.get(0).start()))
              .as("%s: javadoc of the type", file)
              .containsPattern("@since \\d+\\.\\d+\\.\\d+");
        }
      }
    }
  }
}
