package org.mirrorflow.lab.study;

import java.util.List;
import java.util.Map;
import org.mirrorflow.lab.report.Chapter;

/**
 * What a chapter found.
 *
 * @param chapter text, figures and tables
 * @param claims its answers
 * @param csv file name to contents
 */
record Findings(Chapter chapter, List<ClaimResult> claims, Map<String, String> csv) {

  /** The same, with no verdict if a flow it rests on failed. */
  Findings restingOn(List<String> failures) {
    return failures.isEmpty()
        ? this
        : new Findings(
            chapter, claims.stream().map(claim -> claim.withoutVerdict(failures)).toList(), csv);
  }
}
