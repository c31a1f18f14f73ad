package org.mirrorflow.lab.study;

import java.util.List;
import org.mirrorflow.lab.run.RunSpec;

/**
 * A chapter of the study: a question, the flows and other work it needs, and what it concludes from
 * them.
 */
interface StudyChapter {

  /** Anchor in the report; {@code --only} takes it. */
  String id();

  /** The larger part that it belongs to; {@code --only} takes this, too. */
  default String part() {
    return id();
  }

  /** The flows to run; chapters may share some. */
  List<RunSpec> runs(StudySize size);

  /** What is to be done beside the flows or after them; chapters may share some. */
  default List<Work<?>> work(StudySize size) {
    return List.of();
  }

  /** Concludes from the finished flows and work. */
  Findings conclude(StudySize size, FinishedRuns runs);

  /** Words that call for citations besides those of data and maps; see the bibliography. */
  default List<String> cites() {
    return List.of();
  }

  /** The command that repeats this chapter. */
  default String command(StudySize size, long seed) {
    return "./mirrorflow study --only "
        + id()
        + (size.option().isEmpty() ? "" : " " + size.option())
        + (seed == 0 ? "" : " --seed " + seed);
  }

  /** The same, and the command of the first of its flows alone. */
  default String commands(StudySize size, long seed) {
    return command(size, seed) + "\n" + runs(size).get(0).command();
  }
}
