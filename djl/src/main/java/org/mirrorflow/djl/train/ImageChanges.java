package org.mirrorflow.djl.train;

import org.mirrorflow.io.InputException;

/**
 * What is done to the images before they enter the network. None of it touches the weights, so a
 * network stays as homogeneous as it was.
 *
 * @param normalize subtract from every channel its mean over the training images and divide it by
 *     its standard deviation there
 * @param crop training images are moved by up to so many pixels each way, zeros coming in
 *     (Krizhevsky, Sutskever and Hinton 2012); 0 for none
 * @param flip training images are mirrored left to right, each with probability 1/2
 */
public record ImageChanges(boolean normalize, int crop, boolean flip) {
  /** Images as they are. */
  public static final ImageChanges NONE = new ImageChanges(false, 0, false);

  private static final int MOST = 64;

  /**
   * Checks the number of pixels.
   *
   * @param normalize either
   * @param crop 0 to 64
   * @param flip either
   * @throws InputException if {@code crop} is out of range
   */
  public ImageChanges {
    if (crop < 0 || crop > MOST) {
      throw new InputException("--crop " + crop, "out of range", "0 to " + MOST, "write 4");
    }
  }

  /** Whether training images change from epoch to epoch. */
  boolean random() {
    return crop > 0 || flip;
  }
}
