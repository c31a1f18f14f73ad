package org.mirrorflow.flow.auto;

import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.implicit.ImplicitFlow;
import org.mirrorflow.flow.stabilised.StabilisedFlow;
import org.mirrorflow.io.InputException;

/** The integrators by name. */
public final class Integrators {
  private Integrators() {}

  /**
   * {@return the integrator of a name}
   *
   * @param name {@code explicit}, {@code stabilised}, {@code implicit} or {@code auto}
   * @throws InputException if it is none of these
   */
  public static Integrator parse(String name) {
    return switch (name) {
      case "explicit" -> ExplicitFlow.standard();
      case "stabilised" -> new StabilisedFlow();
      case "implicit" -> ImplicitFlow.standard();
      case "auto" -> new AutoFlow();
      default ->
          throw new InputException(
              "--integrator " + name,
              "unknown integrator",
              "explicit, stabilised, implicit or auto",
              "name one of them");
    };
  }
}
