package org.mirrorflow.djl.train;

import java.util.SplittableRandom;
import org.mirrorflow.data.ImageShape;

/**
 * Random moves and mirrorings of training images. What an image becomes depends on seed, epoch and
 * its number alone, not on the batch it is in.
 *
 * @param changes what is asked
 * @param shape of an image
 * @param seed of all draws
 */
record Moves(ImageChanges changes, ImageShape shape, long seed) {

  /** Changes images {@code order[from .. to)}, one row each, in place. */
  void apply(float[] pixels, int[] order, int from, int to, int epoch) {
    if (!changes.random()) {
      return;
    }
    int features = shape.features();
    float[] copy = new float[features];
    for (int i = from; i < to; i++) {
      SplittableRandom random =
          new SplittableRandom(
              (seed * 0x9E3779B97F4A7C15L + epoch) * 0x9E3779B97F4A7C15L + order[i]);
      int down = random.nextInt(2 * changes.crop() + 1) - changes.crop();
      int right = random.nextInt(2 * changes.crop() + 1) - changes.crop();
      boolean mirror = changes.flip() && random.nextBoolean();
      System.arraycopy(pixels, (i - from) * features, copy, 0, features);
      move(copy, down, right, mirror, pixels, (i - from) * features);
    }
  }

  private void move(float[] in, int down, int right, boolean mirror, float[] out, int at) {
    int h = shape.height();
    int w = shape.width();
    for (int j = 0; j < in.length; j++) {
      int y = j / w % h - down;
      int x = j % w - right;
      x = mirror ? w - 1 - x : x;
      boolean inside = y >= 0 && y < h && x >= 0 && x < w;
      out[at + j] = inside ? in[(j / (w * h) * h + y) * w + x] : 0;
    }
  }
}
