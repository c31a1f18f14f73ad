package org.mirrorflow.lab.board;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSpec;

/**
 * What a visitor of the board may start.
 *
 * @param atOnce flows that go on at a time, one thread each
 * @param waiting flows that go on or wait
 * @param inAll flows that one board starts
 * @param seconds of one flow, after which it is stopped and may be resumed
 * @param inputs samples times features
 * @param jacobian samples times parameters: what a step of the implicit flow holds in memory
 */
public record Limits(int atOnce, int waiting, int inAll, long seconds, long inputs, long jacobian) {

  /** Flows on at most four cores, of ten minutes and 160 MB each. */
  public static final Limits STANDARD =
      new Limits(
          Math.min(4, Runtime.getRuntime().availableProcessors()),
          16,
          1000,
          600,
          1_000_000,
          20_000_000);

  private static final int LONGEST = 200;
  private static final Pattern COUNT = Pattern.compile("(\\w+)=(\\d+)\\b(?!\\.)");

  /**
   * {@return the problem of a run that a visitor may start}
   *
   * @param spec what is asked
   * @throws InputException if it names a file or is too large, or its parts do not fit together
   */
  FlowProblem problem(RunSpec spec) {
    for (String text : List.of(spec.data(), spec.model(), spec.map())) {
      if (text.length() > LONGEST) {
        throw refused("a text of " + text.length() + " letters", LONGEST + " at most");
      }
    }
    if (spec.get(RunOptions.INIT) != null || !withoutFiles(spec.data())) {
      throw refused("a file", "embedded or synthetic data and random weights");
    }
    atMost("numbers in the data", counts(spec.data()), inputs);
    Dataset data = spec.loadData();
    atMost("numbers in the data", (double) data.size() * data.features(), inputs);
    FlowProblem problem = spec.problem(data);
    double parameters = problem.model().layout().end();
    atMost("samples times parameters", data.size() * parameters, jacobian);
    return problem;
  }

  private static boolean withoutFiles(String data) {
    return DataSpec.known().stream().anyMatch(known -> name(known).equals(name(data)));
  }

  /** {@code synthetic:xor} of {@code synthetic:xor,n=20}, {@code digits} of {@code digits:0,1}. */
  private static String name(String data) {
    String spec = data.strip();
    return spec.startsWith("synthetic:")
        ? spec.replaceFirst(",.*", "")
        : spec.replaceFirst(":.*", "");
  }

  /** The product of all whole numbers that a specification gives names to, but the seed. */
  private static double counts(String data) {
    return COUNT
        .matcher(data)
        .results()
        .filter(match -> !match.group(1).equals("seed"))
        .map((MatchResult match) -> Double.valueOf(match.group(2)))
        .reduce(1.0, (a, b) -> a * Math.max(1, b));
  }

  private static void atMost(String what, double found, long most) {
    if (found > most) {
      throw refused(String.format("%,.0f %s", found, what), String.format("%,d at most", most));
    }
  }

  private static InputException refused(String found, String expected) {
    return new InputException(
        "the board", found, expected, "use the command line, which has no such limit");
  }
}
