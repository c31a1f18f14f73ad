package org.mirrorflow.lab.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.mirrorflow.lab.report.Verdict;

/**
 * The answer to one question of the study.
 *
 * @param id short name
 * @param question one sentence
 * @param holds whether the prediction held; null when it was not tested
 * @param figure title of the figure that shows it
 * @param measured what came out
 * @param predicted what the theory says
 */
public record ClaimResult(
    String id, String question, Boolean holds, String figure, String measured, String predicted) {

  /** The same without a verdict, as flows it rests on did not reach their target. */
  ClaimResult withoutVerdict(List<String> failures) {
    return new ClaimResult(
        id, question, null, figure, "not judged: " + String.join("; ", failures), predicted);
  }

  /** The answer as the report shows it. */
  @JsonIgnore
  Verdict verdict() {
    return holds == null ? Verdict.NOT_TESTED : holds ? Verdict.HOLDS : Verdict.FAILS;
  }
}
