package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.report.Browser;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;

/** The study end to end, on flows that stop early. */
final class StudyTest {
  private static final StudySize TINY =
      new StudySize("tiny", 1, 2.9, 1, 5.8, 9.6, 2.9, 50, 1, 20, 2.9, 30);

  private static final Pattern FIGURE =
      Pattern.compile("<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL);

  @TempDir static Path folder;
  private static List<ClaimResult> claims;
  private static final ConcurrentLinkedQueue<Double> PROGRESS = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void run() {
    claims =
        new Study(TINY, 0, 2, List.of(), null)
            .run(folder, (fraction, text) -> PROGRESS.add(fraction));
  }

  @Test
  void everyClaimIsAnsweredOnce() {
    assertThat(claims).hasSizeGreaterThanOrEqualTo(5);
    assertThat(claims.stream().map(ClaimResult::id)).doesNotHaveDuplicates();
    assertThat(claims)
        .allMatch(claim -> claim.holds() != null || claim.measured().startsWith("skipped"));
  }

  @Test
  void theSummaryHoldsTheClaims() throws IOException {
    JsonNode summary = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
    assertThat(summary.get("study").asText()).isEqualTo("tiny");
    assertThat(summary.get("seed").asLong()).isZero();
    assertThat(summary.get("claims")).hasSameSizeAs(claims);
    for (int i = 0; i < claims.size(); i++) {
      JsonNode claim = summary.get("claims").get(i);
      assertThat(claim.fieldNames())
          .toIterable()
          .containsExactly("id", "question", "holds", "figure", "measured", "predicted");
      assertThat(claim.get("id").asText()).isEqualTo(claims.get(i).id());
      assertThat(claim.get("measured").asText()).isEqualTo(claims.get(i).measured());
    }
  }

  @Test
  void theFigureOfEveryClaimIsInTheReport() throws IOException {
    String html = Files.readString(folder.resolve("index.html"));
    assertThat(claims).allSatisfy(claim -> assertThat(html).contains(claim.figure()));
    // Every statement has a figure, also one with a claim that was not tested.
    assertThat(claims).anyMatch(claim -> claim.holds() == null);
    assertThat(html)
        .contains("data-label=\"Figure\">")
        .doesNotContain("data-label=\"Figure\"></td>");
  }

  @Test
  void csvFilesAreTablesOfTheDataInTheFigures() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("csv"))) {
      List<Path> all = files.toList();
      assertThat(all)
          .extracting(file -> file.getFileName().toString())
          .contains("strengths.csv", "synthetic-hyperbolic.csv", "digits38-cosh.csv")
          .contains("digits-euclidean.csv");
      for (Path file : all) {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeGreaterThan(1);
        int columns = lines.get(0).split(",", -1).length;
        assertThat(lines).allMatch(line -> line.split(",", -1).length == columns);
      }
    }
  }

  @Test
  void progressEndsAtOne() {
    assertThat(PROGRESS).isNotEmpty().allMatch(x -> x >= 0 && x <= 1).contains(1.0);
  }

  @Test
  void everyFigureSaysWhatIsMeasuredInWhichUnitAndWhatToSee() throws IOException {
    Matcher data = FIGURE.matcher(Files.readString(folder.resolve("index.html")));
    int figures = 0;
    while (data.find()) {
      JsonNode figure = new ObjectMapper().readTree(data.group(1));
      String title = figure.get("title").asText();
      figures++;
      assertThat(title).isNotBlank();
      assertThat(figure.get("caption").asText()).as(title).endsWith(".");
      for (String axis : List.of("x", "y")) {
        if (figure.has(axis)) {
          assertThat(figure.get(axis).get("name").asText()).as(title).isNotBlank();
          boolean names = figure.get(axis).get("scale").asText().equals("CATEGORY");
          assertThat(names || figure.get(axis).get("unit").asText().length() > 0)
              .as(title + ": unit of " + axis)
              .isTrue();
        }
      }
    }
    assertThat(figures).isGreaterThanOrEqualTo(14);
    assertThat(Files.size(folder.resolve("index.html"))).isLessThan(8_000_000);
  }

  @Test
  void theReportOpensFromDisk(@TempDir Path scratch) throws Exception {
    Path page = folder.resolve("index.html");
    int figures = (int) FIGURE.matcher(Files.readString(page)).results().count();
    Browser.open(page, scratch).drewWithoutErrorsAndWithoutTheNetwork(figures);
  }

  @Test
  void everyChapterTellsHowToRepeatIt() throws IOException {
    String html = Files.readString(folder.resolve("index.html"));
    List<StudyChapter> always = new Study(TINY, 0, 1, List.of(), null).chapters();
    for (String name : Study.names()) {
      List<StudyChapter> own = new Study(TINY, 0, 1, List.of(name), null).chapters();
      boolean chapter = own.size() == 1 && always.containsAll(own);
      assertThat(html.contains("id=\"" + name + "\"") || !chapter || name.startsWith("claim"))
          .as(name)
          .isTrue();
    }
    assertThat(html).contains("<span>--only</span> <span>kkt</span>");
  }

  @Test
  void knownResultsAreRepeatedOnlyWhenAsked() {
    List<String> always = ids(List.of());
    List<String> known = ids(List.of("known"));
    assertThat(known).isNotEmpty().doesNotContainAnyElementsOf(always);
    for (String id : known) {
      assertThat(ids(List.of(id))).containsExactly(id);
    }
  }

  private static List<String> ids(List<String> only) {
    return new Study(TINY, 0, 1, only, null).chapters().stream().map(StudyChapter::id).toList();
  }

  @Test
  void theSameSeedGivesTheSameBytesForAnyNumberOfJobs(@TempDir Path other) throws IOException {
    new Study(TINY, 0, 1, List.of(), null).run(other, Progress.SILENT);
    assertThat(Files.readAllBytes(other.resolve("summary.json")))
        .isEqualTo(Files.readAllBytes(folder.resolve("summary.json")));
    try (Stream<Path> files = Files.list(folder.resolve("csv"))) {
      for (Path file : files.toList()) {
        assertThat(other.resolve("csv").resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void flowsThatMissTheirTargetAreNamedWithOutcomeAndCommand() {
    RunSpec short1 =
        RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "euclidean").until(2.05).startingAt(1, 0);
    RunSpec fine = short1.until(1e9);
    RunSpec shallow = short1.until(2.07);
    FlowRun run = RunSession.begin(short1, RunEnvironment.alone(Progress.SILENT, () -> true));
    FlowRun good =
        RunSession.begin(
            RunSpec.of("synthetic:orthogonal,n=4,d=4", "linear", "euclidean").until(-1),
            RunEnvironment.alone(Progress.SILENT, () -> false));
    FlowRun reached = RunSession.begin(shallow, RunEnvironment.alone(Progress.SILENT, () -> false));
    assertThat(reached.flow().outcome()).isEqualTo(Outcome.NOT_SEPARATED);
    FinishedRuns runs =
        new FinishedRuns(Map.of(short1, run, fine, good, shallow, reached), Map.of());
    assertThat(runs.failures(List.of(fine, shallow))).isEmpty();
    assertThat(runs.failures(List.of(short1, fine)))
        .containsExactly("INTERRUPTED in " + short1.command());
  }

  @Test
  void aFlowThatBreaksIsNamed() {
    RunSpec missing = RunSpec.of("nowhere.csv", "dense:8", "euclidean");
    assertThatThrownBy(
            () ->
                new Execution(1, null, Set.of()).run(List.of(missing), List.of(), Progress.SILENT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(missing.command())
        .hasMessageContaining("no such file");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void noJobsAreRefused(int jobs) {
    assertThatThrownBy(() -> new Study(TINY, 0, jobs, List.of(), null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--jobs " + jobs);
  }

  @Test
  void aFolderThatCannotBeIsRefusedBeforeAnyFlow() {
    assertThatThrownBy(
            () ->
                new Study(StudySize.STANDARD, 0, 1, List.of(), null)
                    .run(folder.resolve("summary.json"), Progress.SILENT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--out");
  }
}
