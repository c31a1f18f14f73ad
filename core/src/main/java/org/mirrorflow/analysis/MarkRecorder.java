package org.mirrorflow.analysis;

import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowState;

/**
 * Measures a run whenever log ℒ passes the next mark of a schedule.
 *
 * @since 0.1.0
 */
public final class MarkRecorder implements FlowObserver {
  private final BiFunction<FlowState, FlowPoint, Mark> measure;
  private final MarkSchedule schedule;
  private final Consumer<Mark> sink;
  private double nextLevel;

  /**
   * A recorder for one run.
   *
   * @param measure what is measured, for instance by a {@link RunAnalysis}
   * @param schedule when
   * @param resumeAfter log ℒ of the last mark of an earlier part of the run; +∞ at the start
   * @param sink receives the marks, in the order of the run
   */
  public MarkRecorder(
      BiFunction<FlowState, FlowPoint, Mark> measure,
      MarkSchedule schedule,
      double resumeAfter,
      Consumer<Mark> sink) {
    this.measure = measure;
    this.schedule = schedule;
    this.sink = sink;
    this.nextLevel =
        resumeAfter == Double.POSITIVE_INFINITY ? resumeAfter : schedule.next(resumeAfter);
  }

  @Override
  public boolean at(Supplier<FlowState> state, FlowPoint point) {
    if (point.logLoss() <= nextLevel) {
      sink.accept(measure.apply(state.get(), point));
      nextLevel = schedule.next(point.logLoss());
    }
    return true;
  }
}
