package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.Progress;

/** A chapter of known results end to end, and the descent that several of them share. */
final class KnownResultsTest {
  private static final StudySize TINY =
      new StudySize("tiny", 1, 2.5, 1, 5.8, 9.6, 2.5, 50, 1, 20, 2.9, 30);

  /** Sign descent moves every entry by η/√k in step k. */
  @Test
  void normalisedStepsHaveTheLengthOfTheRate() {
    ClassesOf.Result path =
        ClassesOf.descent(
                new GaussianClasses(3, 4, 5, 0.1, 0), new NormedDescent("linf", 0.1, 0.5, 0), 4)
            .run(new FinishedRuns(Map.of(), Map.of()));
    assertThat(path.steps()).containsExactly(1L, 2L, 3L, 4L);
    double[] first = path.weights().get(0);
    double[] second = path.weights().get(1);
    for (int j = 0; j < first.length; j++) {
      assertThat(Math.abs(first[j])).isEqualTo(0.1);
      assertThat(Math.abs(second[j] - first[j])).isCloseTo(0.1 / Math.sqrt(2), within(1e-15));
    }
  }

  /** With momentum the direction has norm 1 as well. */
  @Test
  void momentumKeepsTheLength() {
    ClassesOf.Result path =
        ClassesOf.descent(
                new GaussianClasses(3, 4, 5, 0.1, 0), new NormedDescent("operator", 0.1, 0, 0.9), 2)
            .run(new FinishedRuns(Map.of(), Map.of()));
    double[] step = Heun.moved(path.weights().get(1), -1, path.weights().get(0));
    assertThat(GaugeSpec.parse("operator").on(Layout.of(new Block("W1", 0, 3, 4, 1))).value(step))
        .isCloseTo(0.1, within(1e-12));
  }

  @Test
  void everyChapterStatesWhatOthersFoundItsSettingsAndWhatIsLeftOut(@TempDir Path folder)
      throws IOException {
    new Study(TINY, 0, 2, List.of("pesme-2024"), null).run(folder, Progress.SILENT);
    String html = Files.readString(folder.resolve("index.html"));
    assertThat(html)
        .contains("Stated by others, and ours", "Settings (", "Not repeated (", "2406.12763");
    assertThat(folder.resolve("csv").resolve("pesme-2024.csv")).isNotEmptyFile();
  }

  /** Flows that end before their data are fitted answer nothing, and break nothing. */
  @Test
  void flowsThatEndTooEarlyHoldNothing(@TempDir Path folder) {
    List<ClaimResult> claims =
        new Study(
                TINY,
                0,
                2,
                List.of("pesme-2024", "sun-2022", "lyu-2020", "tsilivis-2025", "liang-2026"),
                null)
            .run(folder, Progress.SILENT);
    assertThat(claims).hasSize(12).noneMatch(claim -> Boolean.TRUE.equals(claim.holds()));
  }

  /** Bregman keeps zeros that proximal steps fill at once; gradient descent has none. */
  @Test
  void trainingsStartSparseOrDense() {
    FinishedRuns none = new FinishedRuns(Map.of(), Map.of());
    BregmanOf.Result bregman = new BregmanOf(BregmanOf.Method.BREGMAN, 0.3, 0.1, 3, 0).run(none);
    BregmanOf.Result proximal =
        new BregmanOf(BregmanOf.Method.PROXIMAL, 0.001, 0.1, 3, 0).run(none);
    BregmanOf.Result gradient = new BregmanOf(BregmanOf.Method.GRADIENT, 0, 1, 3, 0).run(none);
    assertThat(bregman.steps()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(bregman.shares().get(0)).isEqualTo(proximal.shares().get(0)).isBetween(0.05, 0.15);
    assertThat(bregman.losses().get(0)).isEqualTo(proximal.losses().get(0));
    assertThat(bregman.shares().get(3)).isLessThan(0.15);
    assertThat(proximal.shares().get(3)).isGreaterThan(0.3);
    assertThat(gradient.shares()).containsOnly(1.0);
    assertThat(gradient.losses().get(3)).isLessThan(gradient.losses().get(0));
  }

  /** Two pairs that point alike, one of them with outputs of different signs. */
  @Test
  void directionsAreCountedByAngleAndSign() {
    double[] right = {1, 0};
    double[] up = {0, 1};
    Directions d =
        new Directions(
            List.of(right, right, up, up),
            List.of(1.0, 1.0, 1.0, -1.0),
            List.of("a", "a", "b", "b"));
    assertThat(d.count(5)).isEqualTo(3);
    assertThat(d.count(95)).isEqualTo(2);
    assertThat(d.patterns()).isEqualTo(2);
    assertThat(d.signedPatterns()).isEqualTo(3);
  }

  @Test
  void stepsAreEvenInTheirLogarithm() {
    assertThat(Stated.steps(10)).containsExactly(1, 2, 3, 5, 7, 10);
    assertThat(Stated.steps(1)).containsExactly(1);
  }

  @Test
  void theCosineIsThatOfTheAngle() {
    assertThat(Stated.cosine(new double[] {3, 0}, new double[] {4, 4}))
        .isCloseTo(Math.sqrt(0.5), within(1e-15));
  }

  @Test
  void tablesNameTheirChapter() {
    List<Table> tables =
        Stated.tables("here", List.of(new Stated.Row("a", "b", "c", "d")), List.of(), List.of());
    assertThat(tables).hasSize(3).allMatch(table -> table.title().contains("(here)"));
    assertThat(tables.get(0).rows().get(0)).containsExactly("a (b)", "c", "d");
  }
}
