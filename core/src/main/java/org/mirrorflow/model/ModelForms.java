package org.mirrorflow.model;

import java.util.List;

/**
 * Kinds of models from outside the library. Implementations are found as services ({@code
 * META-INF/services/org.mirrorflow.model.ModelForms}); then {@link ModelSpec#parse} and the command
 * line know their names.
 *
 * @since 0.2.0
 */
public interface ModelForms {

  /** {@return the forms; their names must differ from those of the library} */
  List<ModelForm> forms();
}
