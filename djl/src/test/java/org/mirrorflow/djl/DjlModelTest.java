package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.ModelSpec;

/** DJL chains as homogeneous models: against core's dense network, and by the laws they obey. */
final class DjlModelTest {
  private static final ImageShape IMAGE = new ImageShape(1, 6, 6);
  private static final int CLASSES = 3;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  private DjlModel model(String spec, ImageShape image) {
    SequentialBlock block = Architecture.parse(spec).block(image, CLASSES);
    block.initialize(manager, DataType.FLOAT32, new Shape(1, image.features()));
    return DjlModel.of(block, image.features(), spec);
  }

  private static double[] inputs(int n, int features) {
    double[] x = new double[n * features];
    for (int j = 0; j < x.length; j++) {
      x[j] = Math.sin(0.37 * j * j + j);
    }
    return x;
  }

  private static int[] labels(int n) {
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % CLASSES;
    }
    return labels;
  }

  /** 300 samples: more than two batches. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "dense:7",
        "dense:7,5",
        "dense:7,5,activation=leaky:0.2",
        "dense:7,activation=abs",
        "dense:7,6,activation=relu^2"
      })
  void aDenseChainIsTheDenseNetworkOfCore(String spec) {
    int n = 300;
    int d = 4;
    DjlModel model = model(spec, new ImageShape(1, 2, 2));
    LayeredModel core = ModelSpec.parse(spec).on(d, CLASSES);
    assertThat(model.layout()).isEqualTo(core.layout());
    assertThat(model.hiddenLayers()).isEqualTo(core.hiddenLayers());
    assertThat(Architecture.parse(spec).spec()).isEqualTo(core.spec());
    agree(model, core, inputs(n, d), n);
  }

  /** The two networks at the same weights; 200 images are more than one batch. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv:8-16",
        "chain:c5-m-c6-p-c4-a,activation=abs",
        "chain:c4-p-d7-d5,activation=leaky:0.2",
        "chain:c3-c4-m,activation=relu^2"
      })
  void aChainOfConvolutionsIsTheNetworkOfCore(String spec) {
    int n = 200;
    ImageShape image = new ImageShape(2, 9, 8);
    DjlModel model = model(spec, image);
    double[] x = inputs(n, image.features());
    Dataset data = new Dataset("toy", x, labels(n), image.features(), CLASSES).as(image);
    LayeredModel core = ModelSpec.parse(spec).on(data);
    assertThat(model.layout()).isEqualTo(core.layout());
    assertThat(model.hiddenLayers()).isEqualTo(core.hiddenLayers());
    double[] theta = agree(model, core, x, n);
    double[] start = new Initialisation(1, 6).parameters(core.layout());
    Margins margins = new Margins(data);
    double[] q = new double[margins.count()];
    double[] expectedQ = new double[q.length];
    margins.margins(outputs(model, theta, x, n), q);
    margins.margins(outputs(core, theta, x, n), expectedQ);
    assertClose(q, expectedQ);
    for (String map : List.of("euclidean", "hyperbolic:beta=0.1", "p:3")) {
      ParameterMap bound = MapSpec.parse(map).on(core.layout());
      BalanceLaws ours = new BalanceLaws(model, bound, start);
      BalanceLaws theirs = new BalanceLaws(core, bound, start);
      assertThat(ours.blockDrift(theta))
          .isPositive()
          .isCloseTo(theirs.blockDrift(theta), Offset.offset(1e-10));
      assertThat(ours.neuronDrift(theta).orElseThrow())
          .isPositive()
          .isCloseTo(theirs.neuronDrift(theta).orElseThrow(), Offset.offset(1e-10));
    }
    for (int l = 0; l < core.hiddenLayers().size(); l++) {
      double[] ours = NeuronStrengths.of(model.hiddenLayers().get(l), theta).values();
      double[] theirs = NeuronStrengths.of(core.hiddenLayers().get(l), theta).values();
      assertClose(ours, theirs);
    }
  }

  private static double[] outputs(HomogeneousModel model, double[] theta, double[] x, int n) {
    double[] f = new double[n * CLASSES];
    model.pass(x, n).forward(theta, f);
    return f;
  }

  /** Outputs, gradients, and the numbers of every hidden layer; returns θ. */
  private static double[] agree(DjlModel model, LayeredModel core, double[] x, int n) {
    double[] theta = new Initialisation(1, 5).parameters(core.layout());
    DjlPass ours = model.pass(x, n);
    LayeredPass theirs = core.pass(x, n);
    double[] f = new double[n * CLASSES];
    double[] expected = new double[n * CLASSES];
    ours.forward(theta, f);
    theirs.forward(theta, expected);
    assertClose(f, expected);
    double[] cotangent = inputs(n, CLASSES);
    double[] gradient = new double[theta.length];
    double[] expectedGradient = new double[theta.length];
    ours.pullback(cotangent, gradient);
    theirs.pullback(cotangent, expectedGradient);
    assertClose(gradient, expectedGradient);
    for (int l = 0; l < core.hiddenLayers().size(); l++) {
      assertClose(ours.preactivations(l), theirs.preactivations(l));
      assertClose(ours.activations(l), theirs.activations(l));
    }
    return theta;
  }

  private static void assertClose(double[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double size = 0;
    for (double e : expected) {
      size = Math.max(size, Math.abs(e));
    }
    for (int j = 0; j < found.length; j++) {
      assertThat(found[j])
          .isCloseTo(expected[j], Offset.offset(Tolerances.STEPS_FLOAT64 * (1 + size)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv:3-4", "conv:2", "chain:c3-m-c2", "chain:c3-d5-d4", "vgg:11"})
  void convolutionsAreHomogeneousAndObeyEuler(String spec) {
    DjlModel model = model(spec, IMAGE);
    int n = 4;
    double[] theta = new Initialisation(1.4, 2).parameters(model.layout());
    double[] f = new double[n * CLASSES];
    DjlPass pass = model.pass(inputs(n, IMAGE.features()), n);
    pass.forward(theta, f);
    double[] cotangent = inputs(n, CLASSES);
    double[] gradient = new double[theta.length];
    pass.pullback(cotangent, gradient);
    double output = 0;
    for (int j = 0; j < f.length; j++) {
      output += cotangent[j] * f[j];
    }
    for (org.mirrorflow.gauge.Block block : model.layout().blocks()) {
      double inner = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        inner += gradient[j] * theta[j];
      }
      assertThat(inner)
          .as(block.name())
          .isCloseTo(block.degree() * output, Offset.offset(1e-9 * (1 + Math.abs(output))));
    }
  }

  /** Scaling a channel by c and what reads it by 1/c leaves the outputs alone. */
  @ParameterizedTest
  @ValueSource(strings = {"conv:3-4", "chain:c3-m-c2", "chain:c3-d5-d4"})
  void hiddenLayersNameTheWeightsOfAChannel(String spec) {
    DjlModel model = model(spec, IMAGE);
    double[] theta = new Initialisation(1, 2).parameters(model.layout());
    double[] f = new double[CLASSES];
    double[] g = new double[CLASSES];
    DjlPass pass = model.pass(inputs(1, IMAGE.features()), 1);
    pass.forward(theta, f);
    for (HiddenLayer layer : model.hiddenLayers()) {
      double[] scaled = theta.clone();
      int cols = layer.incoming().cols();
      for (int j = 0; j < cols; j++) {
        scaled[layer.incoming().offset() + cols + j] *= 4;
      }
      for (int row = 0; row < layer.outgoing().rows(); row++) {
        int from = layer.outgoing().offset() + row * layer.outgoing().cols();
        for (int j = 0; j < layer.columnsPerNeuron(); j++) {
          scaled[from + layer.columnsPerNeuron() + j] /= 4;
        }
      }
      pass.forward(scaled, g);
      assertThat(g).containsExactly(f);
    }
  }

  @Test
  void theBlockItselfIsLeftAlone() {
    SequentialBlock block = Architecture.parse("dense:4").block(IMAGE, CLASSES);
    block.initialize(manager, DataType.FLOAT32, new Shape(1, IMAGE.features()));
    NDArray weight = block.getParameters().get(0).getValue().getArray();
    float[] before = weight.toFloatArray();
    DjlModel model = DjlModel.of(block, IMAGE.features(), "dense:4");
    double[] theta = new Initialisation(1, 2).parameters(model.layout());
    model.pass(inputs(2, IMAGE.features()), 2).forward(theta, new double[2 * CLASSES]);
    assertThat(weight.toFloatArray()).isEqualTo(before);
    assertThat((float) model.trainedWeights()[0]).isEqualTo(before[0]);
  }

  /** A chain on images, without a layer that gives the samples their shape. */
  private SequentialBlock imageChain() {
    SequentialBlock block = new SequentialBlock();
    block.add(
        Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(3).optBias(false).build());
    block.add(Activation::relu);
    block.add(Blocks.batchFlattenBlock());
    block.add(Linear.builder().setUnits(CLASSES).optBias(false).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 6, 5));
    return block;
  }

  /** The model of core with the same name counts its positions. */
  @ParameterizedTest
  @ValueSource(strings = {"conv:3-4", "chain:c3-m-c2"})
  void multiplicationsAreThoseOfCore(String spec) {
    LayeredModel core = ModelSpec.parse(spec).on(IMAGE.features(), Optional.of(IMAGE), CLASSES);
    assertThat(model(spec, IMAGE).multiplications()).isEqualTo(core.multiplications());
  }

  /** Each output is the convolution written out, so the axes of a sample are (C, H, W). */
  @Test
  void samplesMayBeImages() {
    DjlModel model = DjlModel.of(imageChain(), new Shape(2, 6, 5), "mine");
    assertThat(model.inputs()).isEqualTo(60);
    int n = 200;
    double[] x = inputs(n, 60);
    double[] theta = new Initialisation(1, 3).parameters(model.layout());
    double[] f = new double[n * CLASSES];
    model.pass(x, n).forward(theta, f);
    double[] expected = new double[n * CLASSES];
    int second = model.layout().block(1).offset();
    for (int i = 0; i < n; i++) {
      for (int unit = 0; unit < 3 * 4 * 3; unit++) {
        int filter = unit / 12;
        int row = unit % 12 / 3;
        int column = unit % 3;
        double h = 0;
        for (int k = 0; k < 18; k++) {
          int at = (k / 9 * 6 + row + k % 9 / 3) * 5 + column + k % 3;
          h += theta[filter * 18 + k] * x[i * 60 + at];
        }
        for (int c = 0; c < CLASSES; c++) {
          expected[i * CLASSES + c] += theta[second + c * 36 + unit] * Math.max(h, 0);
        }
      }
    }
    assertClose(f, expected);
    assertThat(model.hiddenLayers().get(0).columnsPerNeuron()).isEqualTo(12);
  }

  @Test
  void anotherShapeIsRefusedWithBothShapes() {
    SequentialBlock block = imageChain();
    for (Shape wrong : List.of(new Shape(60), new Shape(6, 5, 2), new Shape(2, 6, 6))) {
      assertThatThrownBy(() -> DjlModel.of(block, wrong, "mine"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("model mine")
          .hasMessageContaining("samples of shape " + wrong)
          .hasMessageContaining("samples of shape (2, 6, 5)")
          .hasMessageContaining("new Shape(2, 6, 5)");
    }
    SequentialBlock rows = new SequentialBlock().add(Architecture.dense(CLASSES));
    rows.initialize(manager, DataType.FLOAT32, new Shape(1, 5));
    assertThatThrownBy(() -> DjlModel.of(rows, new Shape(6, 5), "mine"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("outputs have the shape (6, 3)")
        .hasMessageContaining("samples of shape (5)");
    assertThatThrownBy(() -> DjlModel.of(block, new Shape(-1, 6, 5), "mine"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(-1, 6, 5)");
    SequentialBlock fresh = new SequentialBlock().add(Architecture.dense(CLASSES));
    assertThatThrownBy(() -> DjlModel.of(fresh, new Shape(5), "mine"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("block.initialize");
  }

  @Test
  void whatIsNotHomogeneousIsRefused() {
    SequentialBlock biased = new SequentialBlock().add(Linear.builder().setUnits(2).build());
    biased.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    assertThatThrownBy(() -> DjlModel.of(biased, 3, "mine"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bias");
    SequentialBlock soft =
        new SequentialBlock()
            .add(Architecture.dense(4))
            .add(Architecture.lambda(NDArray::tanh, "tanh"))
            .add(Architecture.dense(2));
    soft.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    assertThatThrownBy(() -> DjlModel.of(soft, 3, "mine"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not homogeneous in W1");
    SequentialBlock residual = Architecture.parse("resnet:18").block(IMAGE, CLASSES);
    residual.initialize(manager, DataType.FLOAT32, new Shape(1, IMAGE.features()));
    assertThatThrownBy(() -> DjlModel.of(residual, IMAGE.features(), "resnet:18"))
        .isInstanceOf(InputException.class);
    for (String wrong :
        new String[] {"conv:", "conv:3-x", "vgg:12", "chain:d3-c4", "chain:q", ""}) {
      assertThatThrownBy(() -> Architecture.parse(wrong)).isInstanceOf(InputException.class);
    }
  }

  /** Small steps keep D(w_h) − D(a_h) of every channel; κ and the Q-margin come from core. */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:3"})
  void balanceOfChannelsHoldsAndTheCertificateApplies(String spec) {
    SequentialBlock block = Architecture.parse("conv:3-4").block(IMAGE, CLASSES);
    block.initialize(manager, DataType.FLOAT64, new Shape(1, IMAGE.features()));
    DjlModel model = DjlModel.of(block, IMAGE.features(), "conv:3-4");
    double[] start = new Initialisation(1.5, 4).parameters(model.layout());
    for (int b = 0; b < model.layout().count(); b++) {
      NDArray array = block.getParameters().get(b).getValue().getArray();
      var at = model.layout().block(b);
      double[] values = java.util.Arrays.copyOfRange(start, at.offset(), at.end());
      array.set(
          Arrays64.create(manager, values, array.getShape(), DataType.FLOAT64).toByteBuffer());
    }
    int n = 6;
    double[] x = inputs(n, IMAGE.features());
    MirrorDescent optimizer = MirrorDescent.builder(block, spec).learningRate(0.005).build();
    MarginTrainer trainer =
        new MarginTrainer(block, manager, new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
    NDArray batch = manager.create(x, new Shape(n, IMAGE.features()));
    MarginLoss.Point point = trainer.evaluate(batch, labels(n));
    for (int step = 0; step < 4000 && point.minimum() < 0.3; step++) {
      trainer.step(batch, labels(n), 0);
      point = trainer.evaluate(batch, labels(n));
    }
    assertThat(point.minimum()).isPositive();
    double[] theta = model.trainedWeights();
    ParameterMap map = MapSpec.parse(spec).on(model.layout());
    BalanceLaws laws = new BalanceLaws(model, map, start);
    assertThat(laws.blockDrift(theta)).isLessThan(0.02);
    assertThat(laws.neuronDrift(theta).orElseThrow()).isLessThan(0.02);
    Dataset data = new Dataset("toy", x, labels(n), IMAGE.features(), CLASSES);
    Certificate certificate =
        Certificate.of(
            model, data, GaugeSpec.parse("l2").on(model.layout()), theta, CertificateOptions.FINE);
    assertThat(certificate.minMargin()).isCloseTo(point.minimum(), Offset.offset(1e-9));
    assertThat(certificate.kktGapLower()).isPositive();
    assertThat(certificate.kktGap()).isFinite().isGreaterThanOrEqualTo(certificate.kktGapLower());
  }
}
