package org.mirrorflow.data;

/**
 * How the features of a sample are an image: channel by channel, row by row.
 *
 * @param channels number of channels
 * @param height rows of pixels
 * @param width columns of pixels
 * @since 0.2.0
 */
public record ImageShape(int channels, int height, int width) {

  /**
   * Checks the sizes.
   *
   * @param channels at least 1
   * @param height at least 1
   * @param width at least 1
   * @throws IllegalArgumentException if one is not
   */
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image: %s x %s x %s; expected at least 1 each".formatted(channels, height, width));
    }
  }

  /** {@return number of features, channels · height · width} */
  public int features() {
    return channels * height * width;
  }
}
