package org.mirrorflow.lab.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.cite.Reference;
import org.mirrorflow.lab.report.Citation;
import org.mirrorflow.lab.report.Claim;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;

/**
 * The main job: the claims about mirror flow, tried on embedded data, as a report.
 *
 * @param size how much to run
 * @param seed first of the random starts
 * @param jobs flows at a time
 */
public record Study(StudySize size, long seed, int jobs) {

  /**
   * Checks the number of jobs.
   *
   * @throws InputException if it is below 1
   */
  public Study {
    if (jobs < 1) {
      throw new InputException("--jobs " + jobs, "out of range", "at least 1", "change the option");
    }
  }

  /** All chapters in reading order. */
  private List<StudyChapter> chapters() {
    return List.of(
        new BalanceChapter(seed),
        new MarginChapter(seed),
        new RatesChapter(seed),
        new FeatureChapter(seed),
        new DigitsChapter(seed));
  }

  /**
   * Runs everything and writes {@code index.html}, {@code summary.json} and CSV files to a folder.
   *
   * @return the answers
   */
  public List<ClaimResult> run(Path folder, Progress progress) {
    return FolderLock.during(folder, () -> write(folder, progress));
  }

  private List<ClaimResult> write(Path folder, Progress progress) {
    Path csvFolder = folder.resolve("csv");
    OutFolder.make(csvFolder);
    List<StudyChapter> chapters = chapters();
    Set<RunSpec> specs = new LinkedHashSet<>();
    chapters.forEach(chapter -> specs.addAll(chapter.runs(size)));
    FinishedRuns runs = execute(List.copyOf(specs), jobs, progress);
    List<Findings> findings = new ArrayList<>();
    for (StudyChapter chapter : chapters) {
      List<String> failures = runs.failures(chapter.runs(size));
      findings.add(chapter.conclude(size, runs).restingOn(failures));
    }
    List<ClaimResult> claims = findings.stream().flatMap(f -> f.claims().stream()).toList();
    Set<String> written = new HashSet<>();
    for (Findings found : findings) {
      found
          .csv()
          .forEach(
              (name, text) -> {
                AtomicFile.write(csvFolder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
                written.add(name);
              });
    }
    removeOlder(csvFolder, written);
    writeSummary(folder.resolve("summary.json"), claims);
    writeReport(folder.resolve("index.html"), findings);
    return claims;
  }

  /** A report and its numbers belong together: what an earlier study wrote and this one did not. */
  private static void removeOlder(Path csvFolder, Set<String> written) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(csvFolder, "*.csv")) {
      for (Path file : files) {
        if (!written.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw OutFolder.unwritable("--out " + csvFolder, e);
    }
  }

  static FinishedRuns execute(List<RunSpec> specs, int jobs, Progress progress) {
    AtomicIntegerArray thousandths = new AtomicIntegerArray(specs.size());
    ExecutorService executor = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<FlowRun>> futures = new ArrayList<>();
      for (int i = 0; i < specs.size(); i++) {
        RunSpec spec = specs.get(i);
        int index = i;
        Progress own =
            (fraction, text) -> {
              thousandths.set(index, (int) (1000 * fraction));
              progress.report(share(thousandths), spec.map() + " on " + spec.data());
            };
        futures.add(
            executor.submit(
                () -> {
                  FlowRun run = FlowRun.oneOfMany(spec, own, () -> false);
                  own.report(1, "");
                  return run;
                }));
      }
      Map<RunSpec, FlowRun> done = new LinkedHashMap<>();
      for (int i = 0; i < specs.size(); i++) {
        done.put(specs.get(i), finished(specs.get(i), futures.get(i)));
      }
      return new FinishedRuns(done);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the study was interrupted", e);
    } finally {
      executor.shutdownNow();
    }
  }

  private static FlowRun finished(RunSpec spec, Future<FlowRun> future)
      throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "in " + spec.command() + ": " + e.getCause().getMessage(), e.getCause());
    }
  }

  private static double share(AtomicIntegerArray thousandths) {
    long sum = 0;
    for (int i = 0; i < thousandths.length(); i++) {
      sum += thousandths.get(i);
    }
    return sum / (1000.0 * thousandths.length());
  }

  private void writeSummary(Path file, List<ClaimResult> claims) {
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

  private void writeReport(Path file, List<Findings> findings) {
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
                found.chapter().id()));
      }
    }
    Report report =
        new Report(
            "Which margin does mirror flow maximise?",
            "Homogeneous networks trained by mirror flow on embedded data: what is conserved, which"
                + " margin grows, and whether few neurons or all of them carry it. The paper's own"
                + " settings are not known to us; all settings here are ours.",
            claims,
            findings.stream().map(Findings::chapter).toList(),
            CITATIONS,
            List.of(
                new Report.Fact("Command", command()),
                new Report.Fact("Seed", Long.toString(seed)),
                new Report.Fact("Version", "MirrorFlow 0.1.0"),
                new Report.Fact("Java", System.getProperty("java.version"))));
    try {
      report.save(file);
    } catch (IOException e) {
      throw OutFolder.unwritable("--out " + file, e);
    }
  }

  private String command() {
    return "./mirrorflow study"
        + (size.equals(StudySize.QUICK) ? " --quick" : "")
        + (seed == 0 ? "" : " --seed " + seed);
  }

  private static final List<Citation> CITATIONS =
      Bibliography.of(List.of("digits")).stream().map(Reference::citation).toList();
}
