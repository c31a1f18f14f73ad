package org.mirrorflow.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;

/**
 * How the features of a sample are an image: channel by channel, row by row.
 *
 * @param channels number of channels
 * @param height rows of pixels
 * @param width columns of pixels
 * @since 0.2.0
 */
public record ImageShape(int channels, int height, int width) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})x(\\d{1,9})x(\\d{1,9})");

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

  /**
   * Parses {@code CHANNELSxHEIGHTxWIDTH}.
   *
   * @param place where the text stands, for the message
   * @param text for example {@code 3x32x32}
   * @return the shape
   * @throws InputException if it is not three positive numbers, of fewer than 2^31 features
   */
  static ImageShape parse(String place, String text) {
    Matcher sizes = TEXT.matcher(text);
    if (sizes.matches()) {
      int[] n = {size(sizes, 1), size(sizes, 2), size(sizes, 3)};
      if (n[0] > 0
          && n[1] > 0
          && n[2] > 0
          && Math.multiplyFull(n[0], n[1]) <= Integer.MAX_VALUE / n[2]) {
        return new ImageShape(n[0], n[1], n[2]);
      }
    }
    throw new InputException(
        place,
        "shape " + CsvReader.excerpt(text),
        "channels x height x width",
        "write for example shape=1x28x28");
  }

  private static int size(Matcher sizes, int group) {
    return Integer.parseInt(sizes.group(group));
  }

  /** {@return the text that parses to this, for example {@code 3x32x32}} */
  String text() {
    return channels + "x" + height + "x" + width;
  }

  /** {@return number of features, channels · height · width} */
  public int features() {
    return channels * height * width;
  }
}
