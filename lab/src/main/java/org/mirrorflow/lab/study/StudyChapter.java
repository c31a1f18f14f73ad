package org.mirrorflow.lab.study;

import java.util.List;
import org.mirrorflow.lab.run.RunSpec;

/** A chapter of the study: which flows it needs, and what it concludes from them. */
interface StudyChapter {

  /** Anchor in the report. */
  String id();

  /** The flows to run; chapters may share some. */
  List<RunSpec> runs(StudySize size);

  /** Concludes from the finished flows. */
  Findings conclude(StudySize size, FinishedRuns runs);
}
