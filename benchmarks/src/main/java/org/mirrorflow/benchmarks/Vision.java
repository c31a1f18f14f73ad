package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.data.Images;

/**
 * Epochs of a 784-256-10 network by DJL's own stochastic gradient descent and by mirror descent, in
 * turns in one process, from the same weights, on the same batches, at the same rate.
 */
public final class Vision {
  private static final int BATCH = 128;
  private static final int EPOCHS = 5;
  private static final double RATE = 0.1;
  private static final long SEED = 0;
  private static final String MODEL = "dense:256";

  private Vision() {}

  /** Prints one table per data set; arguments are names of image sets, none means both. */
  public static void main(String[] args) {
    List<String> names = args.length == 0 ? List.of("mnist", "fashion-mnist") : List.of(args);
    Path folder = ImageSet.folder(null, System::getenv);
    for (String name : names) {
      ImageSet set = ImageSet.named(name).orElseThrow();
      compare(
          System.out, set.load(ImageSet.Part.TRAIN, folder), set.load(ImageSet.Part.TEST, folder));
    }
  }

  private static void compare(PrintStream out, Images train, Images test) {
    int features = train.features();
    List<VisionContender> contenders = new ArrayList<>();
    contenders.add(VisionContender.djl(features, MODEL, SEED, RATE));
    for (String map : List.of("euclidean", "hyperbolic:beta=0.1")) {
      contenders.add(VisionContender.ours(features, MODEL, SEED, map, RATE));
    }
    double[] best = new double[contenders.size()];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int[] order = order(train.size(), epoch);
      double[] seconds = new double[contenders.size()];
      // In turns batch by batch, so that a busy machine slows all alike.
      for (int from = 0; from < train.size(); from += BATCH) {
        int to = Math.min(train.size(), from + BATCH);
        float[] pixels = pixels(train, order, from, to);
        int[] labels = labels(train, order, from, to);
        for (int c = 0; c < contenders.size(); c++) {
          long begin = System.nanoTime();
          contenders.get(c).step(pixels, labels);
          seconds[c] += (System.nanoTime() - begin) / 1e9;
        }
      }
      for (int c = 0; c < best.length; c++) {
        best[c] = Math.min(best[c], seconds[c]);
      }
    }
    print(out, train.name(), contenders, best, test);
    contenders.forEach(VisionContender::close);
  }

  private static void print(
      PrintStream out, String data, List<VisionContender> contenders, double[] best, Images test) {
    out.printf(
        "%s, %s, batch %d, rate %s, %d epochs; load %.1f%n",
        data,
        MODEL,
        BATCH,
        RATE,
        EPOCHS,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    int[] order = IntStream.range(0, test.size()).toArray();
    float[] pixels = pixels(test, order, 0, test.size());
    for (int c = 0; c < best.length; c++) {
      out.printf(
          "  %-32s %6.2f s per epoch   %5.2f times DJL's   test accuracy %.4f%n",
          contenders.get(c).name(),
          best[c],
          best[c] / best[0],
          contenders.get(c).accuracy(pixels, test.labels()));
    }
  }

  private static int[] order(int n, int epoch) {
    int[] order = IntStream.range(0, n).toArray();
    SplittableRandom random = new SplittableRandom(epoch);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  private static float[] pixels(Images images, int[] order, int from, int to) {
    int features = images.features();
    float[] pixels = new float[(to - from) * features];
    for (int i = from; i < to; i++) {
      for (int j = 0; j < features; j++) {
        pixels[(i - from) * features + j] = images.value(order[i], j);
      }
    }
    return pixels;
  }

  private static int[] labels(Images images, int[] order, int from, int to) {
    return IntStream.range(from, to).map(i -> images.labels()[order[i]]).toArray();
  }
}
