package org.mirrorflow.lab.sweep;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.mirrorflow.data.Transform;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.RunOption;
import org.mirrorflow.lab.run.RunOptions;

/**
 * What a grid may vary: options of {@code flow} by their names there. Every value has one canonical
 * text, so that {@code p:3} and {@code p:3.0} are the same cell.
 *
 * @param option of the run
 * @param transform the change of the features that the option switches, in the order of the keys;
 *     null for any other option
 */
public record GridKey(RunOption<?> option, Transform transform) {
  /** Data specification. */
  public static final GridKey DATA = of(RunOptions.DATA);

  /** Model specification. */
  public static final GridKey MODEL = of(RunOptions.MODEL);

  /** Mirror map specification. */
  public static final GridKey MAP = of(RunOptions.MAP);

  /** Scale of the initial weights. */
  public static final GridKey INIT_SCALE = of(RunOptions.INIT_SCALE);

  /** Number of the repetition, from which the seed of the initial weights follows. */
  public static final GridKey SEED = of(RunOptions.SEED);

  /** What follows the flow. */
  static final GridKey INTEGRATOR = of(RunOptions.INTEGRATOR);

  /** Samples that are measured, not trained on. */
  static final GridKey TEST = of(RunOptions.TEST);

  /** File with initial weights. */
  static final GridKey INIT = of(RunOptions.INIT);

  /** The keys of the first grids, in the order of their cells' ids. */
  public static final List<GridKey> FIRST =
      List.of(
          DATA,
          of(Transform.STANDARDIZE),
          of(Transform.UNIT_NORM),
          MODEL,
          MAP,
          of(RunOptions.LOSS),
          INIT_SCALE,
          of(RunOptions.UNTIL_LOG_LOSS),
          of(RunOptions.MAX_STEPS),
          of(RunOptions.TOLERANCE),
          INTEGRATOR,
          SEED);

  /** All keys: the first and every later option. */
  public static final List<GridKey> ALL =
      Stream.concat(
              FIRST.stream(),
              RunOptions.ALL.stream().map(GridKey::of).filter(key -> !FIRST.contains(key)))
          .toList();

  /** The text for no value, where that means something. */
  private static final String UNSET = "default";

  private static GridKey of(RunOption<?> option) {
    return new GridKey(option, null);
  }

  private static GridKey of(Transform transform) {
    return new GridKey(
        new RunOption<>(
            transform.spec(),
            Boolean.class,
            GridKey::yesOrNo,
            UnaryOperator.identity(),
            false,
            false,
            value -> {},
            false,
            "true|false",
            "Whether the features are changed in this way."),
        transform);
  }

  private static boolean yesOrNo(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.parseBoolean(text);
    }
    throw new InputException(
        "value " + text, "neither true nor false", "true or false", "correct the value");
  }

  /** {@return the name in a grid} */
  public String spec() {
    return option.name();
  }

  /** {@return of what kind the values are: String, Double, Long or Boolean} */
  public Class<?> type() {
    return option.type();
  }

  /** {@return whether the values are numbers, which may be given as a range} */
  public boolean numeric() {
    return Number.class.isAssignableFrom(type());
  }

  /** {@return the text in a grid that does not name the key; empty if it must} */
  public Optional<String> byDefault() {
    return option.required()
        ? Optional.empty()
        : Optional.of(option.byDefault() == null ? UNSET : option.byDefault().toString());
  }

  /** Whether a text says that there is no value. */
  boolean unset(String text) {
    return text.equals(UNSET) && option.byDefault() == null && !option.required();
  }

  /**
   * {@return the one text of a value}
   *
   * @param text as written
   * @throws InputException if it is no value of this key
   */
  public String canonical(String text) {
    return unset(text) ? text : option.canonicalOf(text).toString();
  }

  /**
   * {@return the value, as the store has it, of the kind of {@link #type}}
   *
   * @param text a canonical one
   */
  public Object value(String text) {
    return unset(text) ? text : option.parse(text);
  }

  /**
   * Adds the value to those of a run.
   *
   * @param text a canonical one
   * @param transforms of the run
   * @param values of the run
   */
  void addTo(List<Transform> transforms, Map<RunOption<?>, Object> values, String text) {
    if (transform == null && !unset(text)) {
      values.put(option, option.parse(text));
    } else if (transform != null && value(text).equals(true)) {
      transforms.add(transform);
    }
  }
}
