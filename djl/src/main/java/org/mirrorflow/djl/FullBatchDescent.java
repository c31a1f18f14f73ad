package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.io.Tensor;

/**
 * Descent of log ℒ on all samples at once with momentum in the dual: v ← μ v + ∂ log ℒ, z ← z − h
 * v, so that h is a step of the flow's own time ds = ℒ dt.
 *
 * <p>A step that is undone is halved and begins without momentum, and after a step that lowers the
 * loss h grows (momentum with restarts: O'Donoghue and Candès 2015, arXiv 1204.3982; steps scaled
 * by the loss and taken back: Lyu and Li 2020, arXiv 1906.05890, appendix L).
 *
 * <p>On a quadratic, momentum μ with its best step multiplies the loss by μ at every step (Polyak
 * 1964, doi:10.1016/0041-5553(64)90137-5), so log ℒ falls by 1 in 1/(1 − μ) steps. Where log ℒ
 * falls faster than that for μ = {@value #SHORT}, this μ is enough, and every step has to lower the
 * loss. Where it falls more slowly the descent is in a narrow valley, and every step that has to
 * lower the loss would cost the momentum there: then μ = {@value #LONG}, and a step is undone only
 * if the loss is above the largest of the last {@value #RECENT} (Grippo, Lampariello and Lucidi
 * 1986, doi:10.1137/0723046).
 *
 * @since 0.1.0
 */
public final class FullBatchDescent {
  private static final double SHORT = 0.95;
  private static final double LONG = 0.98;

  /** 1/(1 − {@value #SHORT}): steps in which log ℒ falls by 1 where that momentum is enough. */
  private static final int MEMORY = 20;

  private static final double GROWTH = 1.03;
  private static final double SHRINK = 0.5;

  /** Steps within which the loss has to fall: an oscillation of momentum takes a few dozen. */
  private static final int RECENT = 30;

  /** Images that go through the network together: their values should stay in the cache. */
  private static final int PART = 128;

  /** Halvings of one step: by then it is below the last bit of float64. */
  private static final int MOST_HALVINGS = 60;

  private final MarginTrainer trainer;
  private final List<MarginTrainer.Part> parts;
  private final List<NDArray> velocity = new ArrayList<>();
  private MarginLoss.Point point;
  private double step;

  /** log ℒ that the gradient was formed with, which its rounding depends on. */
  private double guess;

  /** log ℒ after the last steps, oldest first; before the first step that of the start. */
  private final double[] recent = new double[RECENT];

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
    this.parts = parts(batch, labels);
    this.step = step;
    for (Parameter parameter : trainer.parameters()) {
      NDArray rest = parameter.getArray().zerosLike();
      rest.attach(batch.getManager());
      velocity.add(rest);
    }
    this.guess = Math.log(labels.length);
    this.point = trainer.gradient(parts, guess);
    Arrays.fill(recent, point.logLoss());
  }

  /** Equal parts, give or take an image, small enough that what they leave behind is kept close. */
  private static List<MarginTrainer.Part> parts(NDArray batch, int[] labels) {
    int count = (labels.length + PART - 1) / PART;
    List<MarginTrainer.Part> parts = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int from = (int) ((long) k * labels.length / count);
      int to = (int) ((long) (k + 1) * labels.length / count);
      NDArray images = batch.get(new NDIndex("%d:%d".formatted(from, to)));
      images.attach(batch.getManager());
      parts.add(new MarginTrainer.Part(images, Arrays.copyOfRange(labels, from, to)));
    }
    return parts;
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
   * {@return the velocity and the last losses by name, which together with the optimizer's state
   * and h are the state of the descent}
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int k = 0; k < velocity.size(); k++) {
      state.put("velocity." + k, Arrays64.tensor(velocity.get(k)));
    }
    state.put("guess", Tensor.vector(guess));
    state.put("recent", Tensor.vector(recent.clone()));
    return state;
  }

  /**
   * Takes velocity and losses back.
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
    System.arraycopy(Slot.tensor(place, state, "recent", RECENT).data(), 0, recent, 0, RECENT);
    guess = Slot.tensor(place, state, "guess", 1).data()[0];
    point = trainer.gradient(parts, guess);
  }

  /**
   * Takes one step.
   *
   * @return false if none lowers the loss as it has to, and then nothing has changed
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
      boolean valley = inValley();
      double bound = valley ? highest() : point.logLoss();
      accelerate(gradients, valley ? LONG : SHORT);
      for (int halvings = 0; halvings < MOST_HALVINGS; halvings++) {
        optimizer.goTo(from, velocity, step);
        MarginLoss.Point next = trainer.gradient(parts, point.logLoss());
        if (next.logLoss() < bound) {
          step *= next.logLoss() < point.logLoss() ? GROWTH : 1;
          guess = point.logLoss();
          point = next;
          remember(next.logLoss());
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

  private boolean inValley() {
    return recent[RECENT - 1 - MEMORY] - point.logLoss() < 1;
  }

  private double highest() {
    return Arrays.stream(recent).max().orElseThrow();
  }

  private void remember(double logLoss) {
    System.arraycopy(recent, 1, recent, 0, RECENT - 1);
    recent[RECENT - 1] = logLoss;
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
}
