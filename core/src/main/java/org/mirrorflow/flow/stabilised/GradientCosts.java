package org.mirrorflow.flow.stabilised;

/** What the last steps cost, in gradients of one sample. */
final class GradientCosts {
  /** How many numbers are remembered. */
  static final int MEMORY = 4;

  /** Since the last accepted step. */
  private double effort;

  /** Per unit of log ℒ. */
  private CostMean ofLoss = CostMean.NONE;

  /** Per unit of log s. */
  private CostMean ofS = CostMean.NONE;

  /** Adds some to those since the last accepted step. */
  void add(double gradients) {
    effort += gradients;
  }

  /** Since the last accepted step. */
  double effort() {
    return effort;
  }

  /** A step was accepted that brought log ℒ down by one number and log s up by another. */
  void accepted(double drop, double grown) {
    ofLoss = ofLoss.with(effort, drop);
    ofS = ofS.with(effort, grown);
    effort = 0;
  }

  /** Whether no step was accepted yet. */
  boolean none() {
    return ofLoss.equals(CostMean.NONE);
  }

  /** Per unit of log ℒ, a mean; 0 before the first step. */
  double perUnit() {
    return ofLoss.perUnit();
  }

  /** Per unit of log s. */
  double perUnitOfS() {
    return ofS.perUnit();
  }

  /** Writes what is to be remembered, from the start of an array. */
  void remember(double[] memory) {
    memory[0] = ofLoss.cost();
    memory[1] = ofLoss.gain();
    memory[2] = ofS.cost();
    memory[3] = ofS.gain();
  }

  /** Goes on from what was remembered. */
  void recall(double[] memory) {
    ofLoss = new CostMean(memory[0], memory[1]);
    ofS = new CostMean(memory[2], memory[3]);
    effort = 0;
  }

  /** Starts anew. */
  void forget() {
    ofLoss = CostMean.NONE;
    ofS = CostMean.NONE;
    effort = 0;
  }
}
