package org.mirrorflow.lab.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.lab.run.Progress;

/** Intervals, what a cut run may not do, and that runs go on. */
final class AdviceRulesTest {

  private static Pilot pilot(double accuracy, int units, long steps, boolean fitted, boolean cut) {
    return new Pilot(accuracy, 50, units, accuracy, steps, fitted, cut, Double.NaN, 38);
  }

  private static Standing standing(String map, Pilot... pilots) {
    return new Standing(new Candidate(map, 0.1), 0, List.of(pilots));
  }

  /** Wilson (1927); at a share of 1 the lower end is n/(n + z²). */
  @ParameterizedTest
  @CsvSource({
    "1, 38, 1.959964, 0.9081901, 1",
    "0, 38, 1.959964, 0, 0.0918099",
    "0.5, 10, 1.959964, 0.2365931, 0.7634069",
    "0.9, 100, 1.959964, 0.8256343, 0.9447708",
  })
  void wilsonsInterval(double share, double n, double errors, double low, double high) {
    Wilson interval = Wilson.of(share, n, errors);
    assertThat(interval.low()).isCloseTo(low, within(1e-6));
    assertThat(interval.high()).isCloseTo(high, within(1e-6));
  }

  @Test
  void anAccuracyOfOneHasAnError() {
    Standing sure = standing("euclidean", pilot(1, 16, 100, true, false));
    assertThat(Ranking.interval(sure, 1).halfWidth()).isGreaterThan(0.005);
  }

  /** Within the noise of 38 samples, 3 units at 0.98 beat 16 at 1. */
  @Test
  void aPerfectScoreDoesNotShutOutThoseWithinItsNoise() {
    Pilot dense = pilot(1, 16, 100, true, false);
    Pilot sparse = pilot(0.995, 3, 200, true, false);
    Pilot poor = pilot(0.8, 1, 200, true, false);
    List<Standing> ranked =
        Ranking.of(
            List.of(
                standing("euclidean", dense, dense, dense),
                standing("hyperbolic:beta=0.001", sparse, sparse, sparse),
                standing("p:1.5", poor, poor, poor)),
            Goal.SPARSE);
    assertThat(ranked)
        .extracting(s -> s.candidate().map())
        .containsExactly("hyperbolic:beta=0.001", "euclidean", "p:1.5");
  }

  @Test
  void candidatesCutByTimeAreMarkedAndNeverOnTheFront() {
    Dataset iris = DataSpec.load("iris");
    Standing cut = standing("p:6", pilot(0.333, 1, 10, false, true));
    Standing whole = standing("euclidean", pilot(0.9, 20, 500, true, false));
    Standing never = standing("p:3", pilot(0.8, 30, 2000, false, false));
    for (Goal goal : Goal.values()) {
      List<Standing> ranked = Ranking.of(List.of(cut, whole, never), goal);
      assertThat(ranked.get(0)).isEqualTo(whole);
      Advice advice = new AdviceTable(ranked, goal, "dense:50", iris).advice(1);
      for (Advice.Line line : advice.candidates()) {
        assertThat(line.pareto()).isEqualTo(line.map().equals("euclidean"));
        assertThat(line.cut()).isEqualTo(line.map().equals("p:6") ? 1 : 0);
        assertThat(line.stepsToFit() == null).isEqualTo(!line.map().equals("euclidean"));
        assertThat(line.steps().contains("cut")).isEqualTo(line.map().equals("p:6"));
        assertThat(line.accuracyLow()).isLessThan(line.accuracy());
        assertThat(line.accuracyHigh()).isGreaterThan(line.accuracy());
      }
    }
  }

  /** Accurate and cut is worth less than whole, and the one that is recommended is on the front. */
  @ParameterizedTest
  @EnumSource(Goal.class)
  void whatIsRecommendedIsNotCutAndOnTheFront(Goal goal) {
    Dataset iris = DataSpec.load("iris");
    Standing cut = standing("hyperbolic:beta=0.001", pilot(0.99, 3, 900, true, true));
    Standing whole = standing("euclidean", pilot(0.9, 20, 500, true, false));
    Standing equal = standing("p:1.5", pilot(0.9, 20, 700, true, false));
    List<Standing> ranked = Ranking.of(List.of(cut, equal, whole), goal);
    Advice advice = new AdviceTable(ranked, goal, "dense:50", iris).advice(1);
    assertThat(advice.recommended()).isEqualTo(whole.candidate());
    assertThat(advice.candidates().get(0).pareto()).isTrue();
    assertThat(advice.candidates().get(0).cut()).isZero();
    Standing poor = standing("euclidean", pilot(0.4, 20, 50, false, true));
    Advice none =
        new AdviceTable(Ranking.of(List.of(cut, poor), goal), goal, "dense:50", iris).advice(1);
    assertThat(none.recommended()).isEqualTo(Candidate.DEFAULT);
    assertThat(none.sentence()).contains("time ran out", "--budget").doesNotContain("better than");
    assertThat(advice.sentence()).doesNotContain("time ran out");
  }

  /** Whatever the time, a recommendation rests on whole runs, or is the default. */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.5, 3})
  void shortBudgetsRecommendNothingThatTimeCut(double seconds) {
    Advice advice =
        new Advisor("dense:20", Goal.SPARSE, seconds, 1, 0)
            .advise(
                List.of(Candidate.DEFAULT, new Candidate("p:3", 0.01), new Candidate("p:1.5", 0.1)),
                DataSpec.load("iris"),
                Progress.SILENT,
                () -> false);
    Advice.Line line =
        advice.candidates().stream()
            .filter(l -> new Candidate(l.map(), l.initScale()).equals(advice.recommended()))
            .findFirst()
            .orElseThrow();
    assertThat(advice.recommended().equals(Candidate.DEFAULT) || line.pareto()).isTrue();
  }

  @Test
  void aRunThatPausedShowsWhatOneInOneGoShows() {
    Holdout split = Holdout.of(DataSpec.load("iris"), 0.25, 3);
    for (Candidate candidate : List.of(Candidate.DEFAULT, new Candidate("p:3", 1))) {
      PilotRun paused = new PilotRun(candidate, "dense:10", split, 7);
      int[] asked = {0};
      assertThat(paused.advance(400, () -> ++asked[0] > 20).cut()).isTrue();
      assertThat(paused.advance(100, () -> false).cut()).isFalse();
      Pilot shown = paused.advance(400, () -> false);
      assertThat(shown).isEqualTo(Pilot.run(candidate, "dense:10", split, 7, 400, () -> false));
    }
  }

  /** No candidate is left out after a single split, the default beside it. */
  @Test
  void everyCandidateIsSeenOnSeveralSplits() {
    Advice advice =
        new Advisor("linear", Goal.SPARSE, 300, 2, 0)
            .advise(
                Candidate.all(),
                DataSpec.load("synthetic:teacher,n=40,d=8,k=2,seed=1"),
                Progress.SILENT,
                () -> false);
    assertThat(advice.candidates()).hasSize(Candidate.all().size());
    assertThat(advice.candidates()).allMatch(line -> line.runs() >= 3);
  }

  /** Where more time lets every run end, it may not change the answer of less time that did. */
  @Test
  void moreTimeThanIsNeededChangesNothing() {
    Dataset data = DataSpec.load("synthetic:teacher,n=40,d=8,k=2,seed=1");
    Stream<Advice> answers =
        Arrays.stream(new double[] {60, 600})
            .mapToObj(
                s ->
                    new Advisor("linear", Goal.SPARSE, s, 2, 0)
                        .advise(
                            List.of(Candidate.DEFAULT, new Candidate("p:3", 0.1)),
                            data,
                            Progress.SILENT,
                            () -> false));
    assertThat(answers.map(Advice::candidates).distinct()).hasSize(1);
  }

  /** Where time suffices for few candidates, these are the default and then the favourites. */
  @ParameterizedTest
  @EnumSource(Goal.class)
  void candidatesComeInTheOrderOfTheGoal(Goal goal) {
    List<Candidate> all = Candidate.all(goal);
    assertThat(all).containsExactlyInAnyOrderElementsOf(Candidate.all());
    assertThat(all.get(0)).isEqualTo(Candidate.DEFAULT);
    String favourite =
        switch (goal) {
          case DENSE -> "p:3";
          case SPARSE -> "p:1.5";
          default -> "hyperbolic:beta=0.001";
        };
    assertThat(all.get(1).map()).isEqualTo(favourite);
  }
}
