package org.mirrorflow.lab.sweep;

import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.Trajectory;

/**
 * A finished cell.
 *
 * @param cell what was asked
 * @param result numbers of the end
 * @param trajectory the marks
 */
public record CellResult(Cell cell, RunResult result, Trajectory trajectory) {}
