package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.mirrorflow.model.HiddenLayer;

/**
 * Accuracy of a chain that keeps only the strongest neurons or channels of one hidden layer, for
 * many numbers kept at once, and how often its neurons fire. The layers up to the one in question
 * are run once; the rest once per number kept.
 */
public final class KeepCurve implements AutoCloseable {
  private final DjlModel model;
  private final NDManager manager;
  private final WeightStore store;

  /**
   * The curves of a model at one θ.
   *
   * @param model the chain
   * @param theta θ, copied
   */
  public KeepCurve(DjlModel model, double[] theta) {
    this.model = model;
    this.manager = model.manager().newSubManager();
    this.store = model.newStore(manager);
    store.set(theta);
  }

  /**
   * Labelled samples, batch by batch.
   *
   * @param inputs rows of the batch, float32
   * @param labels class indices
   */
  public record Batch(float[] inputs, int[] labels) {}

  /**
   * Correct answers when the first {@code kept[j]} neurons of {@code order} are kept.
   *
   * @param layer hidden layer, from 0
   * @param order neurons, strongest first
   * @param kept numbers of neurons kept
   * @param batches number of batches
   * @param source gives batch b, counted from 0
   * @return number of samples whose largest output is that of their class, one for each of {@code
   *     kept}
   */
  public long[] correct(
      int layer, int[] order, int[] kept, int batches, IntFunction<Batch> source) {
    HiddenLayer hidden = model.hiddenLayers().get(layer);
    int behind = model.weightChild(layer) + 2;
    long[] correct = new long[kept.length];
    for (int b = 0; b < batches; b++) {
      Batch batch = source.apply(b);
      try (NDManager scope = manager.newSubManager()) {
        NDArray values = model.run(store, rows(scope, batch), 0, behind);
        for (int j = 0; j < kept.length; j++) {
          try (NDManager inner = scope.newSubManager()) {
            NDArray mask = mask(inner, order, kept[j], hidden.neurons(), values.getShape());
            NDArray masked = mask.mul(values);
            NDArray outputs = model.run(store, masked, behind, model.children());
            correct[j] += correct(Arrays64.values(outputs), batch.labels());
          }
        }
      }
    }
    return correct;
  }

  /**
   * What fires.
   *
   * @param layer hidden layer, from 0
   * @param batches number of batches
   * @param source gives batch b, counted from 0
   * @return for every neuron of the layer the number of samples on which it is above 0 at some
   *     position
   */
  public long[] firing(int layer, int batches, IntFunction<Batch> source) {
    int neurons = model.hiddenLayers().get(layer).neurons();
    long[] fired = new long[neurons];
    for (int b = 0; b < batches; b++) {
      Batch batch = source.apply(b);
      try (NDManager scope = manager.newSubManager()) {
        NDArray h = model.run(store, rows(scope, batch), 0, model.weightChild(layer) + 1);
        NDArray highest = h.reshape(batch.labels().length, neurons, -1).max(new int[] {2});
        NDArray count = highest.gt(0).toType(DataType.INT64, true).sum(new int[] {0});
        long[] more = count.toLongArray();
        for (int k = 0; k < neurons; k++) {
          fired[k] += more[k];
        }
      }
    }
    return fired;
  }

  private NDArray rows(NDManager scope, Batch batch) {
    NDArray rows = scope.create(batch.inputs(), new Shape(batch.labels().length, model.inputs()));
    return model.type() == DataType.FLOAT32 ? rows : rows.toType(model.type(), true);
  }

  private NDArray mask(NDManager scope, int[] order, int kept, int neurons, Shape shape) {
    double[] ones = new double[neurons];
    Arrays.stream(order, 0, kept).forEach(h -> ones[h] = 1);
    long[] axes = new long[shape.dimension()];
    Arrays.fill(axes, 1);
    axes[1] = neurons;
    return Arrays64.create(scope, ones, new Shape(axes), model.type());
  }

  /** Samples whose own output is strictly above all others, or, of one output, has their sign. */
  private static long correct(double[] f, int[] labels) {
    int outputs = f.length / labels.length;
    long correct = 0;
    for (int i = 0; i < labels.length; i++) {
      boolean right = outputs > 1 || (labels[i] == 1 ? f[i] > 0 : f[i] < 0);
      for (int k = 0; k < outputs && outputs > 1; k++) {
        right &= k == labels[i] || f[i * outputs + labels[i]] > f[i * outputs + k];
      }
      correct += right ? 1 : 0;
    }
    return correct;
  }

  /**
   * {@return numbers worth asking for: all up to 64, then in steps of a twentieth, and the width}
   *
   * @param width number of neurons of the layer
   */
  public static int[] grid(int width) {
    List<Integer> grid = new ArrayList<>();
    for (int k = 1; k < width; k += Math.max(1, k < 64 ? 1 : k / 20)) {
      grid.add(k);
    }
    grid.add(width);
    return grid.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * {@return a few of these numbers: 1, 2, 3, then by factors of √2, and the width}
   *
   * @param width number of neurons of the layer
   */
  public static int[] coarseGrid(int width) {
    List<Integer> grid = new ArrayList<>();
    for (double k = 1; k < width; k = Math.max(k + 1, k * Math.sqrt(2))) {
      grid.add((int) k);
    }
    grid.add(width);
    return grid.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Frees the weights. */
  @Override
  public void close() {
    manager.close();
  }
}
