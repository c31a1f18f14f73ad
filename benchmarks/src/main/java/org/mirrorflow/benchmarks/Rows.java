package org.mirrorflow.benchmarks;

import java.util.Arrays;
import org.mirrorflow.data.Samples;

/** Chosen samples, one row after the other. */
final class Rows {
  private Rows() {}

  static float[] pixels(Samples all, int[] chosen) {
    int features = all.features();
    float[] pixels = new float[chosen.length * features];
    for (int i = 0; i < chosen.length; i++) {
      for (int j = 0; j < features; j++) {
        pixels[i * features + j] = all.value(chosen[i], j);
      }
    }
    return pixels;
  }

  static int[] labels(Samples all, int[] chosen) {
    return Arrays.stream(chosen).map(all::label).toArray();
  }
}
