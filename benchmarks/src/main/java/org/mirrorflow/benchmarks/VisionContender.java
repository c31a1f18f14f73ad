package org.mirrorflow.benchmarks;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.stream.IntStream;
import org.mirrorflow.data.Samples;
import org.mirrorflow.djl.Architecture;
import org.mirrorflow.djl.MarginLoss;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.MirrorDescent;
import org.mirrorflow.djl.Network;
import org.mirrorflow.djl.StepLimit;
import org.mirrorflow.djl.train.TrainSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/** One way of training the same network from the same weights at the same rate. */
abstract class VisionContender implements AutoCloseable {
  private static final long SEED = 0;
  private static final int EVALUATED = 250;

  private final String name;
  private final Network network;

  private VisionContender(String name, Samples data, String model) {
    this.name = name;
    this.network =
        new Network(
            Architecture.parse(model),
            data.shape(),
            data.classes(),
            DataType.FLOAT32,
            "cpu",
            new Initialisation(Math.sqrt(2), SEED));
  }

  String name() {
    return name;
  }

  Network network() {
    return network;
  }

  /** One step on a batch of flat images. */
  abstract void step(float[] images, int[] labels);

  /** Share of images whose own output is the largest. */
  double accuracy(Samples images) {
    long correct = 0;
    for (int from = 0; from < images.size(); from += EVALUATED) {
      int[] chosen = IntStream.range(from, Math.min(images.size(), from + EVALUATED)).toArray();
      float[] pixels = Rows.pixels(images, chosen);
      int[] labels = Rows.labels(images, chosen);
      try (NDManager scope = network.manager().newSubManager()) {
        double[] f = network.outputs(scope.create(pixels, shape(pixels, labels)));
        NDArray outputs = scope.create(f, new Shape(labels.length, f.length / labels.length));
        correct += new MarginLoss(Loss.CROSS_ENTROPY).at(outputs, labels).correct();
      }
    }
    return (double) correct / images.size();
  }

  private static Shape shape(float[] images, int[] labels) {
    return new Shape(labels.length, images.length / labels.length);
  }

  @Override
  public void close() {
    network.close();
  }

  /** The library's loop with mirror descent, with the limit of steps that train has. */
  static VisionContender ours(Samples data, String model, String map, double rate) {
    return new VisionContender("MirrorFlow " + map, data, model) {
      private final MarginTrainer trainer =
          new MarginTrainer(
              network().block(),
              network().manager(),
              new MarginLoss(Loss.CROSS_ENTROPY),
              MirrorDescent.builder(network().block(), map).learningRate(rate).build(),
              new StepLimit(TrainSpec.STEP_LIMIT));

      @Override
      void step(float[] images, int[] labels) {
        try (NDManager scope = network().manager().newSubManager()) {
          trainer.step(scope.create(images, shape(images, labels)), labels, 0);
        }
      }
    };
  }

  /** DJL's own trainer, loss and stochastic gradient descent. */
  static VisionContender djl(Samples data, String model, double rate) {
    return new VisionContender("DJL Trainer, Sgd", data, model) {
      private final Model holder = Model.newInstance("sgd", "PyTorch");
      private final Trainer trainer = trainer();

      private Trainer trainer() {
        holder.setBlock(network().block());
        Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed((float) rate)).build();
        Trainer made =
            holder.newTrainer(
                new DefaultTrainingConfig(ai.djl.training.loss.Loss.softmaxCrossEntropyLoss())
                    .optOptimizer(sgd));
        made.initialize(new Shape(1, data.features()));
        return made;
      }

      @Override
      void step(float[] images, int[] labels) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
          NDArray batch = scope.create(images, shape(images, labels));
          NDArray targets = scope.create(labels);
          try (GradientCollector collector = trainer.newGradientCollector()) {
            NDArray outputs = trainer.forward(new NDList(batch)).singletonOrThrow();
            collector.backward(
                trainer.getLoss().evaluate(new NDList(targets), new NDList(outputs)));
          }
          trainer.step();
        }
      }

      @Override
      public void close() {
        trainer.close();
        holder.close();
        super.close();
      }
    };
  }
}
