package org.mirrorflow.lab.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.Transform;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.flow.descent.MirrorDescent;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.DenseNetwork;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * Everything that determines a flow, in the words of the command line.
 *
 * @param data data specification
 * @param transforms changes of the features, in order
 * @param model model specification
 * @param map mirror map specification
 * @param loss loss name; null: exponential for two classes, cross-entropy for more
 * @param untilLogLoss target of log ℒ
 * @param maxSteps most steps
 * @param tolerance accuracy of a step
 * @param initScale scale of the initial weights
 * @param seed seed of the initial weights
 * @param init file with initial weights in place of random ones, or null
 * @param integrator explicit, stabilised, implicit or auto; or {@code descent:} and a step rule
 *     with its rate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSpec(
    String data,
    List<Transform> transforms,
    String model,
    String map,
    String loss,
    double untilLogLoss,
    long maxSteps,
    double tolerance,
    double initScale,
    long seed,
    String init,
    String integrator) {

  /** Default target of log ℒ. */
  public static final double DEFAULT_LOG_LOSS = -100;

  /** Default scale of the initial weights: small, the regime in which features are learned. */
  public static final double DEFAULT_SCALE = 0.1;

  /** Default step limit: far above what the explicit flow takes to log ℒ = −1000. */
  public static final long DEFAULT_STEPS = 10_000_000L;

  /** Default integrator. */
  public static final String DEFAULT_INTEGRATOR = "auto";

  /** What stands before a step rule in the place of an integrator. */
  public static final String DESCENT = "descent:";

  /**
   * Checks the numbers and fixes the words.
   *
   * @param data looked at when it is loaded
   * @param transforms copied
   * @param model looked at when it is built
   * @param map looked at when it is built
   * @param loss name, or null
   * @param untilLogLoss any number
   * @param maxSteps at least 1
   * @param tolerance above 0, at most 1
   * @param initScale finite and above 0
   * @param seed any
   * @param init file, or null
   * @param integrator one that is known
   * @throws InputException if one is not so
   */
  public RunSpec {
    transforms = List.copyOf(transforms);
    if (Double.isNaN(untilLogLoss)) {
      throw number("--until-log-loss", untilLogLoss, "a number, for example -100");
    }
    if (maxSteps < 1) {
      throw number("--max-steps", maxSteps, "at least 1");
    }
    if (!(tolerance > 0 && tolerance <= 1)) {
      throw number("--tolerance", tolerance, "a number above 0 and at most 1");
    }
    if (!(initScale > 0) || !Double.isFinite(initScale)) {
      throw number("--init-scale", initScale, "a finite number above 0");
    }
    if (integrator.startsWith(DESCENT)) {
      MirrorDescent.parse(integrator.substring(DESCENT.length()));
    } else {
      Integrators.parse(integrator);
    }
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
        data,
        List.of(),
        model,
        map,
        null,
        DEFAULT_LOG_LOSS,
        DEFAULT_STEPS,
        FlowOptions.DEFAULT_TOLERANCE,
        DEFAULT_SCALE,
        0,
        null,
        DEFAULT_INTEGRATOR);
  }

  /**
   * {@return the same until another log-loss}
   *
   * @param logLoss target of log ℒ
   */
  public RunSpec until(double logLoss) {
    return with(draft -> draft.untilLogLoss = logLoss);
  }

  /**
   * {@return the same from another random start}
   *
   * @param scale of the initial weights, finite and above 0
   * @param newSeed of the initial weights
   */
  public RunSpec startingAt(double scale, long newSeed) {
    return with(
        draft -> {
          draft.initScale = scale;
          draft.seed = newSeed;
        });
  }

  /**
   * {@return the same with changes of the features, after those it has}
   *
   * @param changes in order
   */
  public RunSpec with(Transform... changes) {
    return with(draft -> draft.transforms.addAll(List.of(changes)));
  }

  /**
   * {@return the same by another integrator, or by descent}
   *
   * @param otherIntegrator explicit, stabilised, implicit or auto; or {@code descent:} and a step
   *     rule with its rate
   */
  public RunSpec with(String otherIntegrator) {
    return with(draft -> draft.integrator = otherIntegrator);
  }

  /**
   * {@return the same with another tolerance}
   *
   * @param value accuracy of a step, above 0, at most 1
   */
  public RunSpec withTolerance(double value) {
    return with(draft -> draft.tolerance = value);
  }

  /**
   * {@return the same with another step limit}
   *
   * @param value most steps, at least 1
   */
  public RunSpec withMaxSteps(long value) {
    return with(draft -> draft.maxSteps = value);
  }

  /**
   * {@return the same with another loss}
   *
   * @param name of the loss
   */
  public RunSpec withLoss(String name) {
    return with(draft -> draft.loss = name);
  }

  /**
   * {@return the same with another map}
   *
   * @param otherMap mirror map specification
   */
  public RunSpec withMap(String otherMap) {
    return with(draft -> draft.map = otherMap);
  }

  /**
   * {@return the same from weights in a file}
   *
   * @param file npz
   */
  public RunSpec startingFrom(String file) {
    return with(draft -> draft.init = file);
  }

  private RunSpec with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.spec();
  }

  /** A specification while it is changed; never leaves {@link #with(Consumer)}. */
  private static final class Draft {
    private final RunSpec from;
    private final List<Transform> transforms;
    private String map;
    private String loss;
    private double untilLogLoss;
    private long maxSteps;
    private double tolerance;
    private double initScale;
    private long seed;
    private String init;
    private String integrator;

    Draft(RunSpec from) {
      this.from = from;
      transforms = new ArrayList<>(from.transforms);
      map = from.map;
      loss = from.loss;
      untilLogLoss = from.untilLogLoss;
      maxSteps = from.maxSteps;
      tolerance = from.tolerance;
      initScale = from.initScale;
      seed = from.seed;
      init = from.init;
      integrator = from.integrator;
    }

    RunSpec spec() {
      return new RunSpec(
          from.data,
          transforms,
          from.model,
          map,
          loss,
          untilLogLoss,
          maxSteps,
          tolerance,
          initScale,
          seed,
          init,
          integrator);
    }
  }

  /**
   * {@return whether a checkpoint of another run can be continued by this one: only the end may
   * differ}
   *
   * @param other the earlier run
   */
  public boolean continues(RunSpec other) {
    return equals(other.until(untilLogLoss).withMaxSteps(maxSteps));
  }

  /** {@return what follows the flow: an integrator, or mirror descent} */
  public Integrator method() {
    return integrator.startsWith(DESCENT)
        ? MirrorDescent.parse(integrator.substring(DESCENT.length()))
        : Integrators.parse(integrator);
  }

  /**
   * {@return the data with their transforms}
   *
   * @throws InputException if they are unknown, missing or malformed
   */
  public Dataset loadData() {
    Dataset loaded = DataSpec.load(data);
    for (Transform transform : transforms) {
      loaded = transform.apply(loaded);
    }
    return loaded;
  }

  /**
   * {@return model, loss and map bound to loaded data}
   *
   * @param loaded what {@link #loadData} gave
   * @throws InputException if a word is not understood or the parts do not fit together
   */
  public FlowProblem problem(Dataset loaded) {
    DenseNetwork network = ModelSpec.parse(model).on(loaded.features(), loaded.outputs());
    Loss chosen =
        loss == null ? (loaded.binary() ? Loss.EXPONENTIAL : Loss.CROSS_ENTROPY) : Loss.parse(loss);
    return FlowProblem.of(network, loaded, chosen, MapSpec.parse(map));
  }

  /** {@return when the flow ends} */
  public FlowOptions options() {
    return new FlowOptions(untilLogLoss, maxSteps, tolerance);
  }

  /** {@return the command that repeats this run} */
  public String command() {
    StringBuilder line = new StringBuilder("./mirrorflow flow");
    option(line, "--data", data);
    transforms.forEach(t -> line.append(" --").append(t.spec()));
    option(line, "--model", model);
    option(line, "--map", map);
    if (loss != null) {
      option(line, "--loss", loss);
    }
    option(line, "--until-log-loss", untilLogLoss);
    if (maxSteps != DEFAULT_STEPS) {
      option(line, "--max-steps", maxSteps);
    }
    if (tolerance != FlowOptions.DEFAULT_TOLERANCE) {
      option(line, "--tolerance", tolerance);
    }
    option(line, "--init-scale", initScale);
    option(line, "--seed", seed);
    if (init != null) {
      option(line, "--init", init);
    }
    if (integrator.startsWith(DESCENT)) {
      option(line, "--method", "descent");
      option(line, "--step-rule", integrator.substring(DESCENT.length()));
    } else if (!integrator.equals(DEFAULT_INTEGRATOR)) {
      option(line, "--integrator", integrator);
    }
    return line.toString();
  }

  /** A word that begins with a dash would be taken for an option unless it is tied to its own. */
  private static void option(StringBuilder line, String name, Object value) {
    String word = value.toString();
    boolean dash = word.startsWith("-") && value instanceof String;
    line.append(' ').append(name).append(dash ? '=' : ' ').append(quoted(word));
  }

  private static String quoted(String word) {
    return word.matches("[\\w.,:=+/-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static InputException number(String option, Object found, String expected) {
    return new InputException(option + " " + found, "out of range", expected, "change the option");
  }
}
