package org.mirrorflow.model;

import java.util.function.Function;

/**
 * The form of the specifications of one kind of model.
 *
 * @param name the whole of them, or what they begin with if it ends in a colon; in lower case
 * @param rest what follows, for messages, for example {@code WIDTH,...}
 * @param parse from the text, as it is given, to the specification; throws {@link
 *     org.mirrorflow.io.InputException} where it cannot be read
 * @since 0.2.0
 */
public record ModelForm(String name, String rest, Function<String, ModelSpec> parse) {
  boolean fits(String text) {
    return name.endsWith(":") ? text.startsWith(name) : text.equals(name);
  }
}
