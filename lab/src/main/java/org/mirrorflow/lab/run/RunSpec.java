package org.mirrorflow.lab.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mirrorflow.analysis.Asked;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.Split;
import org.mirrorflow.data.Transform;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** Everything that determines a flow, in the words of the command line. */
public final class RunSpec {
  private static final String TRANSFORMS = "transforms";

  /** What a command names even where it is the default: where the flow begins and ends. */
  private static final Set<RunOption<?>> IN_COMMANDS =
      Set.of(RunOptions.UNTIL_LOG_LOSS, RunOptions.INIT_SCALE, RunOptions.SEED);

  private final List<Transform> transforms;

  /** Of every option that has one. */
  private final Map<RunOption<?>, Object> values;

  /**
   * Fills in the defaults and checks what can be checked without data. The words for data, model,
   * map and loss are looked at when they are used.
   *
   * @param transforms copied
   * @param values of options, each of its type; absent ones become the default
   * @throws InputException if a value is missing or out of range
   */
  public RunSpec(List<Transform> transforms, Map<RunOption<?>, Object> values) {
    this.transforms = List.copyOf(transforms);
    Map<RunOption<?>, Object> all = new LinkedHashMap<>();
    for (RunOption<?> option : RunOptions.ALL) {
      Object value = option.checked(values.get(option));
      if (value != null) {
        all.put(option, value);
      }
    }
    this.values = Collections.unmodifiableMap(all);
  }

  /**
   * {@return a run with all defaults}
   *
   * @param data data specification
   * @param model model specification
   * @param map mirror map specification
   */
  public static RunSpec of(String data, String model, String map) {
    return new RunSpec(
        List.of(), Map.of(RunOptions.DATA, data, RunOptions.MODEL, model, RunOptions.MAP, map));
  }

  /**
   * {@return the value of an option, or null}
   *
   * @param option one of {@link RunOptions#ALL}
   * @param <T> what its values are
   */
  public <T> T get(RunOption<T> option) {
    return option.type().cast(values.get(option));
  }

  /** {@return changes of the features, in order} */
  public List<Transform> transforms() {
    return transforms;
  }

  /** {@return data specification} */
  public String data() {
    return get(RunOptions.DATA);
  }

  /** {@return model specification} */
  public String model() {
    return get(RunOptions.MODEL);
  }

  /** {@return mirror map specification} */
  public String map() {
    return get(RunOptions.MAP);
  }

  /** {@return target of log ℒ} */
  public double untilLogLoss() {
    return get(RunOptions.UNTIL_LOG_LOSS);
  }

  /** {@return scale of the initial weights} */
  public double initScale() {
    return get(RunOptions.INIT_SCALE);
  }

  /** {@return seed of the initial weights} */
  public long seed() {
    return get(RunOptions.SEED);
  }

  /** {@return what follows the flow} */
  public String integrator() {
    return get(RunOptions.INTEGRATOR);
  }

  /**
   * {@return the same with another value of an option}
   *
   * @param option one of {@link RunOptions#ALL}
   * @param value in its range
   * @param <T> what its values are
   */
  public <T> RunSpec with(RunOption<T> option, T value) {
    Map<RunOption<?>, Object> changed = new HashMap<>(values);
    changed.put(option, value);
    return new RunSpec(transforms, changed);
  }

  /**
   * {@return the same until another log-loss}
   *
   * @param logLoss target of log ℒ
   */
  public RunSpec until(double logLoss) {
    return with(RunOptions.UNTIL_LOG_LOSS, logLoss);
  }

  /**
   * {@return the same from another random start}
   *
   * @param scale of the initial weights, finite and above 0
   * @param seed of the initial weights
   */
  public RunSpec startingAt(double scale, long seed) {
    return with(RunOptions.INIT_SCALE, scale).with(RunOptions.SEED, seed);
  }

  /**
   * {@return the same by another integrator, or by descent}
   *
   * @param integrator see {@link Integrators}
   */
  public RunSpec with(String integrator) {
    return with(RunOptions.INTEGRATOR, integrator);
  }

  /**
   * {@return the same with changes of the features, after those it has}
   *
   * @param changes in order
   */
  public RunSpec with(Transform... changes) {
    List<Transform> all = new ArrayList<>(transforms);
    all.addAll(List.of(changes));
    return new RunSpec(all, values);
  }

  /**
   * {@return whether a checkpoint of another run can be continued by this one: only the end may
   * differ}
   *
   * @param other the earlier run
   */
  public boolean continues(RunSpec other) {
    return endless().equals(other.endless());
  }

  /** The same with the end that a run has by default. */
  RunSpec endless() {
    Map<RunOption<?>, Object> kept = new HashMap<>(values);
    kept.keySet().removeIf(RunOption::end);
    return new RunSpec(transforms, kept);
  }

  /** {@return what follows the flow: an integrator, or mirror descent} */
  public Integrator method() {
    return Integrators.parse(integrator());
  }

  /**
   * {@return the data that are trained on, with their transforms}
   *
   * @throws InputException if they are unknown, missing or malformed
   */
  public Dataset loadData() {
    return split().train();
  }

  /**
   * {@return the samples that are measured, not trained on; changed as the training data are}
   *
   * @throws InputException if they are unknown, missing or malformed, or do not fit the data
   */
  public Optional<Dataset> loadTest() {
    return Optional.ofNullable(get(RunOptions.TEST)).map(test -> split().held());
  }

  /** Without a test, the data and none. */
  private Split split() {
    Dataset loaded = DataSpec.load(data());
    String test = get(RunOptions.TEST);
    Split split = test == null ? new Split(loaded, null) : new HeldOut(test.strip()).of(loaded);
    for (Transform transform : transforms) {
      Dataset held = split.held() == null ? null : transform.apply(split.train(), split.held());
      split = new Split(transform.apply(split.train()), held);
    }
    return split;
  }

  /**
   * {@return what is measured besides}
   *
   * @param problem what flows
   * @throws InputException if the samples held out cannot be read, or do not fit the data
   */
  public Asked asked(FlowProblem problem) {
    return new Asked(
        loadTest()
            .map(test -> new FlowProblem(problem.model(), test, problem.loss(), problem.map())),
        gauges());
  }

  /** {@return gauges in which margins and KKT gaps are measured besides} */
  public List<GaugeSpec> gauges() {
    return RunOptions.gauges(get(RunOptions.GAUGES));
  }

  /**
   * {@return model, loss and map bound to loaded data}
   *
   * @param loaded what {@link #loadData} gave
   * @throws InputException if a word is not understood or the parts do not fit together
   */
  public FlowProblem problem(Dataset loaded) {
    HomogeneousModel network = ModelSpec.parse(model()).on(loaded);
    String loss = get(RunOptions.LOSS);
    Loss chosen =
        loss == null ? (loaded.binary() ? Loss.EXPONENTIAL : Loss.CROSS_ENTROPY) : Loss.parse(loss);
    return FlowProblem.of(network, loaded, chosen, MapSpec.parse(map()));
  }

  /** {@return when the flow ends} */
  public FlowOptions options() {
    return new FlowOptions(untilLogLoss(), get(RunOptions.MAX_STEPS), get(RunOptions.TOLERANCE));
  }

  /** The values by their keys: what a file of a run holds. */
  @JsonValue
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    values.forEach(
        (option, value) -> {
          json.put(option.key(), value);
          if (option.equals(RunOptions.DATA)) {
            json.put(TRANSFORMS, transforms);
          }
        });
    return json;
  }

  /**
   * The specification of a file; options that it does not name have their defaults.
   *
   * @throws InputException if a key is unknown, or a value is not of its kind
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static RunSpec fromJson(Map<String, Object> json) {
    Map<String, Object> left = new HashMap<>(json);
    List<Transform> transforms = new ArrayList<>();
    Object names = left.remove(TRANSFORMS);
    if (names != null) {
      ((Collection<?>) names).forEach(name -> transforms.add(Transform.valueOf("" + name)));
    }
    Map<RunOption<?>, Object> values = new HashMap<>();
    for (RunOption<?> option : RunOptions.ALL) {
      Object value = left.remove(option.key());
      if (value instanceof Collection || value instanceof Map) {
        throw new InputException(option.key(), "no single value", option.label(), "correct it");
      }
      if (value != null) {
        values.put(option, option.parse(value.toString()));
      }
    }
    if (!left.isEmpty()) {
      throw new InputException(
          "keys " + left.keySet(), "unknown", "those of run.json", "remove them");
    }
    return new RunSpec(transforms, values);
  }

  /** {@return the command that repeats this run} */
  public String command() {
    StringBuilder line = new StringBuilder("./mirrorflow flow");
    values.forEach(
        (option, value) -> {
          if (IN_COMMANDS.contains(option) || !value.equals(option.byDefault())) {
            append(line, option.flag(), value);
          }
          if (option.equals(RunOptions.DATA)) {
            transforms.forEach(t -> line.append(" --").append(t.spec()));
          }
        });
    return line.toString();
  }

  /** A word that begins with a dash would be taken for an option unless it is tied to its own. */
  private static void append(StringBuilder line, String name, Object value) {
    String word = value.toString();
    boolean dash = word.startsWith("-") && value instanceof String;
    line.append(' ').append(name).append(dash ? '=' : ' ').append(quoted(word));
  }

  private static String quoted(String word) {
    return word.matches("[\\w.,:=+/-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunSpec spec && json().equals(spec.json());
  }

  @Override
  public int hashCode() {
    return json().hashCode();
  }

  @Override
  public String toString() {
    return command();
  }
}
