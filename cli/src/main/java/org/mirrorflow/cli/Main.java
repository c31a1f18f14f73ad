package org.mirrorflow.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Spelling;
import org.mirrorflow.lab.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit 0: done; 2: bad input, one line on standard error; 1: the run failed, with
 * its outcome and what to change.
 */
@Command(
    name = "mirrorflow",
    description =
        "Train homogeneous networks by mirror flow and measure which margin that maximises.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the run failed; the message says why and what to change",
      "2:bad input or usage; one line says what to correct"
    },
    subcommands = {
      StudyCommand.class,
      FlowCommand.class,
      MapsCommand.class,
      HorizonCommand.class,
      CertifyCommand.class,
      CompareCommand.class,
      BoardCommand.class,
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

  @CommandLine.Spec private CommandSpec spec;

  /** The command line, to be filled by picocli. */
  public Main() {}

  /**
   * Runs the command line and ends the virtual machine with its exit code.
   *
   * @param args a command and its options
   */
  public static void main(String[] args) {
    // Not System.out, which takes note of a full disk without telling why.
    PrintWriter out =
        new PrintWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8),
            true);
    PrintWriter err =
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
    boolean terminal = Boolean.getBoolean("mirrorflow.terminal");
    int exit = run(out, err, terminal, args);
    if (out.checkError()) {
      err.println(
          "mirrorflow: standard output: cannot be written; expected a place with room for the"
              + " answer; make room or choose another");
      exit = exit == 0 ? RUN_FAILED : exit;
    }
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
    String hint = encodingHint(args);
    line.setParameterExceptionHandler((failure, given) -> usage(failure, given, hint, err));
    line.setExecutionExceptionHandler(
        (failure, failed, result) -> failure(failure, failed, hint, err));
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      err.println(
          "mirrorflow: out of memory; choose a smaller model, or give Java more memory with"
              + " MIRRORFLOW_JAVA_OPTS=-Xmx8g");
      return RUN_FAILED;
    } catch (LinkageError e) {
      err.println("mirrorflow: " + unloaded(e));
      return traced(e, args, err);
    } catch (Throwable e) {
      err.println("mirrorflow: " + internal(e));
      return traced(e, args, err);
    }
  }

  /** A library of which a part is not there, or whose native part cannot be unpacked and loaded. */
  private static String unloaded(LinkageError e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return "a library cannot be loaded ("
        + oneLine(cause.toString())
        + "); expected a temporary folder that can be written and run from, "
        + System.getProperty("java.io.tmpdir")
        + "; name another with MIRRORFLOW_JAVA_OPTS=-Djava.io.tmpdir=DIR, or build again";
  }

  private static String internal(Throwable e) {
    return "internal failure, "
        + oneLine(e.toString())
        + "; add --verbose and report what it prints";
  }

  private static int traced(Throwable e, String[] args, PrintWriter err) {
    if (List.of(args).contains("--verbose")) {
      e.printStackTrace(err);
    }
    return RUN_FAILED;
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
    line.registerConverter(Path.class, Main::path);
    line.registerConverter(Double.class, text -> number(text, "number", Double::valueOf));
    return line;
  }

  /** Nothing would be the current folder, which nobody means by an empty variable of a script. */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("nothing found; expected a file or folder; name one");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "no path (" + e.getReason() + "); expected a file or folder");
    }
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

  /** Under the locale C, names with letters outside ASCII reach Java as other names. */
  private static String encodingHint(String... args) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    boolean plain = Stream.of(args).allMatch(word -> word.chars().allMatch(c -> c < 128));
    return plain || encoding.toUpperCase(Locale.ROOT).startsWith("UTF")
        ? ""
        : "; letters outside ASCII need LC_ALL=C.UTF-8, and the locale now is of " + encoding;
  }

  private static int usage(
      ParameterException failure, String[] args, String hint, PrintWriter err) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    String text = oneLine(said(failure, args));
    err.println(name + ": " + text + "; see " + name + " --help" + hint);
    if (List.of(args).contains("--verbose")) {
      failure.printStackTrace(err);
    }
    return BAD_INPUT;
  }

  /** Names the word that was meant; a mistyped option would be reported as one that is missing. */
  private static String said(ParameterException failure, String... args) {
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    if (failure instanceof UnmatchedArgumentException unmatched) {
      return failure.getMessage() + meant(command, unmatched.getUnmatched().get(0));
    }
    Optional<String> unknown =
        Stream.of(args)
            .filter(word -> word.startsWith("--"))
            .map(word -> word.split("=", 2)[0])
            .filter(word -> command.findOption(word) == null)
            .findFirst();
    return failure instanceof MissingParameterException && unknown.isPresent()
        ? "Unknown option: '" + unknown.get() + "'" + meant(command, unknown.get())
        : failure.getMessage();
  }

  private static String meant(CommandSpec command, String word) {
    Map<String, ?> known = word.startsWith("-") ? command.optionsMap() : command.subcommands();
    String remedy = Spelling.remedy(word, known.keySet(), "");
    return remedy.isEmpty() ? "" : "; " + remedy;
  }

  private static String oneLine(String text) {
    return text.strip().replaceFirst("^Error: ", "").replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  private static int failure(Exception failure, CommandLine failed, String hint, PrintWriter err) {
    String name = failed.getCommandSpec().qualifiedName();
    boolean verbose = verbose(failed);
    boolean input = failure instanceof InputException;
    String text = input ? failure.getMessage() : internal(failure);
    err.println(name + ": " + oneLine(text) + (input ? hint : ""));
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
