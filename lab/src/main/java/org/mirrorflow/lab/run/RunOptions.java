package org.mirrorflow.lab.run;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mirrorflow.analysis.MarkSchedule;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** The options of a run. One is a constant here and its place in {@link #ALL}. */
public final class RunOptions {
  /** Data specification. */
  public static final RunOption<String> DATA =
      required(
          "data",
          text -> DataSpec.parse(text).spec(),
          "DATA",
          "digits, digits:0,1, iris, mnist:n=1000, synthetic:NAME,..., or a file (.csv, .npz).");

  /** Model specification. */
  public static final RunOption<String> MODEL =
      required(
          "model",
          text -> ModelSpec.parse(text).spec(),
          "MODEL",
          "linear, dense:50, dense:64,64,activation=leaky:0.1; on images conv:8-16,"
              + " chain:c8-p-c16-d30 or vgg:11.");

  /** Mirror map specification. */
  public static final RunOption<String> MAP =
      required(
          "map",
          text -> text.strip().equals(AutoMap.NAME) ? AutoMap.NAME : MapSpec.parse(text).spec(),
          "MAP",
          "euclidean, p:1.5, hyperbolic:beta=0.1 ...; MAP|MAP for one per layer; auto for"
              + " hyperbolic entropy with beta chosen during the flow.");

  /** Loss name; none: exponential for two classes, cross-entropy for more. */
  public static final RunOption<String> LOSS =
      words(
          "loss",
          text -> Loss.parse(text).spec(),
          null,
          loss -> {},
          "LOSS",
          "exponential, logistic or cross-entropy (default: exponential for two classes,"
              + " cross-entropy for more).");

  /** Target of log ℒ. */
  public static final RunOption<Double> UNTIL_LOG_LOSS =
      real(
          "until-log-loss",
          -100,
          x -> !Double.isNaN(x),
          "a number, for example -100",
          true,
          "X",
          "Stop when log loss (of the sum over samples) is at most X");

  /** Most steps; by default far above what the explicit flow takes to log ℒ = −1000. */
  public static final RunOption<Long> MAX_STEPS =
      whole("max-steps", 10_000_000, n -> n >= 1, "at least 1", true, "N", "Stop after N steps");

  /** Accuracy of a step. */
  public static final RunOption<Double> TOLERANCE =
      real(
          "tolerance",
          FlowOptions.DEFAULT_TOLERANCE,
          x -> x > 0 && x <= 1,
          "a number above 0 and at most 1",
          false,
          "X",
          "Accuracy of the flow; smaller is more accurate");

  /** Scale of the initial weights; by default small, the regime in which features are learned. */
  public static final RunOption<Double> INIT_SCALE =
      real(
          "init-scale",
          0.1,
          x -> x > 0 && Double.isFinite(x),
          "a finite number above 0",
          false,
          "S",
          "Scale of the initial weights");

  /** Seed of the initial weights. */
  public static final RunOption<Long> SEED =
      whole("seed", 0, n -> true, "any", false, "N", "Random seed");

  /** File with initial weights in place of random ones. */
  public static final RunOption<String> INIT =
      words(
          "init",
          RunOptions::plainPath,
          null,
          RunOptions::path,
          "FILE",
          "Initial weights: npz with W1, W2, ..., or a PyTorch state dictionary as npz or"
              + " safetensors (default: random).");

  /** What follows the flow, see {@link Integrators}. */
  public static final RunOption<String> INTEGRATOR =
      words(
          "integrator",
          text -> Integrators.parse(text.strip()).spec(),
          Integrators.AUTO,
          Integrators::parse,
          "NAME",
          Integrators.names());

  /** Samples that are measured, not trained on. */
  public static final RunOption<String> TEST =
      words(
          "test",
          text -> new HeldOut(text.strip()).canonical(),
          null,
          text -> {
            String unused = new HeldOut(text.strip()).canonical();
          },
          "DATA",
          "Measure accuracy and loss on these samples at every mark: data, or split:0.25,seed=0 to"
              + " hold out a share of --data (default: none).");

  /** Gauges in which margins and KKT gaps are measured as well. */
  public static final RunOption<String> GAUGES =
      words(
          "gauges",
          text -> gauges(text).stream().map(GaugeSpec::spec).collect(Collectors.joining(",")),
          null,
          text -> {
            List<GaugeSpec> unused = gauges(text);
          },
          "LIST",
          "Measure margins and KKT gap in these gauges, too: l1,l2,linf (default: the limit gauge"
              + " alone).");

  /** How densely it is measured. */
  public static final RunOption<Long> MARKS =
      whole(
          "marks",
          MarkSchedule.STANDARD.perDecade(),
          n -> n >= 1 && n <= 1000,
          "1 to 1000",
          false,
          "N",
          "Marks per factor of ten of log(1/loss)");

  /** All options, in the order of commands and of JSON. */
  public static final List<RunOption<?>> ALL =
      List.of(
          DATA,
          MODEL,
          MAP,
          LOSS,
          UNTIL_LOG_LOSS,
          MAX_STEPS,
          TOLERANCE,
          INIT_SCALE,
          SEED,
          INIT,
          INTEGRATOR,
          TEST,
          GAUGES,
          MARKS);

  private RunOptions() {}

  private static RunOption<String> required(
      String name, UnaryOperator<String> canonical, String label, String meaning) {
    return new RunOption<>(
        name, String.class, s -> s, canonical, null, true, s -> {}, false, label, meaning);
  }

  private static RunOption<String> words(
      String name,
      UnaryOperator<String> canonical,
      String byDefault,
      Consumer<String> check,
      String label,
      String meaning) {
    return new RunOption<>(
        name, String.class, s -> s, canonical, byDefault, false, check, false, label, meaning);
  }

  private static RunOption<Double> real(
      String name,
      double byDefault,
      DoublePredicate allowed,
      String expected,
      boolean end,
      String label,
      String meaning) {
    return new RunOption<>(
        name,
        Double.class,
        Double::valueOf,
        x -> x + 0.0, // −0 becomes 0
        byDefault,
        false,
        x -> inRange(allowed.test(x), name, x, expected),
        end,
        label,
        meaning);
  }

  private static RunOption<Long> whole(
      String name,
      long byDefault,
      LongPredicate allowed,
      String expected,
      boolean end,
      String label,
      String meaning) {
    return new RunOption<>(
        name,
        Long.class,
        text -> Long.valueOf(text.strip()),
        n -> n,
        byDefault,
        false,
        n -> inRange(allowed.test(n), name, n, expected),
        end,
        label,
        meaning);
  }

  /** The gauges of a list; none of no list. */
  static List<GaugeSpec> gauges(String list) {
    if (list == null) {
      return List.of();
    }
    List<GaugeSpec> gauges = Stream.of(list.split(",")).map(GaugeSpec::parse).toList();
    if (gauges.stream().map(GaugeSpec::spec).distinct().count() < gauges.size()) {
      throw new InputException(
          "--gauges " + list, "a gauge twice", "every gauge once", "leave one out");
    }
    return gauges;
  }

  /** The one spelling of a path, with slashes. */
  private static String plainPath(String file) {
    path(file);
    return Path.of(file).normalize().toString().replace('\\', '/');
  }

  private static void path(String file) {
    String found = file.isBlank() ? "nothing found" : "no path";
    try {
      if (!file.isBlank() && Path.of(file).getNameCount() >= 0) {
        return;
      }
    } catch (InvalidPathException e) {
      found = "no path";
    }
    throw new InputException("--init " + file, found, "a file or folder", "name one");
  }

  private static void inRange(boolean allowed, String name, Object found, String expected) {
    if (!allowed) {
      throw new InputException(
          "--" + name + " " + found, "out of range", expected, "change the option");
    }
  }
}
