package org.mirrorflow.lab.sweep;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * What a grid may vary: options of {@code flow} by their names there. Every value has one canonical
 * text, so that {@code p:3} and {@code p:3.0} are the same cell.
 */
public enum GridKey {
  /** Data specification. */
  DATA("data", null, Kind.WORDS, text -> DataSpec.parse(text).spec()),
  /** Features to mean 0 and variance 1. */
  STANDARDIZE("standardize", "false", Kind.WORDS, GridKey::truth),
  /** Samples to norm 1, after standardisation. */
  UNIT_NORM("unit-norm", "false", Kind.WORDS, GridKey::truth),
  /** Model specification. */
  MODEL("model", null, Kind.WORDS, text -> ModelSpec.parse(text).spec()),
  /** Mirror map specification. */
  MAP("map", null, Kind.WORDS, text -> MapSpec.parse(text).spec()),
  /** Loss name, or {@code default}: exponential for two classes, cross-entropy for more. */
  LOSS("loss", GridKey.DEFAULT_LOSS, Kind.WORDS, GridKey::loss),
  /** Scale of the initial weights. */
  INIT_SCALE("init-scale", RunSpec.DEFAULT_SCALE + "", Kind.REAL, GridKey::real),
  /** Target of log ℒ. */
  UNTIL_LOG_LOSS("until-log-loss", RunSpec.DEFAULT_LOG_LOSS + "", Kind.REAL, GridKey::real),
  /** Most steps. */
  MAX_STEPS("max-steps", RunSpec.DEFAULT_STEPS + "", Kind.WHOLE, GridKey::whole),
  /** Accuracy of a step. */
  TOLERANCE("tolerance", FlowOptions.DEFAULT_TOLERANCE + "", Kind.REAL, GridKey::real),
  /** explicit, stabilised, implicit or auto; or {@code descent:} with a step rule. */
  INTEGRATOR("integrator", RunSpec.DEFAULT_INTEGRATOR, Kind.WORDS, String::strip),
  /** Number of the repetition, from which the seed of the initial weights follows. */
  SEED("seed", "0", Kind.WHOLE, GridKey::whole);

  /** The loss that follows from the number of classes. */
  static final String DEFAULT_LOSS = "default";

  /** What the values of a key are. */
  enum Kind {
    WORDS,
    WHOLE,
    REAL
  }

  private final String spec;
  private final String byDefault;
  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
  private final UnaryOperator<String> canonical;

  GridKey(String spec, String byDefault, Kind kind, UnaryOperator<String> canonical) {
    this.spec = spec;
    this.byDefault = byDefault;
    this.kind = kind;
    this.canonical = canonical;
  }

  /** {@return the name in a grid} */
  public String spec() {
    return spec;
  }

  /** The value of a grid that does not name the key; empty if it must. */
  Optional<String> byDefault() {
    return Optional.ofNullable(byDefault).map(this::canonical);
  }

  /** What its values are. */
  Kind kind() {
    return kind;
  }

  /**
   * The one text of a value.
   *
   * @throws InputException if it is no value of this key
   */
  String canonical(String text) {
    return canonical.apply(text);
  }

  /** The key of that name. */
  static Optional<GridKey> named(String name) {
    return Arrays.stream(values()).filter(key -> key.spec.equals(name)).findFirst();
  }

  private static String truth(String text) {
    if (text.equals("true") || text.equals("false")) {
      return text;
    }
    throw wrong(text, "true or false");
  }

  private static String loss(String text) {
    return text.equals(DEFAULT_LOSS) ? text : Loss.parse(text).spec();
  }

  private static String real(String text) {
    try {
      return Double.toString(Double.parseDouble(text) + 0.0); // −0 becomes 0
    } catch (NumberFormatException e) {
      throw wrong(text, "a number");
    }
  }

  private static String whole(String text) {
    try {
      return Long.toString(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      throw wrong(text, "a whole number");
    }
  }

  private static InputException wrong(String text, String expected) {
    return new InputException("value " + text, "not of its kind", expected, "correct the value");
  }
}
