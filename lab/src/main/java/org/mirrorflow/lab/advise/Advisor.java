package org.mirrorflow.lab.advise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Interruption;
import org.mirrorflow.lab.run.Patience;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.model.ModelSpec;

/**
 * Successive halving (Jamieson and Talwalkar 2016, arXiv 1502.07943) over maps and scales of the
 * initial weights. Every rung keeps the better part of the candidates, always with the default, and
 * gives the rest more samples and more runs; all candidates of a rung see the same splits and
 * seeds, so that they are compared in pairs. A run goes on where it ended if the next rung has no
 * more samples for it; each rung looks at three splits at least.
 *
 * <p>A rung has a share of the time. If that does not run out the answer depends on the seed alone.
 *
 * @param model model specification
 * @param goal what the map is wanted for
 * @param seconds budget of time
 * @param jobs runs at a time
 * @param seed of splits and initial weights
 */
public record Advisor(String model, Goal goal, double seconds, int jobs, long seed) {
  /** Share of the time that warming up may take, and its steps per candidate. */
  private static final double WARM_UP = 0.05;

  private static final long WARM_UP_STEPS = 30;

  /** Samples that are held out of each run. */
  static final double HELD_OUT = 0.25;

  /**
   * A rung: how many of the candidates enter it, on how many samples and with how many steps at
   * most, in how many runs at most, and by which share of the time it has to be done.
   */
  private record Rung(int candidates, int samples, long steps, int runs, double until) {}

  /** A candidate is left out of the next rung only after so many splits of the data. */
  private static final int LEAST_ROUNDS = 3;

  /** The default and the favourite come first, and may take this share of the time. */
  private static final double DUEL = 0.5;

  /** A run: with the same split and as many samples to train on, the next rung goes on with it. */
  private record Key(Candidate candidate, long seed, int samples) {}

  /**
   * The last rung leaves a few hundredths for the looks at held-out samples after the last step.
   */
  private static final List<Rung> RUNGS =
      List.of(
          new Rung(Integer.MAX_VALUE, 300, 2_000, 3, 0.25),
          new Rung(8, 1000, 6_000, 6, 0.55),
          new Rung(4, Integer.MAX_VALUE, Pilot.MOST_STEPS, 12, 0.96));

  /**
   * Checks budget and model.
   *
   * @param model understood by {@link org.mirrorflow.model.ModelSpec#parse}
   * @param goal not null
   * @param seconds finite and above 0
   * @param jobs at least 1
   * @param seed any
   * @throws InputException if one is not so
   */
  public Advisor {
    if (!(seconds > 0) || !Double.isFinite(seconds)) {
      throw new InputException(
          "--budget " + seconds, "no time", "seconds above 0", "change the option");
    }
    if (jobs < 1) {
      throw new InputException(
          "--jobs " + jobs, "no work can be done", "at least 1", "change the option");
    }
    ModelSpec.parse(model);
  }

  /**
   * {@return advice from the standard candidates}
   *
   * @param data what the map is wanted for
   * @param progress is told how much of the budget is spent
   * @param interrupted asked between steps; when true the advice is that of the runs so far
   * @throws InputException if the data cannot be split
   * @throws Interruption if it comes to that before every candidate has its first run
   */
  public Advice advise(Dataset data, Progress progress, BooleanSupplier interrupted) {
    return advise(Candidate.all(goal), data, progress, interrupted);
  }

  Advice advise(
      List<Candidate> candidates, Dataset data, Progress progress, BooleanSupplier interrupted) {
    long begin = System.nanoTime();
    long warm = begin + (long) (1e9 * seconds * WARM_UP);
    Patience.unless(interrupted, () -> warmUp(candidates, data, warm, interrupted));
    List<Standing> ranked = candidates.stream().map(c -> new Standing(c, 0, List.of())).toList();
    List<Standing> latest = ranked;
    Map<Key, PilotRun> runs = new HashMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(jobs, Advisor::daemon);
    try {
      Duel duel = duel(ranked, data, begin, runs, pool, progress, interrupted);
      ranked = duel.ranked();
      latest = ranked;
      for (int r = 0; r < duel.next().size() && !interrupted.getAsBoolean(); r++) {
        Rung rung = duel.next().get(r);
        int most = Math.min(rung.candidates(), duel.afforded());
        List<Standing> in = entering(latest, most, duel.number() + r);
        long end = begin + (long) (1e9 * seconds * rung.until());
        List<Standing> out = climb(in, rung, data, end, runs, pool, progress, interrupted);
        if (out.stream().anyMatch(standing -> standing.pilots().isEmpty())) {
          break; // interrupted before the first run of the rung
        }
        List<Standing> order = Ranking.of(out, goal);
        latest = behind(order, latest);
        if (!order.get(0).cut() || ranked.get(0).cut()) {
          ranked = latest;
        } // else time cut all of them: it tells who goes on, but the answer is the rung before
      }
    } finally {
      pool.shutdownNow();
    }
    if (ranked.stream().allMatch(standing -> standing.pilots().isEmpty())) {
      throw new Interruption(
          "the budget ended before every map had its first run",
          "run it again; a smaller --budget is answered sooner");
    }
    return new AdviceTable(ranked, goal, model, data).advice((System.nanoTime() - begin) / 1e9);
  }

  /**
   * What the first two candidates showed, with the rungs that come next, the number of the first of
   * them, and the number of candidates that time suffices for.
   */
  private record Duel(List<Standing> ranked, List<Rung> next, int number, int afforded) {}

  /**
   * The default and the favourite for the goal in the runs of the first rung, which that rung takes
   * over. If time does not suffice for a third candidate, these two have all of it: for the last
   * rung, or for the runs that were cut.
   */
  private Duel duel(
      List<Standing> all,
      Dataset data,
      long begin,
      Map<Key, PilotRun> runs,
      ExecutorService pool,
      Progress progress,
      BooleanSupplier interrupted) {
    Rung first = RUNGS.get(0);
    Rung shortened = new Rung(2, first.samples(), first.steps(), LEAST_ROUNDS, DUEL);
    long start = System.nanoTime();
    long end = begin + (long) (1e9 * seconds * DUEL);
    List<Standing> pair = entering(all, 2, 0);
    List<Standing> out = climb(pair, shortened, data, end, runs, pool, progress, interrupted);
    if (out.stream().anyMatch(standing -> standing.pilots().isEmpty())) {
      return new Duel(all, RUNGS, 0, all.size());
    }
    double each = (System.nanoTime() - start) / (double) out.size();
    double left = begin + 1e9 * seconds * first.until() - System.nanoTime();
    int afforded = (int) Math.min(all.size(), out.size() + Math.max(0, left / each));
    List<Standing> ranked = behind(Ranking.of(out, goal), all);
    if (afforded > out.size() || all.size() <= out.size()) {
      return new Duel(ranked, RUNGS, 0, afforded);
    }
    int number = RUNGS.size() - 1;
    Rung last = RUNGS.get(number);
    if (out.stream().noneMatch(Standing::cut)) {
      return new Duel(ranked, List.of(last), number, afforded);
    }
    Rung again = new Rung(2, first.samples(), first.steps(), first.runs(), last.until());
    return new Duel(ranked, List.of(again), 0, afforded);
  }

  /** A few steps with every map, so that the first candidates do not wait for the compiler. */
  private Void warmUp(
      List<Candidate> candidates, Dataset data, long end, BooleanSupplier interrupted) {
    Holdout split = Holdout.of(data, HELD_OUT, RUNGS.get(0).samples(), seed);
    BooleanSupplier stop = () -> System.nanoTime() > end || interrupted.getAsBoolean();
    for (Candidate candidate : candidates) {
      if (!stop.getAsBoolean()) {
        Pilot.run(candidate, model, split, seed, WARM_UP_STEPS, stop);
      }
    }
    return null;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "mirrorflow-pilot");
    thread.setDaemon(true);
    return thread;
  }

  /** The best, and the default in the place of the last of them if it is not among them. */
  private static List<Standing> entering(List<Standing> ranked, int most, int rung) {
    List<Standing> in = new ArrayList<>(ranked.subList(0, Math.min(most, ranked.size())));
    for (Standing left : ranked.subList(in.size(), ranked.size())) {
      if (left.candidate().equals(Candidate.DEFAULT)) {
        in.set(in.size() - 1, left);
      }
    }
    return in.stream().map(s -> new Standing(s.candidate(), rung, List.of())).toList();
  }

  /** Those that entered a rung in their new order, then the others as they were. */
  private static List<Standing> behind(List<Standing> first, List<Standing> before) {
    Set<Candidate> entered = new HashSet<>();
    first.forEach(s -> entered.add(s.candidate()));
    List<Standing> all = new ArrayList<>(first);
    before.stream().filter(s -> !entered.contains(s.candidate())).forEach(all::add);
    return List.copyOf(all);
  }

  /**
   * As many rounds of runs as the rung allows and time is left for, and at least {@link
   * #LEAST_ROUNDS}, with less time for each run where it is short. A later round that time cuts
   * does not count.
   */
  private List<Standing> climb(
      List<Standing> in,
      Rung rung,
      Dataset data,
      long end,
      Map<Key, PilotRun> runs,
      ExecutorService pool,
      Progress progress,
      BooleanSupplier interrupted) {
    List<Standing> standings = in;
    SplittableRandom seeds = new SplittableRandom(seed);
    long round = 0;
    for (int run = 0; run < rung.runs(); run++) {
      long now = System.nanoTime();
      boolean timeUp = run < LEAST_ROUNDS ? now > end : now + round > end;
      if (interrupted.getAsBoolean() || (run > 0 && timeUp)) {
        break;
      }
      long splitSeed = seeds.nextLong();
      Holdout split = Holdout.of(data, HELD_OUT, rung.samples(), splitSeed);
      long until = now + (end - now) / Math.max(1, LEAST_ROUNDS - run);
      List<Standing> more =
          round(standings, split, splitSeed, rung.steps(), until, runs, pool, interrupted);
      round = System.nanoTime() - now;
      if (run >= LEAST_ROUNDS && more.stream().anyMatch(Standing::cut)) {
        break; // without this round all runs are whole, or it would make no difference
      }
      standings = more;
      double left = (end - System.nanoTime()) / (1e9 * seconds);
      progress.report(
          Math.max(0, Math.min(1, rung.until() - left)),
          standings.size() + " candidates, run " + (run + 1));
    }
    return standings;
  }

  private List<Standing> round(
      List<Standing> standings,
      Holdout split,
      long runSeed,
      long steps,
      long end,
      Map<Key, PilotRun> runs,
      ExecutorService pool,
      BooleanSupplier interrupted) {
    // Each run has its part of the time that is left, so that the last candidate has as much as
    // the first.
    long share =
        Math.max(
            1, (end - System.nanoTime()) * Math.min(jobs, standings.size()) / standings.size());
    List<Future<Pilot>> futures = new ArrayList<>();
    for (Standing standing : standings) {
      PilotRun run =
          runs.computeIfAbsent(
              new Key(standing.candidate(), runSeed, split.train().size()),
              key -> new PilotRun(key.candidate(), model, split, runSeed));
      futures.add(
          pool.submit(
              () -> {
                long stop = System.nanoTime() + share;
                return run.advance(
                    steps, () -> System.nanoTime() > stop || interrupted.getAsBoolean());
              }));
    }
    List<Standing> more = new ArrayList<>();
    for (int i = 0; i < standings.size(); i++) {
      Optional<Pilot> pilot = Patience.unless(interrupted, futures.get(i));
      if (pilot.isEmpty() || interrupted.getAsBoolean()) {
        return standings; // pilots that were cut short say less than none
      }
      more.add(standings.get(i).with(pilot.get()));
    }
    return more;
  }
}
