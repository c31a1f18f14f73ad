package org.mirrorflow.analysis;

import java.util.function.BiConsumer;
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
  private final BiConsumer<FlowState, FlowPoint> taker;
  private final MarkSchedule schedule;
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
    this((state, point) -> sink.accept(measure.apply(state, point)), schedule, resumeAfter);
  }

  /**
   * A recorder for one run whose marks are measured elsewhere.
   *
   * @param taker is told where to measure, in the order of the run
   * @param schedule when
   * @param resumeAfter log ℒ of the last mark of an earlier part of the run; +∞ at the start
   * @since 0.2.0
   */
  public MarkRecorder(
      BiConsumer<FlowState, FlowPoint> taker, MarkSchedule schedule, double resumeAfter) {
    this.taker = taker;
    this.schedule = schedule;
    this.nextLevel =
        resumeAfter == Double.POSITIVE_INFINITY ? resumeAfter : schedule.next(resumeAfter);
  }

  @Override
  public boolean at(Supplier<FlowState> state, FlowPoint point) {
    if (point.logLoss() <= nextLevel) {
      taker.accept(state.get(), point);
      nextLevel = schedule.next(point.logLoss());
    }
    return true;
  }
}
