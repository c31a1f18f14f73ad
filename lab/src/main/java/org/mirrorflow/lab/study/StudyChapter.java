package org.mirrorflow.lab.study;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.RunSpec;

/**
 * A chapter of the study: a question, the flows and other work it needs, and what it concludes from
 * them.
 */
interface StudyChapter {

  /** Anchor in the report; {@code --only} takes it. */
  String id();

  /** First of the random starts. */
  long seed();

  /** The flows to run; chapters may share some. */
  default List<RunSpec> runs(StudySize size) {
    return List.of();
  }

  /**
   * Those of the flows whose KKT gap on the way it looks at: a certificate of every mark takes as
   * long as the flow. The others have one of their end.
   */
  default List<RunSpec> certified(StudySize size) {
    return List.of();
  }

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
  default String command(StudySize size) {
    return "./mirrorflow study --only "
        + id()
        + (size.option().isEmpty() ? "" : " " + size.option())
        + (seed() == 0 ? "" : " --seed " + seed());
  }

  /** The same, and the command of the first of its flows alone. */
  default String commands(StudySize size) {
    return Stream.concat(Stream.of(command(size)), runs(size).stream().map(RunSpec::command))
        .limit(2)
        .collect(Collectors.joining("\n"));
  }

  /** What the claims measured, in sentences. */
  default String outcome(List<ClaimResult> claims) {
    return claims.stream().map(ClaimResult::measured).collect(Collectors.joining(". ", "", "."));
  }

  /** Claims with what the report says of them: heading, question and prediction. */
  default Findings findings(
      StudySize size,
      String title,
      String question,
      String predicted,
      List<ClaimResult> claims,
      List<Figure> figures,
      List<Table> tables,
      Map<String, String> csv) {
    return new Findings(
        new Chapter(
            id(),
            title,
            question,
            commands(size),
            predicted,
            outcome(claims),
            figures.stream().map(Captions::of).toList(),
            tables.stream().map(Captions::of).toList()),
        claims,
        csv);
  }
}
