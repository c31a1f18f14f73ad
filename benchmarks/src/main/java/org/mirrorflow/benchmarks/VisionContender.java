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
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.djl.Architecture;
import org.mirrorflow.djl.MarginLoss;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.MirrorDescent;
import org.mirrorflow.djl.Network;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/** One way of training the same network from the same weights at the same rate. */
abstract class VisionContender implements AutoCloseable {
  private static final int OUTPUTS = 10;

  private final String name;
  private final Network network;

  private VisionContender(String name, int features, String model, long seed) {
    this.name = name;
    this.network =
        new Network(
            Architecture.parse(model),
            new ImageShape(1, 1, features),
            OUTPUTS,
            DataType.FLOAT32,
            "cpu",
            new Initialisation(Math.sqrt(2), seed));
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
  double accuracy(float[] images, int[] labels) {
    try (NDManager scope = network.manager().newSubManager()) {
      NDArray batch = scope.create(images, shape(images, labels));
      MarginLoss.Point point;
      double[] f = network.outputs(batch);
      point =
          new MarginLoss(Loss.CROSS_ENTROPY)
              .at(scope.create(f, new Shape(labels.length, OUTPUTS)), labels);
      return (double) point.correct() / labels.length;
    }
  }

  private static Shape shape(float[] images, int[] labels) {
    return new Shape(labels.length, images.length / labels.length);
  }

  @Override
  public void close() {
    network.close();
  }

  /** The library's loop with mirror descent. */
  static VisionContender ours(int features, String model, long seed, String map, double rate) {
    return new VisionContender("MirrorFlow " + map, features, model, seed) {
      private final MarginTrainer trainer =
          new MarginTrainer(
              network().block(),
              network().manager(),
              new MarginLoss(Loss.CROSS_ENTROPY),
              MirrorDescent.builder(network().block(), map).learningRate(rate).build());

      @Override
      void step(float[] images, int[] labels) {
        try (NDManager scope = network().manager().newSubManager()) {
          trainer.step(scope.create(images, shape(images, labels)), labels, 0);
        }
      }
    };
  }

  /** DJL's own trainer, loss and stochastic gradient descent. */
  static VisionContender djl(int features, String model, long seed, double rate) {
    return new VisionContender("DJL Trainer, Sgd", features, model, seed) {
      private final Model holder = Model.newInstance("sgd", "PyTorch");
      private final Trainer trainer = trainer();

      private Trainer trainer() {
        holder.setBlock(network().block());
        Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed((float) rate)).build();
        Trainer made =
            holder.newTrainer(
                new DefaultTrainingConfig(ai.djl.training.loss.Loss.softmaxCrossEntropyLoss())
                    .optOptimizer(sgd));
        made.initialize(new Shape(1, features));
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
