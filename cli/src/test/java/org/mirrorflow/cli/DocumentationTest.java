package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.lab.sweep.Grid;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * The pages keep up with the program: links lead somewhere, commands are understood, Java code is
 * that of the examples, YAML is a grid, and the page of a command is its help ({@code
 * -Ddocs.write=true} writes those anew) and a sample. {@code .ci/docs} runs the commands.
 */
final class DocumentationTest {
  private static final Path ROOT = Path.of("..");
  private static final Path COMMANDS = ROOT.resolve("docs/commands");

  /** Begins what is written by hand: a command as it is run with what it prints. */
  private static final String SAMPLE = "\n## Sample\n";

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Pattern INLINE = Pattern.compile("`(?:\\./)?mirrorflow ([^`…]+)`");
  private static final Pattern NAMED =
      Pattern.compile("(\\.ci/\\w+)|-Dtest='?([\\w,*]+)|benchmarks/run ([a-z]\\w*)");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```");

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")) {
      pages.add(ROOT.resolve(name));
    }
    for (String folder : List.of("docs", "examples", "core/src/main/resources")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages.stream().sorted();
  }

  static Collection<CommandLine> commands() {
    return Main.line(false).getSubcommands().values();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    Matcher links = LINK.matcher(Files.readString(page));
    while (links.find()) {
      String link = links.group(1);
      if (link.matches("https?://.*")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
      assertThat(target).as("%s links to %s", page, link).exists();
      if (parts.length == 2) {
        assertThat(anchors(target)).as("%s links to %s", page, link).contains(parts[1]);
      }
    }
  }

  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsAreUnderstood(Path page) throws IOException {
    String text = Files.readString(page);
    List<String> lines = commandLines(text);
    INLINE.matcher(text).results().forEach(command -> lines.add(command.group(1)));
    for (String line : lines) {
      String[] words = words(line);
      assertThatCode(() -> Main.line(false).parseArgs(words))
          .as("%s: %s", page, line)
          .doesNotThrowAnyException();
    }
  }

  /** Commands in lines of code, continued lines joined; {@code mirrorflow NAME: …} is an error. */
  private static List<String> commandLines(String text) {
    List<String> lines = new ArrayList<>();
    boolean fenced = false;
    for (String line : text.replaceAll("\\\\\\n\\s*", "").split("\\n", -1)) {
      fenced ^= line.startsWith("```");
      boolean code = fenced || line.startsWith("    ");
      Matcher command = Pattern.compile("^\\s*(?:\\./)?mirrorflow (.*)").matcher(line);
      boolean whole =
          command.matches() && !command.group(1).matches(".*[…$].*|\\w+ \\[OPTIONS.*|\\w+: .*");
      if (code && whole) {
        lines.add(command.group(1).replaceFirst("\\s+#.*", ""));
      }
    }
    return lines;
  }

  private static String[] words(String line) {
    return WORD.matcher(line)
        .results()
        .map(w -> w.group(1) != null ? w.group(1) : w.group(2) != null ? w.group(2) : w.group(3))
        .takeWhile(word -> !word.equals("|") && !word.equals(">"))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void scriptsTestsAndBenchmarksExist(Path page) throws IOException {
    String benchmarks = Files.readString(ROOT.resolve("benchmarks/run"));
    Matcher named = NAMED.matcher(Files.readString(page));
    while (named.find()) {
      if (named.group(1) != null) {
        assertThat(ROOT.resolve(named.group(1))).as("%s names it", page).exists();
      } else if (named.group(2) != null) {
        for (String test : named.group(2).split(",", -1)) {
          assertThat(tests(test)).as("tests %s of %s", test, page).isNotEmpty();
        }
      } else {
        assertThat(benchmarks).as("%s", page).contains("benchmarks/run " + named.group(3));
      }
    }
  }

  private static List<Path> tests(String glob) throws IOException {
    String name = glob.replace("*", ".*") + "\\.java";
    try (Stream<Path> files = Files.walk(ROOT, 12)) {
      return files.filter(file -> file.getFileName().toString().matches(name)).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void yamlIsGrid(Path page, @TempDir Path folder) throws IOException {
    Matcher blocks = YAML.matcher(Files.readString(page));
    while (blocks.find()) {
      Path grid = Files.writeString(folder.resolve("grid.yaml"), blocks.group(1));
      assertThat(Grid.read(grid, 0).cells()).as("cells of %s", page).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void javaCodeIsThatOfTheExamples(Path page) throws IOException {
    String sources;
    try (Stream<Path> files = Files.walk(ROOT.resolve("examples/src/main"))) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(DocumentationTest::text)
              .map(DocumentationTest::squeezed)
              .collect(Collectors.joining(" "));
    }
    Matcher blocks = JAVA.matcher(Files.readString(page));
    while (blocks.find()) {
      assertThat(sources.contains(squeezed(blocks.group(1))))
          .as("in a class of examples/: %s of %s", blocks.group(1), page)
          .isTrue();
    }
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void thePageOfACommandIsItsHelp(CommandLine command) throws IOException {
    String name = command.getCommandName();
    String help = command.getUsageMessage(Ansi.OFF).replace("\r\n", "\n");
    Path file = COMMANDS.resolve(name + ".md");
    String before = Files.exists(file) ? Files.readString(file) : "";
    int sample = before.indexOf(SAMPLE);
    String page =
        "# mirrorflow "
            + name
            + "\n\n```\n"
            + help
            + "```\n"
            + (sample < 0 ? "" : before.substring(sample));
    if (Boolean.getBoolean("docs.write")) {
      Files.createDirectories(COMMANDS);
      Files.writeString(file, page);
    }
    assertThat(file).hasContent(page);
    assertThat(page).contains(SAMPLE);
    assertThat(ROOT.resolve("docs/README.md")).content().contains("commands/" + name + ".md");
  }
}
