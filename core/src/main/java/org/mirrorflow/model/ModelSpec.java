package org.mirrorflow.model;

import java.util.Optional;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.io.InputException;

/**
 * A model without its sizes of input and output, as written on the command line, for example {@code
 * linear} or {@code dense:64,64,activation=leaky:0.1}.
 *
 * @since 0.1.0
 */
public interface ModelSpec {

  /**
   * {@return the model between inputs and outputs of these numbers}
   *
   * @param features number of features, at least 1
   * @param image shape of the image that the features are, for models that need one
   * @param outputs number of outputs, at least 1
   * @throws IllegalArgumentException if a number is not so
   * @throws InputException if the model needs an image and there is none, or the number of
   *     parameters or the degree reaches 2^31
   */
  LayeredModel on(int features, Optional<ImageShape> image, int outputs);

  /** {@return the specification that parses to this} */
  String spec();

  /**
   * {@return the model that takes the features of these data to their outputs}
   *
   * @param data the samples
   * @throws InputException as {@link #on(int, Optional, int)} does
   */
  default LayeredModel on(Dataset data) {
    return on(data.features(), data.image(), data.outputs());
  }

  /**
   * {@return the model on features that are no image}
   *
   * @param features number of features, at least 1
   * @param outputs number of outputs, at least 1
   * @throws InputException as {@link #on(int, Optional, int)} does
   */
  default LayeredModel on(int features, int outputs) {
    return on(features, Optional.empty(), outputs);
  }

  /**
   * Reads a specification.
   *
   * @param spec for example {@code dense:64,64,activation=relu^2}; case and space around it are
   *     ignored
   * @return the model that it names
   * @throws InputException if the text is of no known form
   */
  static ModelSpec parse(String spec) {
    return ModelRegistry.parse(spec);
  }
}
