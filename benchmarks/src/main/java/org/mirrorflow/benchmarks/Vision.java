package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Samples;
import org.mirrorflow.io.InputException;

/**
 * Epochs of a network by DJL's own stochastic gradient descent and by mirror descent, in turns in
 * one process, from the same weights, on the same batches, at the same rate.
 */
public final class Vision {
  private static final int BATCH = 128;
  private static final List<String> MAPS =
      List.of("euclidean", "hyperbolic:beta=0.1", "p:3", "cosh:s=0.05");

  private final PrintStream out;
  private final String data;
  private final String model;
  private final int epochs;
  private final double rate;

  private Vision(PrintStream out, String data, String model, int epochs, double rate) {
    this.out = out;
    this.data = data;
    this.model = model;
    this.epochs = epochs;
    this.rate = rate;
  }

  /**
   * Prints a table. The accuracy is that on the first test images, as many as there are training
   * images.
   *
   * @param args data, network, epochs and rate, or the first of them
   */
  public static void main(String[] args) {
    List<String> defaults = List.of("fashion-mnist", "dense:256", "5", "0.1");
    List<String> words = new ArrayList<>(List.of(args));
    words.addAll(defaults.subList(Math.min(words.size(), defaults.size()), defaults.size()));
    new Vision(
            System.out,
            words.get(0),
            words.get(1),
            Integer.parseInt(words.get(2)),
            Double.parseDouble(words.get(3)))
        .compare();
  }

  private void compare() {
    DataSpec source = DataSpec.parse(data);
    Samples train = source.samples();
    List<VisionContender> contenders = new ArrayList<>();
    contenders.add(VisionContender.djl(train, model, rate));
    for (String map : MAPS) {
      contenders.add(VisionContender.ours(train, model, map, rate));
    }
    double[] best = new double[contenders.size()];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int epoch = 0; epoch < epochs; epoch++) {
      double[] seconds = epoch(contenders, train, order(train.size(), epoch));
      Arrays.setAll(best, c -> Math.min(best[c], seconds[c]));
    }
    Samples test = test(source);
    int judged = Math.min(test.size(), train.size());
    print(contenders, best, test.select(IntStream.range(0, judged).toArray()));
    contenders.forEach(VisionContender::close);
  }

  /** Seconds of each, in turns batch by batch, so that a busy machine slows all alike. */
  private static double[] epoch(List<VisionContender> contenders, Samples train, int[] order) {
    double[] seconds = new double[contenders.size()];
    for (int from = 0; from < train.size(); from += BATCH) {
      int[] chosen = Arrays.copyOfRange(order, from, Math.min(train.size(), from + BATCH));
      float[] pixels = Rows.pixels(train, chosen);
      int[] labels = Rows.labels(train, chosen);
      for (int c = 0; c < seconds.length; c++) {
        long begin = System.nanoTime();
        contenders.get(c).step(pixels, labels);
        seconds[c] += (System.nanoTime() - begin) / 1e9;
      }
    }
    return seconds;
  }

  private Samples test(DataSpec source) {
    return source
        .test()
        .orElseThrow(
            () ->
                new InputException(
                    "DATA " + data, "no test part", "data with one", "name an image set"))
        .samples();
  }

  private void print(List<VisionContender> contenders, double[] best, Samples test) {
    out.printf(
        "%s, %s, batch %d, rate %s, %d epochs, %d test images; load %.1f%n",
        data,
        model,
        BATCH,
        rate,
        epochs,
        test.size(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    for (int c = 0; c < best.length; c++) {
      out.printf(
          "  %-32s %6.2f s per epoch   %5.2f times DJL's   test accuracy %.4f%n",
          contenders.get(c).name(), best[c], best[c] / best[0], contenders.get(c).accuracy(test));
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
}
