package org.mirrorflow.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line. Exit 0: done; 2: bad input, one line on standard error; 1: the run failed, with
 * its outcome and what to change.
 */
@Command(
    name = "mirrorflow",
    description = "Train homogeneous networks by mirror flow and say which margin that maximises.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StudyCommand.class,
      FlowCommand.class,
      MapsCommand.class,
      HorizonCommand.class,
      CertifyCommand.class,
      SweepCommand.class,
      RunsCommand.class,
      AdviseCommand.class,
      TrainCommand.class,
      PruneCommand.class,
      CiteCommand.class
    },
    footer = {"", "Example:", "  mirrorflow study --quick"})
public final class Main implements Runnable {
  /** Exit code of bad input or usage. */
  public static final int BAD_INPUT = 2;

  /** Exit code of a run that failed. */
  public static final int RUN_FAILED = 1;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** The command line, to be filled by picocli. */
  public Main() {}

  /**
   * Runs the command line and ends the virtual machine with its exit code.
   *
   * @param args a command and its options
   */
  public static void main(String[] args) {
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
    PrintWriter err =
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
    boolean terminal = Boolean.getBoolean("mirrorflow.terminal");
    int exit = run(out, err, terminal, args);
    out.flush();
    err.flush();
    System.exit(exit);
  }

  /**
   * Runs the command line with these streams.
   *
   * @param out standard output
   * @param err standard error
   * @param terminal whether {@code err} is a terminal that can show a progress bar
   * @param args a command and its options
   * @return 0, {@link #BAD_INPUT} or {@link #RUN_FAILED}
   */
  public static int run(PrintWriter out, PrintWriter err, boolean terminal, String... args) {
    CommandLine line = line(terminal);
    line.setOut(out);
    line.setErr(err);
    line.setParameterExceptionHandler((failure, given) -> usage(failure, given, err));
    line.setExecutionExceptionHandler((failure, failed, result) -> failure(failure, failed, err));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      err.println(
          "mirrorflow: out of memory; choose a smaller model, or give Java more memory with"
              + " JAVA_TOOL_OPTIONS=-Xmx8g");
      return RUN_FAILED;
    }
  }

  /** The grammar. Words that begin with @ are names of files as they stand, not lists of words. */
  static CommandLine line(boolean terminal) {
    CommandLine line = new CommandLine(new Main(), new CommandFactory(terminal));
    line.getCommandSpec().version(Version.PROGRAM);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(int.class, text -> number(text, "whole number", Integer::valueOf));
    line.registerConverter(long.class, text -> number(text, "whole number", Long::valueOf));
    line.registerConverter(Long.class, text -> number(text, "whole number", Long::valueOf));
    line.registerConverter(double.class, text -> number(text, "number", Double::valueOf));
    line.registerConverter(Double.class, text -> number(text, "number", Double::valueOf));
    return line;
  }

  private static <T> T number(String text, String kind, Function<String, T> read) {
    try {
      return read.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'" + text + "' found, a " + kind + " within range expected");
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int usage(ParameterException failure, String[] args, PrintWriter err) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    err.println(name + ": " + oneLine(failure.getMessage()) + "; see " + name + " --help");
    if (List.of(args).contains("--verbose")) {
      failure.printStackTrace(err);
    }
    return BAD_INPUT;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  private static int failure(Exception failure, CommandLine failed, PrintWriter err) {
    String name = failed.getCommandSpec().qualifiedName();
    boolean verbose = verbose(failed);
    boolean input = failure instanceof InputException;
    String text =
        input
            ? failure.getMessage()
            : "internal failure, " + failure + "; add --verbose and report what it prints";
    err.println(name + ": " + oneLine(text));
    if (verbose) {
      failure.printStackTrace(err);
    }
    return input ? BAD_INPUT : RUN_FAILED;
  }

  private static boolean verbose(CommandLine failed) {
    var option = failed.getCommandSpec().findOption("--verbose");
    return option != null && Boolean.TRUE.equals(option.getValue());
  }
}
