package org.mirrorflow.lab.run;

import java.util.List;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;

/**
 * A finished flow with its marks.
 *
 * @param spec what was asked
 * @param problem what flowed
 * @param result the numbers of the end
 * @param flow outcome and final state
 * @param marks measured in this process, first to last; a resumed run has the later ones only
 * @param trajectory all marks as numbers
 * @param theta final parameters
 */
public record FlowRun(
    RunSpec spec,
    FlowProblem problem,
    RunResult result,
    FlowResult flow,
    List<Mark> marks,
    Trajectory trajectory,
    double[] theta) {}
