package org.mirrorflow.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.data.Samples;
import org.mirrorflow.io.InputException;

/**
 * The images of a training and those it is judged by.
 *
 * @param train trained on
 * @param test the test set, or the part of the training set that was held out
 * @param moves how training images are changed anew in every epoch
 */
record TrainData(Samples train, Samples test, Moves moves) {

  /** Refuses what is no data at all; files are opened by {@link #load}. */
  static void check(String data, String test) {
    DataSpec.parse(data);
    if (test != null) {
      DataSpec.parse(test);
    }
  }

  static TrainData load(TrainSpec spec) {
    DataSpec source = source(spec, spec.data());
    Samples all = source.samples();
    int left = all.size() - spec.validation();
    int used = spec.samples() == 0 ? left : spec.samples();
    if (used < 1 || used > left) {
      throw new InputException(
          "--samples " + spec.samples() + " --validation " + spec.validation(),
          all.size() + " training images",
          "at least as many as both together, and one to train on",
          "ask for fewer");
    }
    Samples test =
        spec.validation() == 0
            ? test(spec, source).samples()
            : all.select(IntStream.range(left, all.size()).toArray());
    Samples train = used == all.size() ? all : all.select(IntStream.range(0, used).toArray());
    if (test.features() != train.features() || test.classes() > train.classes()) {
      throw new InputException(
          "--test " + spec.test(),
          test.features() + " features, " + test.classes() + " classes",
          train.features() + " features, " + train.classes() + " classes as in --data",
          "name data of the same kind");
    }
    if (spec.validation() > 0) {
      requireSeen(train, test, spec);
    }
    Moves moves = new Moves(spec.images(), train.shape(), spec.seed());
    if (!spec.images().normalize()) {
      return new TrainData(train, test, moves);
    }
    NormalisedSamples normalised = NormalisedSamples.of(train);
    return new TrainData(normalised, normalised.likewise(test), moves);
  }

  /** Data that are sorted by class end with classes that the training would never see. */
  private static void requireSeen(Samples train, Samples held, TrainSpec spec) {
    BitSet seen = new BitSet();
    for (int i = 0; i < train.size(); i++) {
      seen.set(train.label(i));
    }
    for (int i = 0; i < held.size(); i++) {
      if (!seen.get(held.label(i))) {
        throw new InputException(
            "--validation " + spec.validation(),
            "the last %d samples hold class %d, which none of the %d training samples has"
                .formatted(held.size(), held.label(i), train.size()),
            "every class in both parts",
            "data sorted by class need a part of their own: give one with --test");
      }
    }
  }

  private static DataSpec source(TrainSpec spec, String data) {
    DataSpec source = DataSpec.parse(data);
    return spec.dataFolder() == null ? source : source.within(Path.of(spec.dataFolder()));
  }

  private static DataSpec test(TrainSpec spec, DataSpec source) {
    Optional<DataSpec> own =
        spec.test() == null ? source.test() : Optional.of(source(spec, spec.test()));
    return own.orElseThrow(
        () ->
            new InputException(
                "--data " + spec.data(),
                "no test part of its own",
                "samples to be judged by",
                "add --validation N to hold some out, or --test DATA"));
  }

  ImageShape shape() {
    return train.shape();
  }

  /** Checksum of the training images: tells when a run would go on with other data. */
  long code() {
    return train.code();
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

  /** Training images {@code order[from .. to)} as they are in an epoch. */
  NDArray trainBatch(NDManager manager, int[] order, int from, int to, int epoch, DataType type) {
    float[] pixels = pixels(train, order, from, to);
    moves.apply(pixels, order, from, to, epoch);
    return array(manager, pixels, to - from, type);
  }

  /** Images {@code order[from .. to)} as a batch of flat rows. */
  static NDArray batch(
      NDManager manager, Samples images, int[] order, int from, int to, DataType type) {
    return array(manager, pixels(images, order, from, to), to - from, type);
  }

  private static NDArray array(NDManager manager, float[] pixels, int rows, DataType type) {
    NDArray batch = manager.create(pixels, new Shape(rows, pixels.length / rows));
    return type == DataType.FLOAT32 ? batch : batch.toType(type, true);
  }

  /** Pixels of images {@code order[from .. to)}, one row per image. */
  static float[] pixels(Samples images, int[] order, int from, int to) {
    int features = images.features();
    float[] pixels = new float[(to - from) * features];
    for (int i = from; i < to; i++) {
      for (int j = 0; j < features; j++) {
        pixels[(i - from) * features + j] = images.value(order[i], j);
      }
    }
    return pixels;
  }

  static int[] labels(Samples images, int[] order, int from, int to) {
    return IntStream.range(from, to).map(i -> images.label(order[i])).toArray();
  }
}
