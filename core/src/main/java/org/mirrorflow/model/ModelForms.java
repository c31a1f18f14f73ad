package org.mirrorflow.model;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;

/** The forms of a {@link ModelSpec}: one line each. */
final class ModelForms {
  private static final List<Form> FORMS =
      List.of(
          new Form(DenseSpec.LINEAR, "", DenseSpec::parse),
          new Form(DenseSpec.DENSE, "WIDTH,... with ,activation=NAME", DenseSpec::parse),
          new Form(ChainSpec.CONV, "CHANNELS-...", ChainSpec::parse),
          new Form(ChainSpec.CHAIN, "LAYER-..., LAYER cN, m, p, a or dN", ChainSpec::parse),
          new Form(ChainSpec.VGG, "11 or 16", ChainSpec::parse));

  private ModelForms() {}

  /**
   * How specifications of one form look.
   *
   * @param name the whole of them, or what they begin with if it ends in a colon
   * @param rest what follows, for messages
   * @param parse from the text, as it is given, to the specification
   */
  private record Form(String name, String rest, Function<String, ModelSpec> parse) {
    boolean fits(String text) {
      return name.endsWith(":") ? text.startsWith(name) : text.equals(name);
    }
  }

  static ModelSpec parse(String spec) {
    String text = spec.strip().toLowerCase(Locale.ROOT);
    for (Form form : FORMS) {
      if (form.fits(text)) {
        return form.parse.apply(spec);
      }
    }
    throw new InputException(
        "model " + spec,
        "unknown form",
        FORMS.stream().map(form -> form.name + form.rest).collect(Collectors.joining(", or ")),
        "write for example dense:64,64");
  }
}
