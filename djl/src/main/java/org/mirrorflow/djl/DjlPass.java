package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import org.mirrorflow.model.Pass;

/**
 * A DJL chain bound to inputs, evaluated batch by batch. The pullback runs forward again, so that
 * nothing but the inputs and the weights outlives a batch.
 */
public final class DjlPass implements Pass, AutoCloseable {
  /** Samples at a time: a 512-channel layer of 32×32 float64 positions takes a gigabyte. */
  private static final int BATCH = 128;

  private final DjlModel model;
  private final double[] inputs;
  private final int samples;
  private final NDManager manager;
  private final WeightStore store;

  DjlPass(DjlModel model, double[] inputs, int samples) {
    if ((long) samples * model.inputs() != inputs.length) {
      throw new IllegalArgumentException(
          inputs.length + " inputs for " + samples + " samples of " + model.inputs());
    }
    this.model = model;
    this.inputs = inputs;
    this.samples = samples;
    this.manager = model.manager().newSubManager();
    this.store = model.newStore(manager);
  }

  private NDArray batch(NDManager scope, int from, int to) {
    double[] x = Arrays.copyOfRange(inputs, from * model.inputs(), to * model.inputs());
    return Arrays64.create(scope, x, model.batch(to - from), model.type());
  }

  @Override
  public void forward(double[] theta, double[] outputs) {
    store.set(theta);
    collect(model.children(), outputs);
  }

  /** Values after child {@code to − 1}, all samples. */
  private void collect(int to, double[] out) {
    for (int from = 0; from < samples; from += BATCH) {
      int end = Math.min(samples, from + BATCH);
      try (NDManager scope = manager.newSubManager()) {
        double[] values = Arrays64.values(model.run(store, batch(scope, from, end), 0, to));
        System.arraycopy(values, 0, out, from * (values.length / (end - from)), values.length);
      }
    }
  }

  @Override
  public void pullback(double[] cotangent, double[] gradient) {
    store.clearGradients();
    int c = model.outputs();
    for (int from = 0; from < samples; from += BATCH) {
      int end = Math.min(samples, from + BATCH);
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray outputs = model.run(store, batch(scope, from, end), 0, model.children());
        double[] part = Arrays.copyOfRange(cotangent, from * c, end * c);
        NDArray fixed = Arrays64.create(scope, part, outputs.getShape(), model.type());
        collector.backward(outputs.mul(fixed).sum());
      }
    }
    store.gradients(gradient);
  }

  /** {@inheritDoc} Computed when asked for; takes n × units numbers. */
  @Override
  public double[] preactivations(int hiddenLayer) {
    return valuesAfter(model.weightChild(hiddenLayer) + 1);
  }

  /** {@inheritDoc} Computed when asked for: the values after the block behind the weights. */
  @Override
  public double[] activations(int hiddenLayer) {
    return valuesAfter(model.weightChild(hiddenLayer) + 2);
  }

  private double[] valuesAfter(int child) {
    int units;
    try (NDManager scope = manager.newSubManager()) {
      units = (int) model.run(store, batch(scope, 0, 1), 0, child).size();
    }
    double[] values = new double[Math.multiplyExact(samples, units)];
    collect(child, values);
    return values;
  }

  @Override
  public void close() {
    manager.close();
  }

  /**
   * {@return outputs of a model at one θ, for batches that the caller has on the device already; to
   * be closed}
   *
   * @param model the chain
   * @param theta θ, copied
   */
  public static Outputs outputs(DjlModel model, double[] theta) {
    return new Outputs(model, theta);
  }

  /** A model at one θ. */
  public static final class Outputs implements AutoCloseable {
    private final DjlModel model;
    private final NDManager manager;
    private final WeightStore store;

    private Outputs(DjlModel model, double[] theta) {
      this.model = model;
      this.manager = model.manager().newSubManager();
      this.store = model.newStore(manager);
      store.set(theta);
    }

    /**
     * {@return outputs (n × outputs), owned by the manager of the batch}
     *
     * @param batch inputs (n × features) of the model's type
     */
    public NDArray of(NDArray batch) {
      return model.run(store, batch, 0, model.children());
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
