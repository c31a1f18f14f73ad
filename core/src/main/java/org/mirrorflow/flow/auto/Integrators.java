package org.mirrorflow.flow.auto;

import java.util.List;
import java.util.Locale;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.implicit.ImplicitFlow;
import org.mirrorflow.io.InputException;

/** The integrators by name. */
public final class Integrators {
  private static final List<String> KNOWN = List.of("explicit", "implicit", "auto");

  private Integrators() {}

  /**
   * {@return the integrator of a name}
   *
   * @param name {@code explicit}, {@code implicit} or {@code auto}
   * @throws InputException if it is none of these
   */
  public static Integrator parse(String name) {
    return switch (name) {
      case "explicit" -> ExplicitFlow.standard();
      case "implicit" -> ImplicitFlow.standard();
      case "auto" -> new AutoFlow();
      default ->
          throw new InputException(
              "--integrator " + name,
              "unknown integrator",
              "explicit, implicit or auto",
              KNOWN.contains(name.strip().toLowerCase(Locale.ROOT))
                  ? "write " + name.strip().toLowerCase(Locale.ROOT)
                  : "name one of them");
    };
  }
}
