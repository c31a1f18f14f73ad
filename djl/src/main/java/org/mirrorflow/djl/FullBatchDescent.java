package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Descent of log ℒ on all samples at once: z ← z − h ∂ log ℒ, so that ds = h in the flow's own
 * time. A step that does not lower the loss is taken back and halved; after one that does h grows
 * by a tenth (as in Lyu and Li 2020, arXiv 1906.05890, appendix L).
 */
public final class FullBatchDescent {
  private static final NDIndex ALL = new NDIndex("...");
  private static final double GROWTH = 1.1;
  private static final double SHRINK = 0.5;

  /** Halvings of one step: by then it is below the last bit of float64. */
  private static final int MOST_HALVINGS = 60;

  private final MarginTrainer trainer;
  private final NDArray batch;
  private final int[] labels;
  private MarginLoss.Point point;
  private double step;

  /**
   * A descent from where the block is.
   *
   * @param batch all samples
   * @param step first h
   */
  public FullBatchDescent(MarginTrainer trainer, NDArray batch, int[] labels, double step) {
    this.trainer = trainer;
    this.batch = batch;
    this.labels = labels;
    this.step = step;
    this.point = trainer.gradient(batch, labels);
  }

  /** Where the descent is. */
  public MarginLoss.Point point() {
    return point;
  }

  /** The h of the next step. */
  public double step() {
    return step;
  }

  /** One step; false if none lowers the loss, and then nothing has changed. */
  public boolean advance() {
    MirrorDescent optimizer = trainer.optimizer();
    try (NDManager scope = batch.getManager().newSubManager()) {
      List<NDArray> from = optimizer.copyDuals();
      List<NDArray> gradients = new ArrayList<>();
      for (Parameter parameter : trainer.parameters()) {
        gradients.add(parameter.getArray().getGradient().duplicate());
      }
      from.forEach(array -> array.attach(scope));
      gradients.forEach(array -> array.attach(scope));
      for (int halvings = 0; halvings < MOST_HALVINGS; halvings++) {
        optimizer.goTo(from, gradients, step);
        clearGradients();
        MarginLoss.Point next = trainer.gradient(batch, labels);
        if (next.logLoss() < point.logLoss()) {
          point = next;
          step *= GROWTH;
          return true;
        }
        step *= SHRINK;
      }
      optimizer.goTo(from, gradients, 0);
      return false;
    }
  }

  private void clearGradients() {
    for (Parameter parameter : trainer.parameters()) {
      try (NDArray gradient = parameter.getArray().getGradient()) {
        gradient.set(ALL, 0);
      }
    }
  }
}
