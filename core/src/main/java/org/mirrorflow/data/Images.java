package org.mirrorflow.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * Labelled images as bytes, an eighth of the memory of a {@link Dataset}.
 *
 * @param name where they come from
 * @param pixels n × channels × height × width, row-major, each 0 .. 255; read-only by convention
 * @param labels n class indices
 * @param channels number of channels
 * @param height rows
 * @param width columns
 * @param classes number of classes
 * @since 0.1.0
 */
public record Images(
    String name, byte[] pixels, int[] labels, int channels, int height, int width, int classes)
    implements Samples {

  /**
   * Checks that the shapes agree.
   *
   * @param name not null
   * @param pixels n · channels · height · width bytes, not copied
   * @param labels n class indices, not copied
   * @param channels number of channels
   * @param height rows
   * @param width columns
   * @param classes number of classes
   * @throws IllegalArgumentException if there are more or fewer pixels
   */
  public Images {
    Objects.requireNonNull(name, "name");
    if ((long) labels.length * channels * height * width != pixels.length) {
      throw new IllegalArgumentException(
          "images %s: %s bytes for %s images of %s x %s x %s"
              .formatted(name, pixels.length, labels.length, channels, height, width));
    }
  }

  /** {@return number of images n} */
  @Override
  public int size() {
    return labels.length;
  }

  /** {@return the shape of an image} */
  @Override
  public ImageShape shape() {
    return new ImageShape(channels, height, width);
  }

  /** {@return pixels of an image, all channels} */
  @Override
  public int features() {
    return channels * height * width;
  }

  /**
   * {@return images {@code from .. to − 1}, copied}
   *
   * @param from first image, counted from 0
   * @param to image after the last
   */
  public Images slice(int from, int to) {
    return new Images(
        name,
        Arrays.copyOfRange(pixels, from * features(), to * features()),
        Arrays.copyOfRange(labels, from, to),
        channels,
        height,
        width,
        classes);
  }

  /**
   * {@return some of the images, copied}
   *
   * @param images their numbers, counted from 0
   */
  @Override
  public Images select(int... images) {
    byte[] chosen = new byte[images.length * features()];
    int[] chosenLabels = new int[images.length];
    for (int i = 0; i < images.length; i++) {
      System.arraycopy(pixels, images[i] * features(), chosen, i * features(), features());
      chosenLabels[i] = labels[images[i]];
    }
    return new Images(name, chosen, chosenLabels, channels, height, width, classes);
  }

  /** Those that are chosen, with their labels. */
  Images choose(String place, Selection selection) {
    Selection.Chosen chosen = selection.choose(place, labels, classes);
    Images some = select(chosen.samples());
    return new Images(
        name, some.pixels, chosen.labels(), channels, height, width, chosen.classes());
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public long code() {
    CRC32 code = new CRC32();
    code.update(pixels);
    for (int label : labels) {
      code.update(label);
    }
    return code.getValue();
  }

  /**
   * {@return a pixel between 0 and 1: byte/255}
   *
   * @param i number of the image, counted from 0
   * @param j number of the pixel in it, channel by channel, row by row
   */
  @Override
  public float value(int i, int j) {
    return (pixels[i * features() + j] & 0xff) / 255f;
  }

  /**
   * {@return the images as samples with features byte/255, rounded to float32 as training sees
   * them}
   */
  public Dataset dataset() {
    double[] inputs = new double[pixels.length];
    for (int j = 0; j < inputs.length; j++) {
      inputs[j] = (pixels[j] & 0xff) / 255f;
    }
    return new Dataset(name, inputs, labels, features(), classes).as(shape());
  }
}
