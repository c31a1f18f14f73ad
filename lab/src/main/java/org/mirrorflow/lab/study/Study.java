package org.mirrorflow.lab.study;

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
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Build;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;

/**
 * Tests the claims about mirror flow on included data and writes a report.
 *
 * @param size how much to run
 * @param seed first of the random starts
 * @param jobs flows at a time
 * @param only names of chapters or parts to run; empty for all
 * @param images data folder of MNIST and Fashion-MNIST, or null
 */
public record Study(StudySize size, long seed, int jobs, List<String> only, Path images) {

  /**
   * Checks the number of jobs and the names.
   *
   * @param size how much to run
   * @param seed first of the random starts
   * @param jobs at least 1
   * @param only names of chapters or parts, copied
   * @param images data folder, or null
   * @throws InputException if the number is below 1 or a name is unknown
   */
  public Study {
    if (jobs < 1) {
      throw new InputException("--jobs " + jobs, "out of range", "at least 1", "change the option");
    }
    only = List.copyOf(only);
    Set<String> known = new TreeSet<>(names());
    for (String name : only) {
      if (!known.contains(name)) {
        throw new InputException(
            "--only " + name, "no such chapter", String.join(", ", known), "correct the name");
      }
    }
  }

  /** {@return what {@code --only} takes: chapters and parts} */
  public static List<String> names() {
    return Part.all(0, null).stream().flatMap(Part::names).distinct().toList();
  }

  private List<Part> parts() {
    return Part.all(seed, images).stream().flatMap(part -> part.of(only)).toList();
  }

  List<StudyChapter> chapters() {
    return parts().stream().flatMap(part -> part.chapters().stream()).toList();
  }

  /**
   * Runs everything and writes {@code index.html}, {@code summary.json} and CSV files to a folder;
   * what was finished in {@code runs} by an earlier call of the same program is taken from there.
   *
   * @param folder where to write
   * @param progress is told how far the study is
   * @return the answers
   * @throws InputException if the folder cannot be written, or another process is at work there
   */
  public List<ClaimResult> run(Path folder, Progress progress) {
    return run(folder, progress, () -> false);
  }

  /**
   * The same until it is interrupted.
   *
   * @param folder where to write
   * @param progress is told how far the study is
   * @param interrupted asked all the while
   * @return the answers
   * @throws InputException if the folder cannot be written, or another process is at work there
   * @throws org.mirrorflow.lab.run.Interruption if it was interrupted; what was finished is kept
   */
  public List<ClaimResult> run(Path folder, Progress progress, BooleanSupplier interrupted) {
    return FolderLock.during(folder, () -> write(folder, progress, interrupted));
  }

  private List<ClaimResult> write(Path folder, Progress progress, BooleanSupplier interrupted) {
    Path csvFolder = folder.resolve("csv");
    OutFolder.make(csvFolder);
    AtomicFile.removeAbandoned(csvFolder);
    KeptResults kept = new KeptResults(folder.resolve("runs"), Build.fingerprint());
    kept.prepare();
    List<StudyChapter> chapters = chapters();
    Set<RunSpec> specs = new LinkedHashSet<>();
    Set<Work<?>> work = new LinkedHashSet<>();
    Set<RunSpec> certified = new HashSet<>();
    chapters.forEach(chapter -> specs.addAll(chapter.runs(size)));
    chapters.forEach(chapter -> certified.addAll(chapter.certified(size)));
    chapters.forEach(chapter -> work.addAll(chapter.work(size)));
    FinishedRuns runs =
        new Execution(jobs, kept, certified)
            .run(List.copyOf(specs), List.copyOf(work), progress, interrupted);
    Map<Part, List<Findings>> byPart = new LinkedHashMap<>();
    for (Part part : parts()) {
      byPart.put(part, part.chapters().stream().map(c -> findings(c, runs)).toList());
    }
    List<Findings> findings = byPart.values().stream().flatMap(List::stream).toList();
    List<ClaimResult> claims = findings.stream().flatMap(f -> f.claims().stream()).toList();
    Map<String, String> csv = new LinkedHashMap<>();
    findings.forEach(found -> csv.putAll(found.csv()));
    csv.forEach(
        (name, text) ->
            AtomicFile.write(csvFolder.resolve(name), text.getBytes(StandardCharsets.UTF_8)));
    removeOlder(csvFolder, csv.keySet());
    List<String> words = new ArrayList<>();
    specs.forEach(spec -> words.addAll(List.of(spec.data(), spec.map())));
    chapters.forEach(chapter -> words.addAll(chapter.cites()));
    StudyPage page = new StudyPage(command(), seed, words, byPart);
    page.writeSummary(folder.resolve("summary.json"), size, claims);
    page.writeReport(folder.resolve("index.html"));
    return claims;
  }

  private Findings findings(StudyChapter chapter, FinishedRuns runs) {
    return chapter.conclude(size, runs).restingOn(runs.failures(chapter.runs(size)));
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

  private String command() {
    return "./mirrorflow study"
        + (size.option().isEmpty() ? "" : " " + size.option())
        + (only.isEmpty() ? "" : " --only " + String.join(",", only))
        + (seed == 0 ? "" : " --seed " + seed);
  }
}
