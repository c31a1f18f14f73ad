package org.mirrorflow.lab.report;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/**
 * Small grey images side by side, for example the weights of first-layer neurons. Zero is mid grey,
 * the largest magnitude black (negative) or white (positive).
 *
 * @param title heading
 * @param images the images, in reading order
 * @param sharedScale true to compare magnitudes across images, false to see the form of each
 * @param caption a sentence that says what to see
 */
public record ImageGrid(String title, List<Image> images, boolean sharedScale, String caption)
    implements Figure {
  /** More images make a column much longer than the chart beside it. */
  private static final int MOST_IN_HALF = 15;

  /**
   * One image.
   *
   * @param label written below; may be empty
   * @param width pixels per row
   * @param pixels values row by row from the top left
   */
  public record Image(String label, int width, double[] pixels) {

    /**
     * Checks that the pixels fill the rows.
     *
     * @param label written below; may be empty
     * @param width pixels per row, at least 1
     * @param pixels whole rows, copied
     * @throws IllegalArgumentException if the pixels are not whole rows
     */
    public Image {
      pixels = pixels.clone();
      if (width < 1 || pixels.length == 0 || pixels.length % width != 0) {
        throw new IllegalArgumentException(
            "image '" + label + "': " + pixels.length + " pixels are no whole rows of " + width);
      }
    }

    Map<String, Object> entries() {
      return Map.of("label", label, "width", width, "pixels", pixels);
    }
  }

  /**
   * Copies the list.
   *
   * @param title heading
   * @param images in reading order, copied
   * @param sharedScale true to compare magnitudes across images
   * @param caption a sentence that says what to see
   */
  public ImageGrid {
    images = List.copyOf(images);
  }

  @Override
  public List<Axis> axes() {
    return List.of();
  }

  @Override
  public boolean wide() {
    return images.size() > MOST_IN_HALF;
  }

  @Override
  public Map<String, Object> entries() {
    return Map.ofEntries(
        entry("type", "imageGrid"),
        entry("title", title),
        entry("images", images.stream().map(Image::entries).toList()),
        entry("sharedScale", sharedScale),
        entry("caption", caption));
  }
}
