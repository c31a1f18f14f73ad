package org.mirrorflow.djl.train;

import java.util.Map;
import java.util.Optional;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Tensor;

/**
 * Where a training is, as its checkpoint holds it.
 *
 * @param epoch epochs that are done
 * @param logReference log of the loss that gradients are measured in; 0 without that
 * @param step rate of the last step
 * @param nextMark level of log ℒ of the next mark; +∞ before the first
 * @param data code of the images
 */
record TrainClock(int epoch, double logReference, double step, double nextMark, long data) {
  private static final String KEY = "clock";
  private static final int NUMBERS = 5;

  void putInto(Map<String, Tensor> state) {
    state.put(KEY, Tensor.vector(epoch, logReference, step, nextMark, (double) data));
  }

  /** The clock of a checkpoint; empty where there is none, or one that no training has. */
  static Optional<TrainClock> of(Map<String, Tensor> state) {
    Tensor tensor = state.get(KEY);
    if (tensor == null || tensor.data().length != NUMBERS) {
      return Optional.empty();
    }
    double[] numbers = tensor.data();
    int epoch = (int) numbers[0];
    boolean sound =
        numbers[0] == Math.max(0, epoch)
            && Double.isFinite(numbers[1])
            && numbers[2] > 0
            && Double.isFinite(numbers[2])
            && !Double.isNaN(numbers[3]);
    return sound
        ? Optional.of(new TrainClock(epoch, numbers[1], numbers[2], numbers[3], (long) numbers[4]))
        : Optional.empty();
  }

  /** What to say where there is no sound clock or no sound table of marks. */
  static InputException impossible(String place) {
    return new InputException(
        place,
        "no clock or marks, or impossible ones",
        "the checkpoint that this training wrote",
        "restore it, or train again with another --out");
  }

  /**
   * The images must be those the training began with.
   *
   * @param found images
   * @param name of them, for messages
   * @throws InputException if they are others
   */
  void require(TrainData found, String name) {
    if (data != found.code()) {
      throw new InputException(
          "--data " + name,
          "other images than those the training began with",
          "the same images",
          "restore the data, or choose another --out");
    }
  }
}
