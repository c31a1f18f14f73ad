package org.mirrorflow.data;

import java.util.Objects;
import java.util.Optional;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Sizes;

/**
 * Labelled samples.
 *
 * @param name where they come from, for reports
 * @param inputs n × features, row-major; read-only by convention (not copied: it may be large)
 * @param labels n class indices 0 .. classes − 1; for two classes 1 is the positive one (y = +1)
 * @param features number of columns
 * @param classes number of classes, at least 2
 * @param outputs number of model outputs that fit this set: one per class, or a single one for two
 *     classes, whose sign then tells the class
 * @param image shape of the image that the features of a sample are; empty for other features
 * @since 0.1.0
 */
public record Dataset(
    String name,
    double[] inputs,
    int[] labels,
    int features,
    int classes,
    int outputs,
    Optional<ImageShape> image) {

  /**
   * The samples for a model with one output if there are two classes, else one per class.
   *
   * @param name where they come from, for reports
   * @param inputs n × features, row-major, not copied
   * @param labels n class indices 0 .. classes − 1, not copied
   * @param features number of columns, at least 1
   * @param classes number of classes, at least 2
   * @throws IllegalArgumentException if the shapes do not agree or a label is out of range
   */
  public Dataset(String name, double[] inputs, int[] labels, int features, int classes) {
    this(name, inputs, labels, features, classes, classes == 2 ? 1 : classes, Optional.empty());
  }

  /**
   * Checks that the shapes agree and the labels are in range.
   *
   * @param name not null
   * @param inputs n × features numbers
   * @param labels at least one, each in 0 .. classes − 1
   * @param features at least 1
   * @param classes at least 2
   * @param outputs {@code classes}, or 1 for two classes
   * @param image of as many features, or empty
   * @throws IllegalArgumentException if one is not so
   * @throws InputException if samples x classes, or samples x features and a constant one, are more
   *     numbers than an array has
   */
  public Dataset {
    Objects.requireNonNull(name, "name");
    if (features < 1 || classes < 2 || labels.length < 1) {
      throw new IllegalArgumentException(
          "data %s: %s samples, %s features, %s classes; expected at least 1, 1 and 2"
              .formatted(name, labels.length, features, classes));
    }
    if ((long) labels.length * features != inputs.length) {
      throw new IllegalArgumentException(
          "data %s: %s inputs; expected %s x %s"
              .formatted(name, inputs.length, labels.length, features));
    }
    if (outputs != classes && !(classes == 2 && outputs == 1)) {
      throw new IllegalArgumentException(
          "data %s: %s outputs for %s classes; expected one per class, or 1 for two classes"
              .formatted(name, outputs, classes));
    }
    Sizes.product("data " + name, "take fewer samples or classes", labels.length, classes);
    Sizes.product("data " + name, "take fewer samples", labels.length, features + 1L);
    if (image.isPresent() && image.get().features() != features) {
      throw new IllegalArgumentException(
          "data %s: %s for %s features".formatted(name, image.get(), features));
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "data %s: label %s; expected 0 .. %s".formatted(name, label, classes - 1));
      }
    }
  }

  /** {@return number of samples n} */
  public int size() {
    return labels.length;
  }

  /** {@return whether these are two classes that are fitted with one output and labels ±1} */
  public boolean binary() {
    return outputs == 1;
  }

  /** {@return the same samples for a model with one output per class} */
  public Dataset perClass() {
    return new Dataset(name, inputs, labels, features, classes, classes, image);
  }

  /**
   * {@return the same samples, whose features are images}
   *
   * @param shape of the image of a sample
   * @throws IllegalArgumentException if it has more or fewer features
   */
  public Dataset as(ImageShape shape) {
    return new Dataset(name, inputs, labels, features, classes, outputs, Optional.of(shape));
  }

  /**
   * {@return some of the samples, copied}
   *
   * @param samples their numbers, counted from 0
   */
  public Dataset select(int... samples) {
    double[] chosen = new double[samples.length * features];
    int[] chosenLabels = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      System.arraycopy(inputs, samples[i] * features, chosen, i * features, features);
      chosenLabels[i] = labels[samples[i]];
    }
    return new Dataset(name, chosen, chosenLabels, features, classes, outputs, image);
  }

  /** Those that are chosen, with their labels. */
  Dataset choose(String place, Selection selection) {
    Selection.Chosen chosen = selection.choose(place, labels, classes);
    Dataset some = select(chosen.samples());
    Dataset anew = new Dataset(name, some.inputs, chosen.labels(), features, chosen.classes());
    return image.map(anew::as).orElse(anew);
  }

  /**
   * {@return the same labels and outputs with other values of the same features}
   *
   * @param newName where the new values come from
   * @param newInputs n × features, row-major, not copied
   * @throws IllegalArgumentException if the shapes do not agree
   */
  public Dataset withValues(String newName, double[] newInputs) {
    return new Dataset(newName, newInputs, labels, features, classes, outputs, image);
  }

  /**
   * {@return the same labels and outputs with other features, which are no image}
   *
   * @param newName where the new inputs come from
   * @param newInputs n × newFeatures, row-major, not copied
   * @param newFeatures number of columns, at least 1
   * @throws IllegalArgumentException if the shapes do not agree
   */
  public Dataset withInputs(String newName, double[] newInputs, int newFeatures) {
    return new Dataset(newName, newInputs, labels, newFeatures, classes, outputs, Optional.empty());
  }

  /** {@return the same samples one value at a time, for minibatch training} */
  public Samples samples() {
    return new DatasetSamples(this);
  }

  /**
   * {@return the sign y = ±1 of a sample of a two-class set}
   *
   * @param i number of the sample, counted from 0
   */
  public double sign(int i) {
    return labels[i] == 1 ? 1.0 : -1.0;
  }
}
