package org.mirrorflow.lab.advise;

import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.Split;
import org.mirrorflow.io.InputException;

/**
 * Training and held-out samples, with the same proportion of every class.
 *
 * @param train what is trained on
 * @param held what is not
 */
public record Holdout(Dataset train, Dataset held) {

  /**
   * Splits at random.
   *
   * @param data at least two samples of each class
   * @param share of the samples that are held out, per class, at least one of each
   * @param seed of the random numbers
   * @return the two parts
   * @throws InputException if a class has a single sample
   */
  public static Holdout of(Dataset data, double share, long seed) {
    return of(data, share, Integer.MAX_VALUE, seed);
  }

  /** The same with at most {@code most} samples to train on, about the same share of each class. */
  static Holdout of(Dataset data, double share, int most, long seed) {
    Split split = Split.of(data, share, most, seed);
    return new Holdout(split.train(), split.held());
  }

  /** Binomial standard error of an accuracy on the part held out. */
  double error(double accuracy) {
    return Math.sqrt(Math.max(0, accuracy * (1 - accuracy)) / held.size());
  }
}
