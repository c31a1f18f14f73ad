package org.mirrorflow.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.mirrorflow.io.Extensions;
import org.mirrorflow.io.InputException;

/**
 * The forms of a {@link ModelSpec}. Adding one to the library is a line here; others are found as
 * services, see {@link ModelForms}.
 */
final class ModelRegistry {
  private static final Extensions<ModelForm> FORMS =
      Extensions.load(
          new Extensions.Kind<>("model form", ModelForm::name, Set.of()),
          List.of(
              new ModelForm(DenseSpec.LINEAR, "", DenseSpec::parse),
              new ModelForm(DenseSpec.DENSE, "WIDTH,... with ,activation=NAME", DenseSpec::parse),
              new ModelForm(ChainSpec.CONV, "CHANNELS-...", ChainSpec::parse),
              new ModelForm(
                  ChainSpec.CHAIN, "LAYER-..., LAYER cN, m, p, a or dN", ChainSpec::parse),
              new ModelForm(ChainSpec.VGG, "11 or 16", ChainSpec::parse)),
          ModelForms.class,
          ModelForms::forms);

  private ModelRegistry() {}

  static ModelSpec parse(String spec) {
    String text = spec.strip().toLowerCase(Locale.ROOT);
    List<ModelForm> forms = FORMS.all();
    for (ModelForm form : forms) {
      if (form.fits(text)) {
        return form.parse().apply(spec);
      }
    }
    throw new InputException(
        "model " + spec,
        "unknown form",
        forms.stream().map(form -> form.name() + form.rest()).collect(Collectors.joining(", or ")),
        "write for example dense:64,64");
  }
}
