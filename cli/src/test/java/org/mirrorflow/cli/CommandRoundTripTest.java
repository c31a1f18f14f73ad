package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.data.Transform;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSpec;

/** The command that a report shows, typed into a shell, asks for the very same run. */
final class CommandRoundTripTest {
  private static final Path SHELL = Path.of("/bin/sh");

  /** All but the names of options themselves, which the command line never takes for values. */
  private static final List<String> HOSTILE =
      List.of(
          "plain.csv",
          "two words.csv",
          "it's.csv",
          "''",
          "\"quoted\"",
          "back\\slash\\",
          "$HOME/`id`$(id).csv",
          "${sys:user.home}",
          "*.csv",
          "~/x.csv",
          "#comment",
          "a;b&c|d>e<f(g)h{i}j[k]l!m?n",
          "@list.csv",
          "@@list.csv",
          "-dash.csv",
          "--no-such-option",
          "-5",
          "a=b",
          "=",
          " leading and trailing ",
          "tab\tand\nline",
          "ünïcödé-日本-\uD83D\uDE00.csv",
          "%s %n %d",
          "");

  @Test
  void everySpecificationIsParsedBackFromItsCommand(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(SHELL));
    List<RunSpec> specs = specs();
    List<List<String>> typed = inShell(folder, specs.stream().map(RunSpec::command).toList());
    for (int i = 0; i < specs.size(); i++) {
      List<String> words = typed.get(i);
      assertThat(words.get(0)).isEqualTo("./mirrorflow");
      String[] args = words.subList(1, words.size()).toArray(String[]::new);
      FlowCommand command =
          (FlowCommand) Main.line(false).parseArgs(args).subcommand().commandSpec().userObject();
      assertThat(command.spec()).as(specs.get(i).command()).isEqualTo(specs.get(i));
    }
  }

  private static List<RunSpec> specs() {
    RunSpec plain = RunSpec.of("digits", "dense:8", "euclidean|p:3");
    List<RunSpec> specs = new ArrayList<>();
    specs.add(plain);
    specs.add(plain.with(Transform.STANDARDIZE, Transform.UNIT_NORM));
    specs.add(plain.with(Transform.UNIT_NORM, Transform.STANDARDIZE));
    specs.add(plain.until(Double.NEGATIVE_INFINITY).startingAt(Double.MIN_VALUE, Long.MIN_VALUE));
    specs.add(
        plain.until(-0.0).startingAt(1e300, Long.MAX_VALUE).with(RunOptions.TOLERANCE, 1.0 / 3));
    specs.add(
        plain
            .with("descent:loss-scaled:0.1")
            .with(RunOptions.MAX_STEPS, 1000L)
            .with(RunOptions.LOSS, "logistic"));
    for (String word : HOSTILE) {
      RunSpec spec =
          RunSpec.of(word, word, word)
              .with(RunOptions.LOSS, word)
              .until(-1000)
              .with(RunOptions.MAX_STEPS, 17L)
              .with(RunOptions.TOLERANCE, 1e-4)
              .startingAt(0.1, -3);
      // an empty path is refused when the specification is made
      specs.add(word.isEmpty() ? spec : spec.with(RunOptions.INIT, word));
    }
    return specs;
  }

  /** The words of every line as the shell hands them to a program. */
  @SuppressWarnings("OrphanedFormatString") // it is the shell's
  private static List<List<String>> inShell(Path folder, List<String> lines)
      throws IOException, InterruptedException {
    StringBuilder script =
        new StringBuilder("show() { printf '%s\\0' \"$@\"; printf '\\1\\0'; }\n");
    lines.forEach(line -> script.append("show ").append(line).append('\n'));
    Path file = Files.writeString(folder.resolve("script"), script);
    Path out = folder.resolve("out");
    Process shell =
        new ProcessBuilder(SHELL.toString(), file.toString())
            .directory(Files.createDirectory(folder.resolve("empty")).toFile())
            .redirectOutput(out.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(shell.waitFor()).isZero();
    String text = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
    List<List<String>> words = new ArrayList<>();
    String[] ends = text.split("\1\0", -1);
    for (String part : Arrays.copyOf(ends, ends.length - 1)) {
      words.add(Arrays.asList(part.substring(0, part.length() - 1).split("\0", -1)));
    }
    assertThat(words).hasSameSizeAs(lines);
    return words;
  }
}
