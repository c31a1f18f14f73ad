package org.mirrorflow.lab.study;

/**
 * Further work of a chapter, on finished flows or beside them. Its result is kept like that of a
 * flow. It is a record whose components, plain words and numbers, determine the result.
 *
 * @param <R> record of plain words and numbers
 */
interface Work<R> {

  /** Class of the result. */
  Class<R> type();

  /** What it is expected to cost beside others: what costs most starts first. */
  default double cost() {
    return 1;
  }

  /** Does it. Called once all flows have finished, from several threads. */
  R run(FinishedRuns runs);
}
