package org.mirrorflow.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.data.Images;
import org.mirrorflow.io.InputException;

/**
 * The images of a training and those it is judged by.
 *
 * @param train trained on
 * @param test the test set, or the part of the training set that was held out
 */
record TrainData(Images train, Images test) {

  static TrainData load(TrainSpec spec) {
    ImageSet set = ImageSet.named(spec.data()).orElseThrow();
    Path given = spec.dataFolder() == null ? null : Path.of(spec.dataFolder());
    Path folder = ImageSet.folder(given, System::getenv);
    Images all = set.load(ImageSet.Part.TRAIN, folder);
    int left = all.size() - spec.validation();
    int used = spec.samples() == 0 ? left : spec.samples();
    if (used < 1 || used > left) {
      throw new InputException(
          "--samples " + spec.samples() + " --validation " + spec.validation(),
          all.size() + " training images",
          "at least as many as both together, and one to train on",
          "ask for fewer");
    }
    Images test =
        spec.validation() == 0 ? set.load(ImageSet.Part.TEST, folder) : all.slice(left, all.size());
    return new TrainData(used == all.size() ? all : all.slice(0, used), test);
  }

  ImageShape shape() {
    return train.shape();
  }

  /** CRC-32 of training pixels and labels: tells when a run would go on with other data. */
  long code() {
    CRC32 code = new CRC32();
    code.update(train.pixels());
    for (int label : train.labels()) {
      code.update(label);
    }
    return code.getValue();
  }

  /** The order of the training images in an epoch; depends on seed and epoch alone. */
  int[] order(long seed, int epoch) {
    int[] order = IntStream.range(0, train.size()).toArray();
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  /** Images {@code order[from .. to)} as a batch of flat rows. */
  static NDArray batch(
      NDManager manager, Images images, int[] order, int from, int to, DataType type) {
    float[] pixels = pixels(images, order, from, to);
    NDArray batch = manager.create(pixels, new Shape(to - from, images.features()));
    return type == DataType.FLOAT32 ? batch : batch.toType(type, true);
  }

  /** Pixels of images {@code order[from .. to)}, one row per image. */
  static float[] pixels(Images images, int[] order, int from, int to) {
    int features = images.features();
    float[] pixels = new float[(to - from) * features];
    for (int i = from; i < to; i++) {
      for (int j = 0; j < features; j++) {
        pixels[(i - from) * features + j] = images.value(order[i], j);
      }
    }
    return pixels;
  }

  static int[] labels(Images images, int[] order, int from, int to) {
    return IntStream.range(from, to).map(i -> images.labels()[order[i]]).toArray();
  }
}
