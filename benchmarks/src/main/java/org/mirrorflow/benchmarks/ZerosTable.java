package org.mirrorflow.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Samples;
import org.mirrorflow.djl.Architecture;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.MarginLoss;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.MirrorDescent;
import org.mirrorflow.djl.Network;
import org.mirrorflow.djl.Schedule;
import org.mirrorflow.djl.train.TrainProgress;
import org.mirrorflow.djl.train.TrainResult;
import org.mirrorflow.djl.train.TrainRun;
import org.mirrorflow.djl.train.TrainSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/**
 * Weights that are exactly 0: the elastic net, dense and sparse at the start, beside mirror maps
 * and proximal stochastic gradient descent on ℒ̄ + μ‖θ‖₁, w ← soft(w − η∂ℒ̄, ημ), at the rate that
 * was found for the euclidean map. Accuracy on images held out.
 */
public final class ZerosTable {
  private static final int HELD_OUT = 1000;
  private static final int BATCH = 128;
  private static final double SPARSE = 0.1;

  private final PrintStream out;
  private final String data;
  private final int samples;
  private final int epochs;
  private final String model;

  private ZerosTable(PrintStream out, String data, int samples, int epochs, String model) {
    this.out = out;
    this.data = data;
    this.samples = samples;
    this.epochs = epochs;
    this.model = model;
  }

  /**
   * Prints a line per method.
   *
   * @param args data, images, epochs, network
   */
  public static void main(String[] args) {
    if (args.length != 4) {
      System.err.println("usage: DATA IMAGES EPOCHS MODEL");
      System.exit(2);
    }
    new ZerosTable(
            System.out, args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]), args[3])
        .print();
  }

  private void print() {
    out.printf(
        "%s, %d images, %d epochs, batch %d, %s; accuracy on %d images held out%n",
        data, samples, epochs, BATCH, model, HELD_OUT);
    double rate = trained("euclidean", 1).rates().gradientStep();
    for (String map : List.of("hyperbolic:beta=1e-3", "p:1.5")) {
      trained(map, 1);
    }
    for (double lambda : new double[] {0.03, 0.1, 0.3}) {
      trained("enet:lambda=" + lambda, 1);
      trained("enet:lambda=" + lambda, SPARSE);
      trained("group(enet:lambda=" + lambda + ")", 1);
    }
    for (double mu : new double[] {1e-4, 1e-3, 3e-3}) {
      proximal(rate, mu);
    }
  }

  private void line(String name, double accuracy, List<Double> zeros, List<Integer> active) {
    out.printf(
        Locale.ROOT,
        "  %-34s accuracy %.3f, zeros %s, active units %s%n",
        name,
        accuracy,
        zeros.stream().map(z -> String.format(Locale.ROOT, "%.3f", z)).toList(),
        active);
  }

  private TrainResult trained(String map, double density) {
    TrainSpec spec =
        new TrainSpec(
            data, null, null, model, map, epochs, BATCH, null, null, "cosine", 0, 0, null, null,
            density, samples, HELD_OUT, null, false, null, null, "float32", "cpu", 0, null);
    try (TrainRun run = new TrainRun(spec, Optional.empty(), TrainProgress.SILENT, () -> false)) {
      TrainResult result = run.run(false);
      line(
          map + (density < 1 ? ", a tenth at the start" : ""),
          result.validationAccuracy(),
          result.zeros(),
          result.layers().stream().map(TrainResult.Layer::activeNeurons).toList());
      return result;
    }
  }

  private void proximal(double rate, double mu) {
    Samples all = DataSpec.parse(data).samples();
    int steps = epochs * ((samples + BATCH - 1) / BATCH);
    try (Network network =
        new Network(
            Architecture.parse(model),
            all.shape(),
            all.classes(),
            DataType.FLOAT32,
            "cpu",
            new Initialisation(Math.sqrt(2), 0))) {
      MarginTrainer trainer =
          new MarginTrainer(
              network.block(),
              network.manager(),
              new MarginLoss(Loss.CROSS_ENTROPY),
              MirrorDescent.builder(network.block(), "euclidean")
                  .learningRate(rate, Schedule.COSINE, steps)
                  .build());
      SplittableRandom random = new SplittableRandom(0);
      for (int k = 0; k < steps; k++) {
        int[] batch = IntStream.generate(() -> random.nextInt(samples)).limit(BATCH).toArray();
        step(network, trainer, all, batch);
        double eta = rate * Schedule.COSINE.factor(k / (double) steps);
        double[] theta = network.weightValues();
        Arrays.setAll(
            theta, j -> Math.copySign(Math.max(Math.abs(theta[j]) - eta * mu, 0), theta[j]));
        network.setWeights(theta);
      }
      int[] held = IntStream.range(all.size() - HELD_OUT, all.size()).toArray();
      report(network, trainer, all, held, mu);
    }
  }

  private void report(Network network, MarginTrainer trainer, Samples all, int[] held, double mu) {
    double[] theta = network.weightValues();
    DjlModel chain = network.model().orElseThrow();
    try (NDManager scope = network.manager().newSubManager()) {
      MarginLoss.Point point = trainer.evaluate(pixels(scope, all, held), Rows.labels(all, held));
      line(
          "proximal, mu = " + mu,
          (double) point.correct() / held.length,
          chain.layout().blocks().stream()
              .map(
                  b ->
                      Arrays.stream(theta, b.offset(), b.end()).filter(w -> w == 0).count()
                          / (double) b.size())
              .toList(),
          chain.hiddenLayers().stream().map(h -> NeuronStrengths.of(h, theta).active()).toList());
    }
  }

  private static NDArray pixels(NDManager scope, Samples all, int[] chosen) {
    return scope.create(Rows.pixels(all, chosen), new Shape(chosen.length, all.features()));
  }

  private static void step(Network network, MarginTrainer trainer, Samples all, int[] batch) {
    try (NDManager scope = network.manager().newSubManager()) {
      trainer.step(pixels(scope, all, batch), Rows.labels(all, batch), 0);
    }
  }
}
