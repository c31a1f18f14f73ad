package org.mirrorflow.flow;

/**
 * How a flow ended; the text says what it means and what to change.
 *
 * @since 0.1.0
 */
public enum Outcome {
  /** log ℒ fell to the target with all samples classified. */
  LOSS_TARGET_REACHED(
      "the loss target was reached", "nothing; ask for a lower --until-log-loss to go on"),
  /** The step limit came first. */
  STEP_LIMIT(
      "the step limit came before the loss target",
      "raise --max-steps or ask for a higher --until-log-loss"),
  /** Some samples are still misclassified: no margin exists yet. */
  NOT_SEPARATED(
      "some samples are still misclassified, so there is no margin",
      "raise --max-steps, enlarge --init-scale, widen the hidden layers or, for --model linear, add a"
          + " column of ones or a hidden layer; the data may not be separable by this model"),
  /** The state no longer moves. */
  STALLED(
      "the flow stopped moving: at a stationary point, or in steps below the resolution of doubles",
      "with all samples classified end with a higher --until-log-loss, else start elsewhere: another"
          + " --seed, a larger --init-scale, wider hidden layers or, for --model linear, a hidden layer"),
  /** Many steps changed neither the loss nor the time by a noticeable amount. */
  NO_PROGRESS(
      "thousands of steps changed neither log loss nor log s by 1 %: stiffness or rounding makes"
          + " steps short",
      "with all samples classified end with a higher --until-log-loss, else use a larger"
          + " --init-scale or --tolerance, or --integrator auto"),
  /** A number left the range of float64. */
  NUMERICAL_FAILURE(
      "a number left the range of float64",
      "lower --tolerance, or end earlier with a higher --until-log-loss"),
  /** The dual variable is about to leave the range of float64: potentials that grow rapidly. */
  DUAL_OVERFLOW(
      "the dual variable reached the end of the range of float64",
      "the run is valid up to here; enlarge the map's scale or end with a higher --until-log-loss"),
  /** The caller asked the flow to stop. */
  INTERRUPTED("the flow was interrupted", "run again with --resume");

  private final String meaning;
  private final String remedy;

  Outcome(String meaning, String remedy) {
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** {@return what happened, as a clause} */
  public String meaning() {
    return meaning;
  }

  /** {@return what to change, as a clause} */
  public String remedy() {
    return remedy;
  }

  /** {@return whether the run did what was asked} */
  public boolean success() {
    return this == LOSS_TARGET_REACHED;
  }
}
