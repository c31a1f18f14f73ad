package org.mirrorflow.lab.sweep;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mirrorflow.data.Transform;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.RunOption;
import org.mirrorflow.lab.run.RunOptions;

/**
 * What a grid may vary: options of {@code flow} by their names there. Every value has one canonical
 * text, so that {@code p:3} and {@code p:3.0} are the same cell.
 */
public interface GridKey {
  /** Data specification. */
  GridKey DATA = new OfOption<>(RunOptions.DATA);

  /** Model specification. */
  GridKey MODEL = new OfOption<>(RunOptions.MODEL);

  /** Mirror map specification. */
  GridKey MAP = new OfOption<>(RunOptions.MAP);

  /** Scale of the initial weights. */
  GridKey INIT_SCALE = new OfOption<>(RunOptions.INIT_SCALE);

  /** Number of the repetition, from which the seed of the initial weights follows. */
  GridKey SEED = new OfOption<>(RunOptions.SEED);

  /** The keys of the first grids, in the order of their cells' ids. */
  List<GridKey> FIRST =
      List.of(
          DATA,
          new OfTransform(Transform.STANDARDIZE),
          new OfTransform(Transform.UNIT_NORM),
          MODEL,
          MAP,
          new OfOption<>(RunOptions.LOSS),
          INIT_SCALE,
          new OfOption<>(RunOptions.UNTIL_LOG_LOSS),
          new OfOption<>(RunOptions.MAX_STEPS),
          new OfOption<>(RunOptions.TOLERANCE),
          new OfOption<>(RunOptions.INTEGRATOR),
          SEED);

  /** All keys: the first and every later option but the file of weights, which fits one model. */
  List<GridKey> ALL =
      Stream.concat(
              FIRST.stream(),
              RunOptions.ALL.stream()
                  .filter(option -> !option.equals(RunOptions.INIT))
                  .map(option -> (GridKey) new OfOption<>(option))
                  .filter(key -> !FIRST.contains(key)))
          .toList();

  /** {@return the name in a grid} */
  String spec();

  /** {@return of what kind the values are: String, Double, Long or Boolean} */
  Class<?> type();

  /** {@return whether the values are numbers, which may be given as a range} */
  boolean numeric();

  /** {@return the text in a grid that does not name the key; empty if it must} */
  Optional<String> byDefault();

  /**
   * {@return the one text of a value}
   *
   * @param text as written
   * @throws InputException if it is no value of this key
   */
  String canonical(String text);

  /**
   * {@return the value, as the store has it, of the kind of {@link #type}}
   *
   * @param text a canonical one
   */
  Object value(String text);

  /**
   * Adds the value to those of a run.
   *
   * @param text a canonical one
   * @param transforms of the run
   * @param values of the run
   */
  void addTo(List<Transform> transforms, Map<RunOption<?>, Object> values, String text);

  /**
   * An option.
   *
   * @param <T> what its values are
   * @param option of the run
   */
  record OfOption<T>(RunOption<T> option) implements GridKey {
    /** The text for no value, where that means something. */
    private static final String UNSET = "default";

    @Override
    public String spec() {
      return option.name();
    }

    @Override
    public Class<?> type() {
      return option.type();
    }

    @Override
    public boolean numeric() {
      return option.type() != String.class;
    }

    @Override
    public Optional<String> byDefault() {
      return option.required()
          ? Optional.empty()
          : Optional.of(option.byDefault() == null ? UNSET : option.byDefault().toString());
    }

    private boolean unset(String text) {
      return text.equals(UNSET) && option.byDefault() == null && !option.required();
    }

    @Override
    public String canonical(String text) {
      return unset(text) ? text : option.canonical().apply(option.parse(text)).toString();
    }

    @Override
    public Object value(String text) {
      return unset(text) ? text : option.parse(text);
    }

    @Override
    public void addTo(List<Transform> transforms, Map<RunOption<?>, Object> values, String text) {
      if (!unset(text)) {
        values.put(option, option.parse(text));
      }
    }
  }

  /**
   * Whether the features are changed in this way; changes come in the order of the keys.
   *
   * @param transform the change
   */
  record OfTransform(Transform transform) implements GridKey {
    @Override
    public String spec() {
      return transform.spec();
    }

    @Override
    public Class<?> type() {
      return Boolean.class;
    }

    @Override
    public boolean numeric() {
      return false;
    }

    @Override
    public Optional<String> byDefault() {
      return Optional.of("false");
    }

    @Override
    public String canonical(String text) {
      if (text.equals("true") || text.equals("false")) {
        return text;
      }
      throw new InputException(
          "value " + text, "not of its kind", "true or false", "correct the value");
    }

    @Override
    public Object value(String text) {
      return Boolean.valueOf(text);
    }

    @Override
    public void addTo(List<Transform> transforms, Map<RunOption<?>, Object> values, String text) {
      if (text.equals("true")) {
        transforms.add(transform);
      }
    }
  }
}
