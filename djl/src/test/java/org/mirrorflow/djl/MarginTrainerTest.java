package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.LossWeights;
import org.mirrorflow.model.ModelSpec;

/** The training loop against core, against DJL's own, and where DJL's own fails. */
final class MarginTrainerTest {
  private static final int N = 12;
  private static final int D = 5;
  private static final int C = 3;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  private static Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(8).optBias(false).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(C).optBias(false).build());
  }

  private void initialise(Block block, DataType type, double[] theta) {
    block.initialize(manager, type, new Shape(1, D));
    double[] w1 = java.util.Arrays.copyOf(theta, 8 * D);
    double[] w2 = java.util.Arrays.copyOfRange(theta, 8 * D, theta.length);
    set(block, 0, w1, type);
    set(block, 1, w2, type);
  }

  private void set(Block block, int index, double[] values, DataType type) {
    NDArray array = block.getParameters().get(index).getValue().getArray();
    array.set(Arrays64.create(manager, values, array.getShape(), type).toByteBuffer());
  }

  private static double[] theta() {
    return new Initialisation(1, 3).parameters(ModelSpec.parse("dense:8").on(D, C).layout());
  }

  private static double[] inputs() {
    double[] x = new double[N * D];
    for (int j = 0; j < x.length; j++) {
      x[j] = Math.sin(1.3 * j * j);
    }
    return x;
  }

  private static int[] labels() {
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = i % C;
    }
    return labels;
  }

  private static double[] weights(Block block) {
    double[] w1 = Arrays64.values(block.getParameters().get(0).getValue().getArray());
    double[] w2 = Arrays64.values(block.getParameters().get(1).getValue().getArray());
    return java.util.stream.DoubleStream.concat(
            java.util.Arrays.stream(w1), java.util.Arrays.stream(w2))
        .toArray();
  }

  /** The same steps by core: z ← z + η (ℒ/n) e^{−reference} Σ p ∂q. */
  private static double[] byCore(String spec, double eta, int steps, double logReference) {
    var model = ModelSpec.parse("dense:8").on(D, C);
    var map = org.mirrorflow.map.MapSpec.parse(spec).on(model.layout());
    double[] theta = theta();
    double[] z = new double[theta.length];
    map.gradient(theta, z);
    LayeredPass pass = model.pass(inputs(), N);
    LossWeights weights = new LossWeights(MarginLoss.labelled(labels(), C), Loss.CROSS_ENTROPY);
    double[] f = new double[N * C];
    double[] cotangent = new double[N * C];
    double[] g = new double[theta.length];
    for (int step = 0; step < steps; step++) {
      pass.forward(theta, f);
      double logLoss = weights.weights(f, cotangent);
      pass.pullback(cotangent, g);
      for (int j = 0; j < z.length; j++) {
        z[j] += eta * Math.exp(logLoss - Math.log(N) - logReference) * g[j];
      }
      map.inverse(z, theta);
    }
    return theta;
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:3", "cosh:s=1|log:a=2"})
  void float64StepsAreThoseOfCore(String spec) {
    double[] found = train(spec, DataType.FLOAT64, 10);
    double[] expected = byCore(spec, 0.2, 10, -0.5);
    for (int j = 0; j < found.length; j++) {
      assertThat(found[j]).isCloseTo(expected[j], Offset.offset(1e-10));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:3"})
  void float32StepsAreCloseToThem(String spec) {
    double[] found = train(spec, DataType.FLOAT32, 10);
    double[] expected = byCore(spec, 0.2, 10, -0.5);
    for (int j = 0; j < found.length; j++) {
      assertThat(found[j]).isCloseTo(expected[j], Offset.offset(1e-4));
    }
  }

  private double[] train(String spec, DataType type, int steps) {
    Block block = network();
    initialise(block, type, theta());
    MirrorDescent optimizer = MirrorDescent.builder(block, spec).learningRate(0.2).build();
    MarginTrainer trainer =
        new MarginTrainer(block, manager, new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
    NDArray x = Arrays64.create(manager, inputs(), new Shape(N, D), type);
    for (int step = 0; step < steps; step++) {
      trainer.step(x, labels(), -0.5);
    }
    return weights(block);
  }

  /** Only the thread that loaded the engine begins without the recording of operations. */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1"})
  void everyThreadTrainsToTheSameBits(String spec) throws Exception {
    double[] here = train(spec, DataType.FLOAT32, 10);
    CompletableFuture<double[]> there = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                there.complete(train(spec, DataType.FLOAT32, 10));
              } catch (RuntimeException e) {
                there.completeExceptionally(e);
              }
            });
    thread.start();
    assertThat(there.get()).isEqualTo(here);
    thread.join();
  }

  /** Step 2 sees the gradient of step 2 alone: the engine adds gradients up. */
  @Test
  void aModelOfDjlTrainsByChangingTheOptimizerAlone() {
    double[] sgd = byDjl(null);
    double[] mirror = byDjl("euclidean");
    double[] hyperbolic = byDjl("hyperbolic:beta=0.1");
    double[] start = theta();
    for (int j = 0; j < sgd.length; j++) {
      assertThat(mirror[j]).isCloseTo(sgd[j], Offset.offset(Tolerances.STEPS_FLOAT32));
    }
    assertThat(hyperbolic).isNotEqualTo(start);
    assertThat(java.util.Arrays.stream(hyperbolic)).allMatch(Double::isFinite);
  }

  private double[] byDjl(String spec) {
    try (Model model = Model.newInstance("test", "PyTorch")) {
      model.setBlock(network());
      initialise(model.getBlock(), DataType.FLOAT32, theta());
      Optimizer optimizer =
          spec == null
              ? Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.2f)).build()
              : MirrorDescent.builder(model.getBlock(), spec).learningRate(0.2).build();
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(ai.djl.training.loss.Loss.softmaxCrossEntropyLoss())
              .optOptimizer(optimizer);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(N, D));
        NDArray x =
            Arrays64.create(trainer.getManager(), inputs(), new Shape(N, D), DataType.FLOAT32);
        NDArray y = trainer.getManager().create(labels());
        for (int step = 0; step < 5; step++) {
          try (GradientCollector collector = trainer.newGradientCollector()) {
            NDArray value =
                trainer.getLoss().evaluate(new NDList(y), trainer.forward(new NDList(x)));
            collector.backward(value);
          }
          trainer.step();
        }
        return weights(model.getBlock());
      }
    }
  }

  /** Two samples whose gradients are [1, −1]: DJL's trainer takes their sum for "no gradient". */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void aGradientWhoseSumIsZeroIsAGradient(DataType type) {
    Block block = Linear.builder().setUnits(1).optBias(false).build();
    block.initialize(manager, type, new Shape(1, 2));
    NDArray weight = block.getParameters().get(0).getValue().getArray();
    weight.muli(0);
    MirrorDescent optimizer = MirrorDescent.builder(block, "euclidean").learningRate(1).build();
    MarginTrainer trainer =
        new MarginTrainer(block, manager, new MarginLoss(Loss.EXPONENTIAL), optimizer);
    NDArray x = Arrays64.create(manager, new double[] {1, -1}, new Shape(1, 2), type);
    trainer.step(x, new int[] {1}, 0);
    assertThat(Arrays64.values(weight)).containsExactly(1, -1);
  }

  /** The trap itself: when this fails, DJL has been mended and the guide can say so. */
  @Test
  void djlsTrainerRefusesAGradientWhoseSumIsZero() {
    try (Model model = Model.newInstance("test", "PyTorch")) {
      model.setBlock(Linear.builder().setUnits(1).optBias(false).build());
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(ai.djl.training.loss.Loss.l2Loss())
              .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1f)).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 2));
        NDArray x = trainer.getManager().create(new float[] {1, -1}, new Shape(1, 2));
        try (GradientCollector collector = trainer.newGradientCollector()) {
          collector.backward(trainer.forward(new NDList(x)).singletonOrThrow().sum());
        }
        assertThatThrownBy(trainer::step).isInstanceOf(IllegalStateException.class);
      }
    }
  }
}
