package org.mirrorflow.lab.run;

import java.nio.file.Path;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.weights.Weights;
import org.mirrorflow.model.Initialisation;

/**
 * Where a session begins: afresh, at a checkpoint, or at a state in memory.
 *
 * @param state of the flow
 * @param origin coordinates of the state at time 0, which the balance laws refer to
 * @param trajectory marks before it
 * @param seconds taken before it
 */
public record RunStart(FlowState state, double[] origin, Trajectory trajectory, double seconds) {

  /**
   * {@return the initial weights: those of the file if one is given, else random ones}
   *
   * @param spec names the file, or scale and seed
   * @param layout of the model
   * @throws InputException if the file has other weights
   */
  public static double[] weights(RunSpec spec, Layout layout) {
    String file = spec.get(RunOptions.INIT);
    return file == null
        ? new Initialisation(spec.initScale(), spec.seed()).parameters(layout)
        : Weights.read(Path.of(file), layout);
  }

  /**
   * {@return the state at {@link #weights}}
   *
   * @param spec names the weights
   * @param problem what flows
   * @throws InputException if the weights are of another model, or none of the map
   */
  public static RunStart afresh(RunSpec spec, FlowProblem problem) {
    return at(problem.start(weights(spec, problem.model().layout())), problem, spec, 0);
  }

  /**
   * {@return a state in memory, taken as time 0}
   *
   * @param state of a flow of the same model
   * @param problem what flows
   * @param spec what is asked
   * @param seconds what the flow has taken so far
   */
  public static RunStart at(FlowState state, FlowProblem problem, RunSpec spec, double seconds) {
    return new RunStart(state, state.coordinates(), Trajectory.empty(problem, spec), seconds);
  }

  /**
   * {@return the state in a folder; without a checkpoint there, a fresh one}
   *
   * @param folder of the run
   * @param spec of the run
   * @param problem what flows
   * @throws InputException if the checkpoint is damaged or of another run, or the data have changed
   */
  public static RunStart in(RunFolder folder, RunSpec spec, FlowProblem problem) {
    if (!folder.hasCheckpoint()) {
      return afresh(spec, problem);
    }
    Checkpoint checkpoint =
        folder.readCheckpoint(
            Trajectory.empty(problem, spec), problem.model().layout().end(), spec);
    if (checkpoint.dataCode() != Checkpoint.codeOf(problem.data())) {
      throw new InputException(
          "--data " + spec.data(),
          "other samples than those the run began with",
          "the same data as in the first part of the run",
          "restore the data, or choose another --out");
    }
    return new RunStart(checkpoint.state(), checkpoint.start(), checkpoint.trajectory(), 0);
  }
}
