package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/** Steps leave no arrays behind: natives are freed by their manager, not by the collector. */
final class MemoryTest {
  private static final ImageShape IMAGE = new ImageShape(1, 6, 6);
  private static final int[] LABELS = {0, 1, 2};

  private static Network network(String model, DataType type) {
    return new Network(
        Architecture.parse(model), IMAGE, 3, type, "cpu", new Initialisation(1.4, 7));
  }

  private static NDArray batch(Network network, DataType type) {
    double[] x = new double[3 * IMAGE.features()];
    for (int j = 0; j < x.length; j++) {
      x[j] = Math.sin(j);
    }
    return Arrays64.create(network.manager(), x, new Shape(3, IMAGE.features()), type);
  }

  @ParameterizedTest
  @CsvSource({
    "dense:5, euclidean, FLOAT32",
    "dense:5, hyperbolic:beta=0.1, FLOAT32",
    "dense:5, p:10, FLOAT32",
    "dense:5, cosh:s=1, FLOAT64",
    "dense:5, log:a=1, FLOAT64",
    "dense:5, spectral(p:3), FLOAT32",
    "conv:2-3, p:1.5, FLOAT32",
    "resnet:18, euclidean, FLOAT32"
  })
  void stepsOfTheTrainer(String model, String map, DataType type) {
    try (Network network = network(model, type)) {
      MirrorDescent optimizer =
          MirrorDescent.builder(network.block(), map)
              .learningRate(0.01)
              .momentum(0.9)
              .optClipGrad(1)
              .build();
      MarginTrainer trainer =
          new MarginTrainer(
              network.block(), network.manager(), new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
      NDArray batch = batch(network, type);
      Runnable step =
          () -> {
            trainer.step(batch, LABELS, 0);
            trainer.evaluate(batch, LABELS);
            network.outputs(batch);
            optimizer.restore("here", optimizer.state());
          };
      assertNothingIsLeft(network.manager(), step);
    }
  }

  private static void assertNothingIsLeft(NDManager manager, Runnable step) {
    assertNothingIsLeft(manager, step, 5);
  }

  /** Neither in the manager of the network nor in that of the engine, where strays would go. */
  private static void assertNothingIsLeft(NDManager manager, Runnable step, int steps) {
    step.run();
    NDManager engine = manager.getParentManager();
    int before = manager.getManagedArrays().size();
    int strays = engine.getManagedArrays().size();
    for (int k = 0; k < steps; k++) {
      step.run();
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
    assertThat(engine.getManagedArrays()).hasSize(strays);
  }

  @Test
  void aThousandSteps() {
    try (Network network = network("dense:5", DataType.FLOAT32)) {
      MirrorDescent optimizer =
          MirrorDescent.builder(network.block(), "hyperbolic:beta=0.1")
              .learningRate(0.01, Schedule.COSINE, 1000)
              .momentum(0.9)
              .optWeightDecays(1e-3f)
              .build();
      MarginTrainer trainer =
          new MarginTrainer(
              network.block(), network.manager(), new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
      assertNothingIsLeft(
          network.manager(),
          () -> {
            try (NDManager scope = network.manager().newSubManager()) {
              NDArray batch = batch(network, DataType.FLOAT32);
              batch.attach(scope);
              trainer.step(batch, LABELS, 0);
            }
          },
          1000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:10"})
  void stepsOnAFullBatch(String map) {
    try (Network network = network("dense:5", DataType.FLOAT32)) {
      MirrorDescent optimizer =
          MirrorDescent.builder(network.block(), map).learningRate(0.01).build();
      MarginTrainer trainer =
          new MarginTrainer(
              network.block(), network.manager(), new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
      NDArray batch = batch(network, DataType.FLOAT32);
      FullBatchDescent descent = new FullBatchDescent(trainer, batch, LABELS, 10);
      assertNothingIsLeft(
          network.manager(),
          () -> {
            assertThat(descent.advance()).isTrue();
            descent.restore("here", descent.state());
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dense:5", "conv:2-3"})
  void passesOfTheModel(String spec) {
    try (Network network = network(spec, DataType.FLOAT32)) {
      DjlModel model = network.model().orElseThrow();
      double[] theta = model.trainedWeights();
      double[] x = Arrays64.values(batch(network, DataType.FLOAT32));
      assertNothingIsLeft(
          network.manager(),
          () -> {
            try (DjlPass pass = model.pass(x, 3)) {
              pass.forward(theta, new double[9]);
              pass.pullback(new double[9], new double[theta.length]);
              pass.activations(0);
            }
          });
    }
  }
}
