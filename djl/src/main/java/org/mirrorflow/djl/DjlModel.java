package org.mirrorflow.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.HomogeneousModel;

/**
 * A chain of DJL layers as a homogeneous model, so that every analysis of core applies to it.
 *
 * <p>θ holds the weights of the dense layers and convolutions in order, as blocks {@code W1},
 * {@code W2}, …: one row per output or channel, all other axes as columns. The blocks between them
 * may be anything. Homogeneity is tested: doubling the weights of layer b must multiply the outputs
 * by 2^{L_b} exactly.
 *
 * <p>The model has weights of its own: evaluating it at some θ leaves the parameters of the block
 * as they are. Inputs are worked through in batches, so that memory does not grow with the number
 * of samples.
 *
 * @since 0.1.0
 */
public final class DjlModel implements HomogeneousModel {
  /** Largest degree of one layer that is looked for: ReLU^k in deep chains. */
  private static final int MOST_DEGREE = 64;

  private static final int PROBES = 3;

  private final List<Block> children;
  private final List<Integer> weightChildren;
  private final List<Parameter> parameters;
  private final Layout layout;
  private final List<HiddenLayer> hidden;
  private final NDManager manager;
  private final DataType type;
  private final Shape sample;
  private final int outputs;
  private final String spec;

  private DjlModel(SequentialBlock block, Shape sample, String spec, DataType type) {
    this.spec = spec;
    this.type = type;
    this.sample = sample;
    checkShapes(block);
    this.children = new ArrayList<>();
    flatten(block, children);
    this.weightChildren = new ArrayList<>();
    this.parameters = new ArrayList<>();
    for (int c = 0; c < children.size(); c++) {
      addParameters(children.get(c), c);
    }
    if (parameters.isEmpty()) {
      throw refused("no weights", "a chain with at least one weight layer");
    }
    this.manager = parameters.get(0).getArray().getManager();
    List<org.mirrorflow.gauge.Block> blocks = blocks(parameters, b -> 1);
    this.outputs = blocks.get(blocks.size() - 1).rows();
    int[] degrees = degrees(blocks, block.getInputShapes());
    this.layout = new Layout(blocks(parameters, b -> degrees[b]));
    this.hidden = hiddenLayers(layout);
  }

  /**
   * {@return a model of an initialised chain on flat samples, in float64}
   *
   * @param block dense layers, convolutions, and blocks without parameters between them
   * @param inputs features of a sample; the chain takes batches of shape (n, inputs)
   * @param spec the name of the model
   * @throws InputException if the chain has biases or normalisation, is no chain, is not
   *     homogeneous, or does not take samples of this shape
   */
  public static DjlModel of(SequentialBlock block, int inputs, String spec) {
    return of(block, new Shape(inputs), spec);
  }

  /**
   * {@return a model of an initialised chain on samples of any shape, in float64}
   *
   * <p>A data set holds the features of a sample in the order of this shape, the last axis fastest.
   * An image of shape (C, H, W) is stored channel by channel, each row by row.
   *
   * @param block dense layers, convolutions, and blocks without parameters between them
   * @param sample shape of one sample, without the axis of the batch: (C, H, W) for images; the
   *     chain takes batches of shape (n, C, H, W)
   * @param spec the name of the model
   * @throws InputException if the chain has biases or normalisation, is no chain, is not
   *     homogeneous, or does not take samples of this shape
   * @since 0.2.0
   */
  public static DjlModel of(SequentialBlock block, Shape sample, String spec) {
    return of(block, sample, spec, DataType.FLOAT64);
  }

  /**
   * {@return a model of an initialised chain on flat samples}
   *
   * @param block dense layers, convolutions, and blocks without parameters between them
   * @param inputs features of a sample; the chain takes batches of shape (n, inputs)
   * @param spec the name of the model
   * @param type of the arithmetic
   * @throws InputException if the chain has biases or normalisation, is no chain, is not
   *     homogeneous, or does not take samples of this shape
   */
  public static DjlModel of(SequentialBlock block, int inputs, String spec, DataType type) {
    return of(block, new Shape(inputs), spec, type);
  }

  /**
   * {@return a model of an initialised chain on samples of any shape}
   *
   * @param block dense layers, convolutions, and blocks without parameters between them
   * @param sample shape of one sample, without the axis of the batch: (C, H, W) for images
   * @param spec the name of the model
   * @param type of the arithmetic
   * @throws InputException if the chain has biases or normalisation, is no chain, is not
   *     homogeneous, or does not take samples of this shape
   * @since 0.2.0
   */
  public static DjlModel of(SequentialBlock block, Shape sample, String spec, DataType type) {
    return new DjlModel(block, sample, spec, type);
  }

  private void checkShapes(SequentialBlock block) {
    if (sample.dimension() == 0 || sample.size() <= 0) {
      throw new InputException(
          place(),
          "samples of shape " + sample,
          "the size of every axis of one sample, without the axis of the batch",
          "for example new Shape(1, 28, 28)");
    }
    if (!block.isInitialized()) {
      throw new InputException(
          place(),
          "a block without weights",
          "an initialised block",
          "call block.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(sample))");
    }
  }

  private String place() {
    return "model " + spec;
  }

  private static void flatten(Block block, List<Block> into) {
    if (block instanceof SequentialBlock chain) {
      chain.getChildren().values().forEach(child -> flatten(child, into));
    } else {
      into.add(block);
    }
  }

  private void addParameters(Block child, int index) {
    for (Parameter parameter : child.getParameters().values()) {
      if (parameter.getType() != Parameter.Type.WEIGHT || child.getParameters().size() != 1) {
        throw refused(
            "a layer with the parameter " + parameter.getName() + " (" + parameter.getType() + ")",
            "dense layers and convolutions without bias or normalisation, one after the other");
      }
      weightChildren.add(index);
      parameters.add(parameter);
    }
  }

  private InputException refused(String found, String expected) {
    return new InputException(
        place(),
        found,
        expected,
        "the theory does not cover such a network; it can be trained, but not analysed");
  }

  /**
   * Weights as the blocks of θ: one row per first axis, all others as columns.
   *
   * @param degrees of the blocks
   */
  static List<org.mirrorflow.gauge.Block> blocks(
      List<Parameter> weights, IntUnaryOperator degrees) {
    List<org.mirrorflow.gauge.Block> blocks = new ArrayList<>();
    int offset = 0;
    for (int b = 0; b < weights.size(); b++) {
      Shape shape = weights.get(b).getArray().getShape();
      int rows = Math.toIntExact(shape.get(0));
      int cols = Math.toIntExact(shape.size() / rows);
      int degree = degrees.applyAsInt(b);
      blocks.add(new org.mirrorflow.gauge.Block("W" + (b + 1), offset, rows, cols, degree));
      offset += rows * cols;
    }
    return blocks;
  }

  /** Doubles every block in turn: powers of two pass through homogeneous arithmetic exactly. */
  private int[] degrees(List<org.mirrorflow.gauge.Block> blocks, Shape[] initialisedWith) {
    double[] theta = trainedWeights(blocks);
    double[] x = new double[PROBES * inputs()];
    for (int j = 0; j < x.length; j++) {
      x[j] = 0.5 + 0.5 * Math.sin(1 + 0.7 * j);
    }
    int[] degrees = new int[blocks.size()];
    try (NDManager scope = manager.newSubManager()) {
      WeightStore store = new WeightStore(scope, parameters, blocks, DataType.FLOAT64);
      NDArray batch = Arrays64.create(scope, x, batch(PROBES), DataType.FLOAT64);
      store.set(theta);
      double[] before = Arrays64.values(probe(store, batch, initialisedWith));
      for (int b = 0; b < degrees.length; b++) {
        double[] doubled = theta.clone();
        for (int j = blocks.get(b).offset(); j < blocks.get(b).end(); j++) {
          doubled[j] *= 2;
        }
        store.set(doubled);
        degrees[b] = degree(before, Arrays64.values(run(store, batch, 0, children.size())));
        if (degrees[b] == 0) {
          throw refused(
              "outputs that are not homogeneous in " + blocks.get(b).name(),
              "outputs that double, or grow by a power of two, with the weights of each layer");
        }
      }
    }
    return degrees;
  }

  /** The outputs of a first batch. A chain that does not take its shape fails here. */
  private NDArray probe(WeightStore store, NDArray batch, Shape[] initialisedWith) {
    NDArray result;
    try {
      result = run(store, batch, 0, children.size());
    } catch (EngineException | IllegalArgumentException | IllegalStateException e) {
      throw otherShape("which a layer does not take", initialisedWith[0].slice(1), e);
    }
    if (!result.getShape().equals(new Shape(PROBES, outputs))) {
      String found = "whose outputs have the shape " + result.getShape().slice(1);
      throw otherShape(found, initialisedWith[0].slice(1), null);
    }
    return result;
  }

  private InputException otherShape(String found, Shape expected, Throwable cause) {
    return new InputException(
        place(),
        "samples of shape " + sample + ", " + found,
        "samples of shape " + expected + ", with which the block was initialised",
        "call DjlModel.of(block, new Shape" + expected + ", name)",
        cause);
  }

  private static int degree(double[] before, double[] after) {
    for (int degree = 1; degree <= MOST_DEGREE; degree++) {
      boolean fits = true;
      for (int j = 0; j < before.length; j++) {
        fits &= after[j] == Math.scalb(before[j], degree);
      }
      if (fits) {
        return degree;
      }
    }
    return 0;
  }

  private static List<HiddenLayer> hiddenLayers(Layout layout) {
    List<HiddenLayer> layers = new ArrayList<>();
    for (int b = 0; b + 1 < layout.count(); b++) {
      org.mirrorflow.gauge.Block in = layout.block(b);
      org.mirrorflow.gauge.Block out = layout.block(b + 1);
      layers.add(new HiddenLayer(in, out, out.cols() / in.rows(), in.degree() / out.degree()));
    }
    return List.copyOf(layers);
  }

  /** {@return θ of the block as it is trained now, a new array} */
  public double[] trainedWeights() {
    return trainedWeights(layout.blocks());
  }

  private double[] trainedWeights(List<org.mirrorflow.gauge.Block> blocks) {
    double[] theta = new double[blocks.get(blocks.size() - 1).end()];
    for (int b = 0; b < blocks.size(); b++) {
      double[] values = Arrays64.values(parameters.get(b).getArray());
      System.arraycopy(values, 0, theta, blocks.get(b).offset(), values.length);
    }
    return theta;
  }

  /** Children {@code from .. to − 1} on a batch, in the manager of the batch. */
  NDArray run(WeightStore store, NDArray batch, int from, int to) {
    NDList values = new NDList(batch);
    for (int c = from; c < to; c++) {
      values = children.get(c).forward(store, values, false);
    }
    return values.singletonOrThrow();
  }

  /** {@inheritDoc} Every weight is used at all positions of its layer's result. */
  @Override
  public double multiplications() {
    Shape[] shapes = {batch(1)};
    double sum = 0;
    for (int c = 0; c < children.size(); c++) {
      shapes = children.get(c).getOutputShapes(shapes);
      int layer = weightChildren.indexOf(c);
      if (layer >= 0) {
        org.mirrorflow.gauge.Block block = layout.block(layer);
        sum += block.size() * (shapes[0].size() / (double) block.rows());
      }
    }
    return sum;
  }

  /** Index of the child that computes the pre-activations of a hidden layer. */
  int weightChild(int layer) {
    return weightChildren.get(layer);
  }

  int children() {
    return children.size();
  }

  WeightStore newStore(NDManager owner) {
    return new WeightStore(owner, parameters, layout.blocks(), type);
  }

  NDManager manager() {
    return manager;
  }

  DataType type() {
    return type;
  }

  /**
   * {@return shape of the weights of a layer as files have it: outputs or channels first}
   *
   * @param block number of the layer, counted from 0
   */
  public int[] weightShape(int block) {
    return Arrays64.shape(parameters.get(block).getArray());
  }

  /** {@return the shape of a batch of n samples} */
  Shape batch(int n) {
    return new Shape(n).addAll(sample);
  }

  @Override
  public int inputs() {
    return Math.toIntExact(sample.size());
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public List<HiddenLayer> hiddenLayers() {
    return hidden;
  }

  /** The pass holds device memory until it is closed. */
  @Override
  public DjlPass pass(double[] x, int samples) {
    return new DjlPass(this, x, samples);
  }

  @Override
  public String spec() {
    return spec;
  }
}
