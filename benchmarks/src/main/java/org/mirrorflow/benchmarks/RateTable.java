package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mirrorflow.djl.train.TrainProgress;
import org.mirrorflow.djl.train.TrainResult;
import org.mirrorflow.djl.train.TrainRun;
import org.mirrorflow.djl.train.TrainSpec;

/**
 * Rates that {@code train} finds against a grid of seven rates, the same for all layers, for every
 * map and network: accuracy on images held out after a few epochs. The grid goes by factors of
 * three around the mean of the rates found.
 */
public final class RateTable {
  private static final List<String> MAPS =
      List.of(
          "euclidean",
          "p:1.5",
          "p:3",
          "hyperbolic:beta=0.1",
          "hyperbolic:beta=1e-3",
          "log:a=1",
          "cosh:s=0.05",
          "enet:lambda=1");

  private static final int GRID = 7;
  private static final double FACTOR = 3;
  private static final int HELD_OUT = 1000;

  private final PrintStream out;
  private final String data;
  private final int samples;
  private final int epochs;
  private final int batch;

  private RateTable(PrintStream out, String data, int samples, int epochs, int batch) {
    this.out = out;
    this.data = data;
    this.samples = samples;
    this.epochs = epochs;
    this.batch = batch;
  }

  /**
   * Prints a line per map.
   *
   * @param args data, images, epochs, batch, network, then maps or none for all
   */
  public static void main(String[] args) {
    List<String> words = List.of(args);
    if (words.size() < 5) {
      System.err.println("usage: DATA IMAGES EPOCHS BATCH MODEL [MAP...]");
      System.exit(2);
    }
    RateTable table =
        new RateTable(
            System.out,
            words.get(0),
            Integer.parseInt(words.get(1)),
            Integer.parseInt(words.get(2)),
            Integer.parseInt(words.get(3)));
    List<String> maps = words.size() > 5 ? words.subList(5, words.size()) : MAPS;
    table.print(words.get(4), maps);
  }

  private void print(String model, List<String> maps) {
    out.printf(
        "%s, %d images, %d epochs, batch %d, %s; accuracy on %d images held out%n",
        data, samples, epochs, batch, model, HELD_OUT);
    for (String map : maps) {
      long begin = System.nanoTime();
      TrainResult found = train(model, map, null);
      double seconds = (System.nanoTime() - begin) / 1e9;
      double mean =
          Math.exp(found.rates().layers().stream().mapToDouble(Math::log).average().orElseThrow());
      List<String> grid = new ArrayList<>();
      double best = 0;
      for (int k = 0; k < GRID; k++) {
        double rate = mean * Math.pow(FACTOR, k - GRID / 2);
        double accuracy = train(model, map, rate).validationAccuracy();
        best = Math.max(best, accuracy);
        grid.add(String.format(Locale.ROOT, "%.3g: %.3f", rate, accuracy));
      }
      out.printf(
          Locale.ROOT,
          "  %-22s found %.3f (c = %.3g, %.1f s with the search, %.1f without), best of the grid"
              + " %.3f, %+.3f; %s%n",
          map,
          found.validationAccuracy(),
          found.rates().gradientStep(),
          seconds,
          found.seconds(),
          best,
          found.validationAccuracy() - best,
          String.join(", ", grid));
    }
  }

  private TrainResult train(String model, String map, Double rate) {
    TrainSpec spec =
        new TrainSpec(
            data,
            null,
            null,
            model,
            map,
            epochs,
            batch,
            rate,
            null,
            System.getProperty("schedule", "cosine"),
            0,
            0,
            null,
            null,
            null,
            samples,
            HELD_OUT,
            null,
            false,
            null,
            TrainSpec.Analysis.NONE,
            "float32",
            "cpu",
            0,
            null);
    try (TrainRun run = new TrainRun(spec, Optional.empty(), TrainProgress.SILENT, () -> false)) {
      return run.run(false);
    }
  }
}
