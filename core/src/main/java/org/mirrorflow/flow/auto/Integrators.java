package org.mirrorflow.flow.auto;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.descent.MirrorDescent;
import org.mirrorflow.flow.descent.SteepestDescent;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.implicit.ImplicitFlow;
import org.mirrorflow.flow.stabilised.StabilisedFlow;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Spelling;

/**
 * The integrators by name: {@code NAME} or {@code NAME:PARAMETERS}. Each is one line here.
 *
 * @since 0.2.0
 */
public final class Integrators {

  /**
   * An integrator or a family of them.
   *
   * @param name the word before the colon
   * @param parameters form of what follows the colon; empty if nothing does
   * @param meaning one line for tables
   * @param make the integrator of the text behind the colon
   * @param example a canonical specification
   */
  public record Entry(
      String name,
      String parameters,
      String meaning,
      Function<String, Integrator> make,
      String example) {

    /** {@return name and parameters as they are written} */
    public String form() {
      return parameters.isEmpty() ? name : name + ":" + parameters;
    }
  }

  /** The integrator that chooses among the others. */
  public static final String AUTO = "auto";

  /** The name of mirror descent. */
  public static final String DESCENT = MirrorDescent.NAME;

  private static final List<Entry> ALL =
      List.of(
          entry("explicit", "explicit Runge-Kutta steps", ExplicitFlow.standard()),
          entry(
              "stabilised",
              "stabilised explicit steps on the samples that carry weight",
              new StabilisedFlow()),
          entry("implicit", "implicit steps with exact kinks", ImplicitFlow.standard()),
          entry(
              AUTO,
              "explicit, stabilised or implicit, whichever is the cheaper one",
              new AutoFlow()),
          new Entry(
              DESCENT,
              "RULE:RATE",
              "discrete mirror descent that never raises the loss",
              MirrorDescent::parse,
              "descent:loss-scaled:0.1"),
          new Entry(
              SteepestDescent.NAME,
              "GAUGE:RATE",
              "normalised steepest descent in a norm; the map is euclidean",
              SteepestDescent::parse,
              "steepest:linf:0.01"));

  private Integrators() {}

  /** {@return all entries, in the order of tables} */
  public static List<Entry> all() {
    return ALL;
  }

  /** {@return the names of those without parameters, as a phrase: {@code a, b or c}} */
  public static String names() {
    List<String> names =
        ALL.stream().filter(entry -> entry.parameters().isEmpty()).map(Entry::name).toList();
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /**
   * {@return the integrator of a specification}
   *
   * @param spec for example {@code auto} or {@code descent:loss-scaled:0.1}
   * @throws InputException if the name is unknown or its parameters are not understood
   */
  public static Integrator parse(String spec) {
    int colon = spec.indexOf(':');
    String name = (colon < 0 ? spec : spec.substring(0, colon)).strip();
    String text = colon < 0 ? "" : spec.substring(colon + 1);
    for (Entry entry : ALL) {
      if (entry.name().equals(name)) {
        if (entry.parameters().isEmpty() && colon >= 0) {
          throw new InputException(
              place(spec), "parameters " + text, entry.form() + " alone", "leave them out");
        }
        return entry.make().apply(text);
      }
    }
    throw new InputException(
        place(spec),
        "unknown integrator",
        ALL.stream().map(Entry::form).collect(Collectors.joining(", ")),
        remedy(name));
  }

  private static Entry entry(String name, String meaning, Integrator integrator) {
    return new Entry(name, "", meaning, text -> integrator, name);
  }

  private static String place(String spec) {
    return "--integrator " + spec;
  }

  private static String remedy(String name) {
    return Spelling.remedy(name, ALL.stream().map(Entry::name).toList(), "name one of them");
  }
}
