package org.mirrorflow.examples;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.djl.MirrorDescent;

/** A training loop of Deep Java Library in which only the optimizer was changed. */
public final class DjlTransfer {
  public static void main(String[] args) throws Exception {
    Dataset digits = DataSpec.load("digits");
    Engine.getInstance().setRandomSeed(0);
    try (NDManager manager = NDManager.newBaseManager();
        Model model = Model.newInstance("digits")) {
      model.setBlock(
          new SequentialBlock()
              .add(Linear.builder().setUnits(64).optBias(false).build())
              .add(Activation::relu)
              .add(Linear.builder().setUnits(10).optBias(false).build()));
      model.getBlock().initialize(manager, DataType.FLOAT32, new Shape(1, 64));
      Optimizer mirror =
          MirrorDescent.builder(model.getBlock(), "hyperbolic:beta=0.1").learningRate(0.2).build();
      Loss loss = Loss.softmaxCrossEntropyLoss();
      try (Trainer trainer =
          model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(mirror))) {
        trainer.initialize(new Shape(1, 64));
        ArrayDataset data = dataset(manager, digits);
        for (int epoch = 0; epoch < 20; epoch++) {
          for (Batch batch : trainer.iterateDataset(data)) {
            try (batch) {
              EasyTrain.trainBatch(trainer, batch);
              trainer.step();
            }
          }
        }
        System.out.printf("accuracy %.3f%n", accuracy(trainer, manager, digits));
      }
    }
  }

  private static NDArray inputs(NDManager manager, Dataset data) {
    float[] values = new float[data.inputs().length];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) data.inputs()[j] / 16; // pixels are 0 to 16
    }
    return manager.create(values, new Shape(data.size(), data.features()));
  }

  private static ArrayDataset dataset(NDManager manager, Dataset data) {
    return new ArrayDataset.Builder()
        .setData(inputs(manager, data))
        .optLabels(manager.create(data.labels()))
        .setSampling(32, true)
        .build();
  }

  private static double accuracy(Trainer trainer, NDManager manager, Dataset data) {
    NDArray outputs =
        trainer.evaluate(new ai.djl.ndarray.NDList(inputs(manager, data))).singletonOrThrow();
    long[] found = outputs.argMax(1).toLongArray();
    int correct = 0;
    for (int i = 0; i < found.length; i++) {
      correct += found[i] == data.labels()[i] ? 1 : 0;
    }
    return (double) correct / found.length;
  }
}
