package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.io.Tensor;

/**
 * Descent of log ℒ on all samples at once with momentum in the dual: v ← μ v + ∂ log ℒ, z ← z − h
 * v, so that h is a step of the flow's own time ds = ℒ dt.
 *
 * <p>A step that does not lower the loss is undone, momentum is dropped and h is halved (momentum
 * with restarts: O'Donoghue and Candès 2015, arXiv 1204.3982; steps scaled by the loss and taken
 * back: Lyu and Li 2020, arXiv 1906.05890, appendix L). After one that lowers it h grows.
 *
 * @since 0.1.0
 */
public final class FullBatchDescent {
  private static final double MOMENTUM = 0.95;
  private static final double GROWTH = 1.03;
  private static final double SHRINK = 0.5;

  /** Halvings of one step: by then it is below the last bit of float64. */
  private static final int MOST_HALVINGS = 60;

  private final MarginTrainer trainer;
  private final NDArray batch;
  private final int[] labels;
  private final List<NDArray> velocity = new ArrayList<>();
  private MarginLoss.Point point;
  private double step;

  /**
   * A descent from where the block is, at rest.
   *
   * @param trainer the block with its loss and optimizer
   * @param batch all samples (n × features); its manager owns what the descent holds
   * @param labels n class indices
   * @param step first h
   */
  public FullBatchDescent(MarginTrainer trainer, NDArray batch, int[] labels, double step) {
    this.trainer = trainer;
    this.batch = batch;
    this.labels = labels;
    this.step = step;
    for (Parameter parameter : trainer.parameters()) {
      NDArray rest = parameter.getArray().zerosLike();
      rest.attach(batch.getManager());
      velocity.add(rest);
    }
    this.point = trainer.gradient(batch, labels);
  }

  /** {@return the loss where the descent is} */
  public MarginLoss.Point point() {
    return point;
  }

  /** {@return the h of the next step} */
  public double step() {
    return step;
  }

  /**
   * {@return the velocity by name, which together with the optimizer's state and h is the state of
   * the descent}
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int k = 0; k < velocity.size(); k++) {
      state.put("velocity." + k, Arrays64.tensor(velocity.get(k)));
    }
    return state;
  }

  /**
   * Takes a velocity back.
   *
   * @param place where the state comes from, for messages
   * @param state what {@link #state} gave, among other arrays
   * @throws org.mirrorflow.io.InputException if an array is missing or has another shape
   */
  public void restore(String place, Map<String, Tensor> state) {
    for (int k = 0; k < velocity.size(); k++) {
      NDArray v = velocity.get(k);
      Arrays64.copy(Slot.tensor(place, state, "velocity." + k, Arrays64.shape(v)).data(), v);
    }
  }

  /**
   * Takes one step.
   *
   * @return false if none lowers the loss, and then nothing has changed
   */
  public boolean advance() {
    MirrorDescent optimizer = trainer.optimizer();
    List<NDArray> from = optimizer.copyDuals();
    List<NDArray> gradients = new ArrayList<>();
    try {
      for (Parameter parameter : trainer.parameters()) {
        try (NDArray gradient = parameter.getArray().getGradient()) {
          gradients.add(gradient.duplicate());
        }
      }
      accelerate(gradients, MOMENTUM);
      for (int halvings = 0; halvings < MOST_HALVINGS; halvings++) {
        optimizer.goTo(from, velocity, step);
        clearGradients();
        MarginLoss.Point next = trainer.gradient(batch, labels);
        if (next.logLoss() < point.logLoss()) {
          point = next;
          step *= GROWTH;
          return true;
        }
        step *= SHRINK;
        accelerate(gradients, 0);
      }
      optimizer.goTo(from, velocity, 0);
      return false;
    } finally {
      from.forEach(NDArray::close);
      gradients.forEach(NDArray::close);
    }
  }

  /** v ← μ v + g; for μ = 0 it is g, whatever v was. */
  private void accelerate(List<NDArray> gradients, double momentum) {
    for (int k = 0; k < velocity.size(); k++) {
      NDArray v = velocity.get(k);
      if (momentum == 0) {
        Arrays64.copy(gradients.get(k), v);
      } else {
        try (NDManager scope = v.getManager().newSubManager()) {
          scope.tempAttachAll(v);
          v.muli(momentum).addi(gradients.get(k));
        }
      }
    }
  }

  private void clearGradients() {
    for (Parameter parameter : trainer.parameters()) {
      try (NDArray gradient = parameter.getArray().getGradient()) {
        Arrays64.clear(gradient);
      }
    }
  }
}
