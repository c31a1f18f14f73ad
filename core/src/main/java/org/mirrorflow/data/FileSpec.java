package org.mirrorflow.data;

import java.util.Optional;
import org.mirrorflow.io.InputException;

/**
 * How a data set in a file is named: {@code FILE}, with {@code :label=NAME} for the column of the
 * classes and {@code :shape=1x28x28} for images whose pixels are the features.
 *
 * @param file path or address
 * @param label name of the column of the classes
 * @param image channels, height and width of a sample; empty for other features
 * @since 0.2.0
 */
public record FileSpec(String file, String label, Optional<ImageShape> image) {
  private static final String LABEL = "label=";
  private static final String SHAPE = "shape=";

  /**
   * {@return the words of a specification}
   *
   * @param text for example {@code digits.csv:label=digit:shape=1x8x8}
   * @throws InputException if a shape is not three positive numbers, or a word stands there twice
   */
  public static FileSpec parse(String text) {
    String[] words = text.split(":(?=" + LABEL + "|" + SHAPE + ")", -1);
    String label = null;
    Optional<ImageShape> image = Optional.empty();
    for (int i = 1; i < words.length; i++) {
      boolean shape = words[i].startsWith(SHAPE);
      if (shape ? image.isPresent() : label != null) {
        throw new InputException("data " + text, "two of " + words[i], "one", "leave one out");
      }
      String value = words[i].substring(shape ? SHAPE.length() : LABEL.length()).strip();
      image = shape ? Optional.of(ImageShape.parse("data " + text, value)) : image;
      label = shape ? label : value;
    }
    return new FileSpec(words[0], label == null ? CsvData.LABEL : label, image);
  }

  /**
   * {@return the same file with another column of classes}
   *
   * @param name of the column
   */
  public FileSpec withLabel(String name) {
    return new FileSpec(file, name, image);
  }

  /**
   * {@return the same words for another file}
   *
   * @param other path or address
   */
  public FileSpec at(String other) {
    return new FileSpec(other, label, image);
  }

  /**
   * {@return samples with the image of this specification, if it names one}
   *
   * @param data the samples of the file
   * @throws InputException if they have more or fewer features
   */
  public Dataset images(Dataset data) {
    image.ifPresent(shape -> checkFeatures(data.features()));
    return image.map(data::as).orElse(data);
  }

  /**
   * Checks that samples have as many features as the image.
   *
   * @param features number of columns without the label
   * @throws InputException if they have more or fewer
   */
  public void checkFeatures(int features) {
    if (image.isPresent() && image.get().features() != features) {
      throw new InputException(
          "data " + spec(),
          features + " features",
          image.get().features() + ", the product of the shape",
          "correct the shape: channels x height x width");
    }
  }

  /** {@return the text that parses to this} */
  public String spec() {
    return file
        + (label.equals(CsvData.LABEL) ? "" : ":" + LABEL + label)
        + image.map(shape -> ":" + SHAPE + shape.text()).orElse("");
  }
}
