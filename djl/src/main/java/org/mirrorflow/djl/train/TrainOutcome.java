package org.mirrorflow.djl.train;

/** How a training ended. */
public enum TrainOutcome {
  /** All epochs done. */
  EPOCHS_DONE(true, "all epochs done", ""),
  /** log ℒ is as low as asked. */
  LOSS_TARGET_REACHED(true, "the loss is as low as asked", ""),
  /** Loss or weights are no finite numbers. */
  DIVERGED(
      false,
      "the loss is no finite number",
      "lower --learning-rate or --init-scale, or use --precision float64"),
  /** On most training images all outputs are 0, and so are their gradients. */
  DEAD(
      false,
      "the network is dead: on most training images no unit fires and all outputs are 0",
      "leave --learning-rate out so that it is found, or lower --rate-scale"),
  /** No step lowers the loss. */
  STALLED(false, "no step, however small, lowers the loss", "use --precision float64"),
  /** Asked to stop. */
  INTERRUPTED(false, "interrupted; the state is saved", "go on with --resume");

  private final boolean success;
  private final String meaning;
  private final String remedy;

  TrainOutcome(boolean success, String meaning, String remedy) {
    this.success = success;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** {@return whether this is what was asked for} */
  public boolean success() {
    return success;
  }

  /** {@return what happened} */
  public String meaning() {
    return meaning;
  }

  /** {@return what to change} */
  public String remedy() {
    return remedy;
  }
}
