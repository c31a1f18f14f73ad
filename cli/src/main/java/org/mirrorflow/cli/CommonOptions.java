package org.mirrorflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mirrorflow.lab.run.Interruption;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options that every command has. */
public final class CommonOptions {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Option(names = "--verbose", description = "On failure, show the stack trace.")
  private boolean verbose;

  @Option(names = "--seed", paramLabel = "N", description = "Random seed (default: 0).")
  private long seed;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  private boolean terminal;

  /** Options to be filled by picocli. */
  public CommonOptions() {}

  void terminal(boolean value) {
    terminal = value;
  }

  /** {@return whether the answer is to be JSON} */
  public boolean json() {
    return json;
  }

  /** {@return whether failures are shown with their stack trace} */
  public boolean verbose() {
    return verbose;
  }

  /** {@return the seed of everything random} */
  public long seed() {
    return seed;
  }

  /** {@return standard output} */
  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** {@return standard error} */
  public PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /**
   * {@return progress as wished: a bar on a terminal, plain lines elsewhere, or nothing}
   *
   * @param task one word for what goes on
   */
  public ProgressDisplay progress(String task) {
    if (quiet) {
      return ProgressDisplay.silent();
    }
    return terminal ? ProgressDisplay.bar(task, err()) : ProgressDisplay.lines(task, err());
  }

  /**
   * Prints a value as one JSON object.
   *
   * @param value a record of plain numbers and words
   */
  public void print(Object value) {
    try {
      out()
          .println(
              JsonMapper.builder()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .build()
                  .writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("results are plain numbers and words", e);
    }
  }

  /**
   * Answers for a command that was interrupted before it had one.
   *
   * @param e what is known, and how to go on
   * @param empty the answer without anything in it, of which JSON has the keys
   * @return the exit code
   */
  int interrupted(Interruption e, Map<String, ?> empty) {
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>(empty);
      answer.put("outcome", "INTERRUPTED");
      answer.put("known", e.known());
      print(answer);
    }
    return interrupted(e.known(), e.remedy());
  }

  /**
   * Says that a command was interrupted.
   *
   * @param known what is done
   * @param remedy how to go on
   * @return the exit code
   */
  int interrupted(String known, String remedy) {
    String name = spec.commandLine().getCommandSpec().qualifiedName();
    err().println(name + ": INTERRUPTED: " + known + "; " + remedy);
    return Main.RUN_FAILED;
  }

  /**
   * Answers: as one JSON object, or for people.
   *
   * @param value a record of plain numbers and words
   * @param words prints the same for people
   */
  public void answer(Object value, Runnable words) {
    if (json) {
      print(value);
    } else {
      words.run();
    }
  }

  /**
   * Prints one line of an answer for people.
   *
   * @param name what it is
   * @param value shown as {@link #number} has it
   */
  public void line(String name, Object value) {
    out().printf(Locale.ROOT, "%-23s %s%n", name, number(value));
  }

  /**
   * {@return a number to six digits, {@code -} where there is none, anything else as it is}
   *
   * @param value may be null
   */
  public static String number(Object value) {
    return value == null
        ? "-"
        : value instanceof Double d ? String.format(Locale.ROOT, "%.6g", d) : value.toString();
  }
}
