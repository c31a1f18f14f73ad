package org.mirrorflow.data;

import java.util.Objects;

/**
 * Labelled samples.
 *
 * @param name where they come from, for reports
 * @param inputs n × features, row-major; read-only by convention (not copied: it may be large)
 * @param labels n class indices 0 .. classes − 1; for two classes 1 is the positive one (y = +1)
 * @param features number of columns
 * @param classes number of classes, at least 2
 */
public record Dataset(String name, double[] inputs, int[] labels, int features, int classes) {

  /** Checks that the shapes agree and the labels are in range. */
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
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "data %s: label %s; expected 0 .. %s".formatted(name, label, classes - 1));
      }
    }
  }

  /** Number of samples n. */
  public int size() {
    return labels.length;
  }

  /** Two classes are fitted with one output and labels ±1. */
  public boolean binary() {
    return classes == 2;
  }

  /** Number of model outputs that fit this set: 1 for two classes, else one per class. */
  public int outputs() {
    return binary() ? 1 : classes;
  }

  /** The sign y = ±1 of sample i of a two-class set. */
  public double sign(int i) {
    return labels[i] == 1 ? 1.0 : -1.0;
  }
}
