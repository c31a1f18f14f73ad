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
 * The main job: the claims about mirror flow, tried on embedded data, as a report.
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

  /**
   * All chapters, without images.
   *
   * @param size how much to run
   * @param seed first of the random starts
   * @param jobs flows at a time, at least 1
   * @throws InputException if there is no job
   */
  public Study(StudySize size, long seed, int jobs) {
    this(size, seed, jobs, List.of(), null);
  }

  /** All chapters in reading order. */
  private static List<StudyChapter> all(long seed, Path images) {
    return List.of(
        new BalanceChapter(seed),
        new HorizonChapter(seed),
        new MarginChapter(seed),
        new PairsChapter(seed),
        new NetworksChapter(seed),
        new RatesChapter(seed),
        new GrowthChapter(seed),
        new KktChapter(seed),
        new FeatureChapter(seed),
        new ExponentChapter(seed),
        new PlaneChapter(seed),
        new DigitsChapter(seed),
        new ImagesChapter(seed, images),
        new NeighboursChapter(seed),
        new FactorsChapter(seed),
        new ArchitectureChapter(seed),
        new StructureChapter(seed),
        new DescentChapter(seed),
        new ScaleChapter(seed));
  }

  /** {@return what {@code --only} takes: chapters and parts} */
  public static List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (StudyChapter chapter : all(0, null)) {
      names.add(chapter.part());
      names.add(chapter.id());
    }
    return List.copyOf(names);
  }

  List<StudyChapter> chapters() {
    return all(seed, images).stream()
        .filter(c -> only.isEmpty() || only.contains(c.id()) || only.contains(c.part()))
        .toList();
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
    chapters.forEach(chapter -> specs.addAll(chapter.runs(size)));
    chapters.forEach(chapter -> work.addAll(chapter.work(size)));
    FinishedRuns runs =
        new Execution(jobs, kept).run(List.copyOf(specs), List.copyOf(work), progress, interrupted);
    List<Findings> findings = new ArrayList<>();
    for (StudyChapter chapter : chapters) {
      List<String> failures = runs.failures(chapter.runs(size));
      findings.add(chapter.conclude(size, runs).in(chapter.part()).restingOn(failures));
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
    List<String> words = new ArrayList<>();
    specs.forEach(spec -> words.addAll(List.of(spec.data(), spec.map())));
    chapters.forEach(chapter -> words.addAll(chapter.cites()));
    StudyPage page = new StudyPage(command(), seed, words, findings);
    page.writeSummary(folder.resolve("summary.json"), size, claims);
    page.writeReport(folder.resolve("index.html"));
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

  private String command() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put(size.option(), "");
    options.put("--only", String.join(",", only));
    options.put("--seed", seed == 0 ? "" : Long.toString(seed));
    StringBuilder line = new StringBuilder("./mirrorflow study");
    options.forEach(
        (name, value) -> {
          if (!name.isEmpty() && (name.equals(size.option()) || !value.isEmpty())) {
            line.append(' ').append(name).append(value.isEmpty() ? "" : " " + value);
          }
        });
    return line.toString();
  }
}
