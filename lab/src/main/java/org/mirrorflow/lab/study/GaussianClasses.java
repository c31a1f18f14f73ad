package org.mirrorflow.lab.study;

import java.util.SplittableRandom;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.Gaussian;

/**
 * Clouds around random centres: c_k ~ N(0, I_d), x = c_k + σ g, g ~ N(0, I_d), as many samples in
 * every class.
 *
 * @param classes number of classes
 * @param features d
 * @param perClass samples of each class
 * @param deviation σ
 * @param seed of the random numbers
 */
record GaussianClasses(int classes, int features, int perClass, double deviation, long seed) {

  /** The samples, class by class in turn. */
  Dataset load() {
    Gaussian random = new Gaussian(new SplittableRandom(seed));
    double[] centres = random.fill(new double[classes * features]);
    int n = classes * perClass;
    double[] inputs = new double[n * features];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % classes;
      for (int j = 0; j < features; j++) {
        inputs[i * features + j] = centres[labels[i] * features + j] + deviation * random.next();
      }
    }
    return new Dataset(toString(), inputs, labels, features, classes);
  }
}
