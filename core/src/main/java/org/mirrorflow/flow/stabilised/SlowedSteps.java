package org.mirrorflow.flow.stabilised;

import java.util.SplittableRandom;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.gauge.Layout;

/**
 * Steps in which the stiffest modes are slowed, and when they are made. They pay where few modes
 * are much faster than all others: with C classes and few weights, such as those of convolutions, C
 * − 1 rates are 50 times the others.
 */
final class SlowedSteps {
  /** Stages of other steps from which on it is tried. */
  private static final int TRIAL_STAGES = 16;

  /** Steps until the next trial. */
  private static final int TRIAL_PAUSE = 128;

  /** Steps between two measurements of the modes. */
  private static final int PERIOD = 4;

  /** They pay if they take less than this share of the gradients of other steps. */
  private static final double PAYS = 0.8;

  /** Steps between two measurements of the radius, from which the cost of other steps follows. */
  private static final int COMPARISON_PERIOD = 16;

  /** The rate of slowed modes, as a share of what the stages are stable for. */
  private static final double SLOWED = 0.5;

  /**
   * The largest rate, as a share of what the stages are stable for. It grows within a step. With
   * 0.9 nineteen of 63 steps of {@code conv:8-16} on MNIST between log ℒ = −13 and −59 were
   * refused, with 0.7 none of 21, for 0.58 of the gradients.
   */
  private static final double LARGEST = 0.7;

  /** Attempts to find so many stages that a step is stable. */
  private static final int MOST_ROUNDS = 8;

  /** Where modes follow too late for the step to be longer, stages grow by this factor. */
  private static final double MORE_STAGES = 1.3;

  /** Beyond so many stages a step does not grow by more than its cost. */
  private static final int MOST_STAGES = 16;

  /** Where they do not, stages shrink by this one. */
  private static final double FEWER_STAGES = 0.95;

  /** At the beginning a step has so many times fewer stages. */
  private static final int FIRST_GAIN = 4;

  /** Numbers to be remembered besides a vector and the modes. */
  private static final int HEADER = 4;

  private final Layout layout;
  private final int outputs;
  private final double[] vector;

  /** Null where no mode is slowed. */
  private StiffModes modes;

  private boolean measured;
  private int stages;
  private double noneBefore;

  /** Gradients of these steps, for each that other steps would take for the same way. */
  private CostMean cost = CostMean.NONE;

  SlowedSteps(Layout layout, int outputs) {
    this.layout = layout;
    this.outputs = outputs;
    this.vector = new double[layout.end()];
  }

  /** Whether the radius of the force is to be measured, for comparison. */
  boolean comparesAt(long steps) {
    return active() && steps % COMPARISON_PERIOD == 0;
  }

  /** Whether the next step is such a step. */
  boolean active() {
    return modes != null;
  }

  /** Whether no such step has been made yet. */
  boolean onTrial() {
    return active() && cost.equals(CostMean.NONE);
  }

  /**
   * Slows the modes in a force, in a way that keeps the balance of the blocks; leaves it as it is
   * where no step is made so.
   */
  void slow(double[] force, double[] theta, double[] z) {
    if (active()) {
      modes.slow(force);
      BlockChanges.balance(layout, theta, z, force);
    }
  }

  /** How many stages the next step has. */
  int stages() {
    return stages;
  }

  /** How many numbers are to be remembered. */
  int memorySize() {
    return active() ? HEADER + vector.length + modes.memorySize() : 1;
  }

  /** Writes what is to be remembered. */
  void remember(double[] memory, int from) {
    memory[from] = noneBefore;
    if (active()) {
      memory[from + 1] = stages;
      memory[from + 2] = cost.cost();
      memory[from + 3] = cost.gain();
      System.arraycopy(vector, 0, memory, from + HEADER, vector.length);
      modes.remember(memory, from + HEADER + vector.length);
    }
  }

  /** Goes on from what was remembered: all numbers from there on. */
  void recall(double[] memory, int from) {
    forget();
    noneBefore = memory[from];
    if (memory.length > from + 1) {
      stages = (int) memory[from + 1];
      cost = new CostMean(memory[from + 2], memory[from + 3]);
      System.arraycopy(memory, from + HEADER, vector, 0, vector.length);
      modes = new StiffModes(vector.length, outputs);
      modes.recall(memory, from + HEADER + vector.length);
    }
  }

  /** Starts anew. */
  void forget() {
    noneBefore = 0;
    modes = null;
  }

  /**
   * Measures the modes where it is time. With a single output no mode is slowed: no classes
   * compete, little is saved, and the balance of the neurons drifts more.
   *
   * @param steps number of the step
   * @param plain stages of a step in which no mode is slowed
   * @param start where it starts
   * @param point evaluates; moved away
   * @return number of gradients
   */
  int begin(long steps, int plain, ChebyshevStep.Start start, FlowPoint point) {
    measured = false;
    if (active()) {
      if (steps % PERIOD != 0) {
        modes.moveTo(start);
        return 0;
      }
      measured = true;
      return modes.measure(start, point);
    }
    if (outputs == 1 || steps < noneBefore || plain < TRIAL_STAGES) {
      return 0;
    }
    measured = true;
    stages = Math.max(ChebyshevStep.MANY, Math.min(MOST_STAGES, plain / FIRST_GAIN));
    double[] random = new SplittableRandom(1).doubles(vector.length, -1, 1).toArray();
    System.arraycopy(random, 0, vector, 0, random.length);
    modes = new StiffModes(vector.length, outputs);
    cost = CostMean.NONE;
    return modes.begin(start, point);
  }

  /** Makes other steps from here on, and no trial for a while. */
  void stop(long steps) {
    forget();
    noneBefore = (double) steps + TRIAL_PAUSE;
  }

  /**
   * Finds how many stages are stable.
   *
   * @param ds length of the step
   * @param start where it starts
   * @param point evaluates; moved away
   * @return number of gradients
   */
  int findStages(double ds, ChebyshevStep.Start start, FlowPoint point) {
    int gradients = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      prepare(ds);
      double used = ds * modes.rate(vector, start, point) / Chebyshev.reach(stages);
      gradients++;
      if (!(used > LARGEST)) {
        return gradients;
      }
      if (measured) {
        double stable = stages * Math.sqrt(used / LARGEST);
        stages = (int) Math.min(StabilisedStepper.MOST_STAGES, 1 + stable);
      } else {
        measured = true;
        gradients += modes.measure(start, point);
      }
    }
    return gradients;
  }

  /** Chooses how much modes are slowed in a step. */
  void prepare(double ds) {
    modes.prepare(ds / (SLOWED * Chebyshev.reach(stages)));
  }

  /**
   * After a step: more stages where the modes bound its length, as they follow too late; and
   * whether it pays to go on.
   *
   * @param steps number of the next step
   * @param spent gradients that it took
   * @param radius that of the force
   * @param start where the step started
   * @param end z at its end
   * @param ds its length
   * @param late whether modes bound its length
   * @param share its length as a share of what the change of θ allows
   */
  void made(
      long steps,
      double spent,
      double radius,
      ChebyshevStep.Start start,
      double[] end,
      double ds,
      boolean late,
      double share) {
    // The first one also measured modes at random displacements.
    double own = onTrial() ? stages + 1 + (double) modes.count() / PERIOD : spent;
    double other = share * (1 + Chebyshev.stages(ds * radius / share));
    cost = cost.with(own, other);
    if (cost.perUnit() > PAYS) {
      stop(steps);
      return;
    }
    modes.made(start.z(), end, ds);
    int fewer = Math.max(ChebyshevStep.MANY, (int) (FEWER_STAGES * stages));
    int more = Math.min(MOST_STAGES, (int) Math.ceil(MORE_STAGES * stages));
    stages = late ? Math.max(stages, more) : fewer;
  }
}
