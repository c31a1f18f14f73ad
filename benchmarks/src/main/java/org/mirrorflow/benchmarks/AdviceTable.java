package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.lab.advise.Advice;
import org.mirrorflow.lab.advise.Advisor;
import org.mirrorflow.lab.advise.Candidate;
import org.mirrorflow.lab.advise.Goal;
import org.mirrorflow.lab.advise.Holdout;
import org.mirrorflow.lab.advise.Pilot;
import org.mirrorflow.lab.run.Progress;

/**
 * Does advice beat the default on samples that neither has seen? For each set and seed a part of
 * the samples is put aside; {@code advise} sees the rest; its recommendation and the default are
 * then trained on that rest, each for at most as long as the budget, and judged on the part put
 * aside. Every row is printed, won or lost.
 */
public final class AdviceTable {
  private static final int SEEDS = 5;

  /**
   * A set with the goal it is used for.
   *
   * @param name the word on the command line
   * @param data the samples of a seed; null if they are not at hand
   * @param aside share that is put aside
   * @param budget seconds of advise
   */
  private record Case(
      String name, Samples data, String model, Goal goal, double aside, double budget) {}

  /** Samples of a seed. */
  private interface Samples {
    Dataset of(long seed);
  }

  private static final List<Case> CASES =
      List.of(
          new Case("digits", s -> DataSpec.load("digits"), "dense:30", Goal.DENSE, 0.3, 60),
          new Case("iris", s -> DataSpec.load("iris"), "dense:50", Goal.SPARSE, 0.3, 30),
          new Case("mnist", s -> mnist(), "dense:50", Goal.SPARSE, 0.3, 120),
          new Case("sparse-teacher", s -> teacher(5, s), "linear", Goal.ACCURACY, 0.8, 30),
          new Case("dense-teacher", s -> teacher(60, s), "linear", Goal.ACCURACY, 0.8, 30));

  private final PrintStream out;

  private AdviceTable(PrintStream out) {
    this.out = out;
  }

  /** Prints the table for the sets named, by default all. */
  public static void main(String[] args) {
    new AdviceTable(System.out).print(Arrays.asList(args));
  }

  private static Dataset teacher(int relevant, long seed) {
    return DataSpec.load("synthetic:teacher,n=500,d=60,k=" + relevant + ",seed=" + seed);
  }

  /** The first 5,000 training images; null if no data folder is named. */
  private static Dataset mnist() {
    return System.getenv(ImageSet.FOLDER_VARIABLE) == null ? null : DataSpec.load("mnist:n=5000");
  }

  private void print(List<String> names) {
    out.printf(
        Locale.ROOT,
        "load %.1f; merits on samples put aside, means over %d seeds%n%-15s %-9s %9s %9s %5s %9s %9s %8s  %s%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        SEEDS,
        "set",
        "goal",
        "advised",
        "default",
        "won",
        "accuracy",
        "default",
        "seconds",
        "recommended");
    int beaten = 0;
    int tried = 0;
    for (Case one : CASES) {
      if (names.isEmpty() || names.contains(one.name())) {
        if (one.data().of(0) == null) {
          out.println(one.name() + ": skipped, " + ImageSet.FOLDER_VARIABLE + " names no data");
          continue;
        }
        tried++;
        beaten += row(one) ? 1 : 0;
      }
    }
    out.printf(Locale.ROOT, "the default is beaten in %d of %d%n", beaten, tried);
  }

  /** Prints a row and says whether the advice won. */
  private boolean row(Case one) {
    List<Pilot> advised = new ArrayList<>();
    List<Pilot> standard = new ArrayList<>();
    List<String> choices = new ArrayList<>();
    double longest = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Holdout split = Holdout.of(one.data().of(seed), one.aside(), seed);
      int jobs = Runtime.getRuntime().availableProcessors();
      Advice advice =
          new Advisor(one.model(), one.goal(), one.budget(), jobs, seed)
              .advise(split.train(), Progress.SILENT, () -> false);
      longest = Math.max(longest, advice.seconds());
      choices.add(advice.recommended().map() + "@" + advice.recommended().initScale());
      long runSeed = seed;
      List<Pilot> both =
          Stream.of(advice.recommended(), Candidate.DEFAULT)
              .parallel()
              .map(candidate -> judge(candidate, one, split, runSeed))
              .toList();
      advised.add(both.get(0));
      standard.add(both.get(1));
    }
    double merit = mean(advised, one.goal());
    double other = mean(standard, one.goal());
    int won = 0;
    for (int i = 0; i < SEEDS; i++) {
      won += one.goal().merit(advised.get(i)) > one.goal().merit(standard.get(i)) ? 1 : 0;
    }
    double accuracy = mean(advised, Goal.ACCURACY);
    double otherAccuracy = mean(standard, Goal.ACCURACY);
    boolean bound = one.goal() == Goal.SPARSE || one.goal() == Goal.FAST;
    boolean beats = merit > other && (!bound || accuracy >= otherAccuracy - Goal.ACCURACY_TO_SPARE);
    out.printf(
        Locale.ROOT,
        "%-15s %-9s %9.4f %9.4f %3d/%d %9.4f %9.4f %8.1f  %s%n",
        one.name(),
        one.goal().spec(),
        merit,
        other,
        won,
        SEEDS,
        accuracy,
        otherAccuracy,
        longest,
        choices.stream().collect(Collectors.joining(" ")) + (beats ? "" : "  NOT BEATEN"));
    return beats;
  }

  private static Pilot judge(Candidate candidate, Case one, Holdout split, long seed) {
    long end = System.nanoTime() + (long) (1e9 * one.budget());
    return Pilot.run(
        candidate, one.model(), split, seed, Pilot.MOST_STEPS, () -> System.nanoTime() > end);
  }

  private static double mean(List<Pilot> pilots, Goal goal) {
    return pilots.stream().mapToDouble(goal::merit).average().orElse(Double.NaN);
  }
}
