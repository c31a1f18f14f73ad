package org.mirrorflow.lab.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.lab.Version;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.cite.Reference;
import org.mirrorflow.lab.report.Claim;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Verdict;
import org.mirrorflow.lab.run.OutFolder;

/**
 * Writes the report of a study.
 *
 * @param command that repeats it
 * @param seed first of the random starts
 * @param words specifications of data and maps, and other words that call for a citation
 * @param byPart findings of the chapters of every part
 */
record StudyPage(String command, long seed, List<String> words, Map<Part, List<Findings>> byPart) {

  /** The claims as JSON. */
  void writeSummary(Path file, StudySize size, List<ClaimResult> claims) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("study", size.name());
    summary.put("seed", seed);
    summary.put("claims", claims);
    try {
      AtomicFile.write(
          file,
          JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build()
              .writeValueAsBytes(summary));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("claims are plain words", e);
    }
  }

  /** Everything as a page. */
  void writeReport(Path file) {
    List<Findings> findings = byPart.values().stream().flatMap(List::stream).toList();
    List<Claim> claims = new ArrayList<>();
    for (Findings found : findings) {
      for (ClaimResult claim : found.claims()) {
        claims.add(
            new Claim(
                claim.id(),
                claim.question(),
                claim.verdict(),
                claim.measured(),
                claim.predicted(),
                found.chapter().id(),
                claim.figure()));
      }
    }
    Report report =
        new Report(
            "Which margin does mirror flow maximise?",
            "Homogeneous networks trained by mirror flow on included data: what is"
                + " conserved, which margin grows, and how many neurons carry it. The settings"
                + " of the paper are not known to us; all settings here are our own, except where"
                + " a chapter of known results says otherwise.",
            claims,
            lessons(),
            findings.stream().map(Findings::chapter).toList(),
            Bibliography.of(words).stream().map(Reference::citation).toList(),
            List.of(
                new Report.Fact("Command", command),
                new Report.Fact("Seed", Long.toString(seed)),
                new Report.Fact("Version", Version.PROGRAM),
                new Report.Fact("Java", System.getProperty("java.version"))));
    OutFolder.save(report, file, "--out " + file);
  }

  /** The statement of every part, which holds if all claims of its chapters do. */
  private List<Report.Lesson> lessons() {
    return byPart.entrySet().stream()
        .map(part -> lesson(part.getKey().statement(), part.getValue()))
        .toList();
  }

  private static Report.Lesson lesson(String statement, List<Findings> own) {
    List<ClaimResult> claims = own.stream().flatMap(f -> f.claims().stream()).toList();
    long held = claims.stream().filter(c -> c.verdict() == Verdict.HOLDS).count();
    boolean failed = claims.stream().anyMatch(c -> c.verdict() == Verdict.FAILS);
    long open = claims.stream().filter(c -> c.verdict() == Verdict.NOT_TESTED).count();
    Verdict verdict =
        failed ? Verdict.FAILS : open == 0 && held > 0 ? Verdict.HOLDS : Verdict.NOT_TESTED;
    return new Report.Lesson(
        statement,
        verdict,
        held
            + " of "
            + claims.size()
            + " claims hold"
            + (open == 0 ? "" : ", " + open + " not tested"),
        figure(own, claims, verdict),
        own.get(0).chapter().id());
  }

  /** Of the first claim with this verdict that has one, otherwise of the first claim that has. */
  private static String figure(List<Findings> own, List<ClaimResult> claims, Verdict verdict) {
    Set<String> drawn =
        own.stream()
            .flatMap(found -> found.chapter().figures().stream())
            .map(Figure::title)
            .collect(Collectors.toSet());
    return claims.stream()
        .filter(claim -> drawn.contains(claim.figure()))
        .sorted(Comparator.comparing(claim -> claim.verdict() != verdict))
        .map(ClaimResult::figure)
        .findFirst()
        .orElse("");
  }
}
