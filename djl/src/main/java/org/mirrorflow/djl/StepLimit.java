package org.mirrorflow.djl;

import java.util.Map;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Tensor;

/**
 * Shortens steps whose gradient is much longer than usual; their direction stays.
 *
 * <p>Near the edge of stability the gradient grows from step to step along the steepest direction
 * until one step throws away what was learned. Here a gradient g counts with the factor min(1, m
 * u/‖g‖₂): u is the mean of the norms of the gradients before, so shortened, with weights that fall
 * by 0.9 per step. (Clipping by the norm: Pascanu, Mikolov and Bengio 2013, arXiv 1211.5063; by the
 * norms met before: Seetharaman, Wichern, Pardo and Le Roux 2020, arXiv 2007.14469.) All layers
 * have one factor, so a step is one of a smaller learning rate, and what the flow conserves is
 * untouched.
 *
 * @since 0.2.0
 */
public final class StepLimit {
  private static final String KEY = "limit";

  /** Steps that are taken as they are, to find out what is usual. */
  private static final int FIRST = 5;

  private static final double FORGET = 0.1;

  private final double most;
  private double usual;
  private int steps;

  /**
   * A limit before the first step.
   *
   * @param most m, above 1; +∞ for none
   * @throws InputException if it is not so
   */
  public StepLimit(double most) {
    if (!(most > 1)) {
      throw new InputException(
          "limit of steps " + most, "out of range", "above 1", "write 1.5, or leave it out");
    }
    this.most = most;
  }

  /** Whether steps are ever shortened; without that no norm is needed. */
  boolean limits() {
    return most < Double.POSITIVE_INFINITY;
  }

  /** The factor on a gradient of this norm, which from then on is one of those before. */
  double factor(double norm) {
    boolean known = steps >= FIRST && usual > 0;
    double factor = known && norm > most * usual ? most * usual / norm : 1;
    double weight = steps < FIRST ? 1.0 / (steps + 1) : FORGET;
    usual += weight * (factor * norm - usual);
    steps++;
    return factor;
  }

  /**
   * Adds what the next steps depend on to a state.
   *
   * @param state an array is put into it
   */
  public void save(Map<String, Tensor> state) {
    state.put(KEY, Tensor.vector(usual, steps));
  }

  /**
   * Takes it back.
   *
   * @param place where the state comes from, for messages
   * @param state with what {@link #save} put into it
   * @throws InputException if the array is missing or has other numbers
   */
  public void restore(String place, Map<String, Tensor> state) {
    double[] numbers = Slot.tensor(place, state, KEY, 2).data();
    if (!(numbers[0] >= 0) || numbers[1] != Math.max(0, (int) numbers[1])) {
      throw new InputException(
          place,
          KEY + " holds " + numbers[0] + " and " + numbers[1],
          "a length and a number of steps",
          "use the state that was saved with this model");
    }
    usual = numbers[0];
    steps = (int) numbers[1];
  }
}
