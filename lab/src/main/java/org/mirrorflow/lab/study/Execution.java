package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Interruption;
import org.mirrorflow.lab.run.Patience;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;

/**
 * Runs flows and work on several threads, costly ones first, and keeps every result as it comes.
 *
 * @param jobs threads
 * @param kept results of an earlier, interrupted study; null to keep nothing
 * @param certified flows whose marks on the way have certificates; others have that of the end
 */
record Execution(int jobs, KeptResults kept, Set<RunSpec> certified) {

  /** What the result of a flow is kept for: with other marks it is another result. */
  record Flow(RunSpec spec, boolean certified) {}

  /** Flows, then work; progress is in units of expected cost. */
  FinishedRuns run(List<RunSpec> specs, List<Work<?>> work, Progress progress) {
    return run(specs, work, progress, () -> false);
  }

  /** The same until it is interrupted, which is an {@link Interruption}. */
  FinishedRuns run(
      List<RunSpec> specs, List<Work<?>> work, Progress progress, BooleanSupplier interrupted) {
    Map<RunSpec, FlowRun> flows = new LinkedHashMap<>();
    Map<Work<?>, Object> results = new LinkedHashMap<>();
    specs.forEach(spec -> keptFlow(spec).ifPresent(run -> flows.put(spec, run)));
    work.forEach(w -> keptResult(w).ifPresent(result -> results.put(w, result)));
    List<RunSpec> todo = specs.stream().filter(spec -> !flows.containsKey(spec)).toList();
    List<Work<?>> more = work.stream().filter(w -> !results.containsKey(w)).toList();
    CostProgress costs = new CostProgress(progress, todo, more.size());
    AtomicInteger done = new AtomicInteger(flows.size() + results.size());
    Supplier<Interruption> ended = () -> interruption(done.get(), specs.size() + work.size());
    flows.putAll(
        all(
            todo,
            spec -> RunCost.of(spec),
            spec -> () -> flow(spec, costs.of(spec), done, interrupted),
            RunSpec::command,
            interrupted,
            ended));
    FinishedRuns finished = new FinishedRuns(flows, results);
    results.putAll(
        all(
            more,
            Work::cost,
            w -> () -> result(w, finished, costs.ofWork(w), done),
            Work::toString,
            interrupted,
            ended));
    costs.done();
    return finished;
  }

  private Optional<FlowRun> keptFlow(RunSpec spec) {
    if (kept == null) {
      return Optional.empty();
    }
    return kept.read(asked(spec), KeptFlow.class)
        .map(flow -> Map.entry(flow, spec.loadData()))
        .filter(entry -> entry.getKey().isOn(entry.getValue()))
        .map(entry -> entry.getKey().of(spec, entry.getValue()));
  }

  private Flow asked(RunSpec spec) {
    return new Flow(spec, certified.contains(spec));
  }

  private <R> Optional<R> keptResult(Work<R> work) {
    return kept == null ? Optional.empty() : kept.read(work, work.type());
  }

  private Interruption interruption(int done, int all) {
    String known = done + " of " + all + " runs are done";
    return kept == null
        ? new Interruption(known, "run it again")
        : new Interruption(
            known + " and kept in " + kept.folder(), "run the same command again to go on");
  }

  private FlowRun flow(
      RunSpec spec, Progress own, AtomicInteger done, BooleanSupplier interrupted) {
    RunEnvironment one = RunEnvironment.oneOfMany(own, interrupted);
    boolean certify = asked(spec).certified();
    FlowRun run = RunSession.begin(spec, certify ? one : one.certifyingTheEnd());
    if (run.flow().outcome() != Outcome.INTERRUPTED) {
      if (kept != null) {
        kept.write(asked(spec), KeptFlow.of(run));
      }
      done.incrementAndGet();
      own.report(1, "");
    }
    return run;
  }

  private <R> R result(Work<R> work, FinishedRuns finished, Progress own, AtomicInteger done) {
    R result = work.run(finished);
    if (kept != null) {
      kept.write(work, result);
    }
    done.incrementAndGet();
    own.report(1, "");
    return result;
  }

  /** The tasks' results in their own order; they start in the order of falling cost. */
  private <S, R> Map<S, R> all(
      List<S> tasks,
      ToDoubleFunction<S> cost,
      Function<S, Callable<R>> call,
      Function<S, String> name,
      BooleanSupplier interrupted,
      Supplier<Interruption> ended) {
    List<S> order = new ArrayList<>(tasks);
    order.sort(Comparator.comparingDouble(cost).reversed());
    ExecutorService executor =
        Executors.newFixedThreadPool(
            jobs,
            task -> {
              Thread thread = new Thread(task, "mirrorflow-study");
              thread.setDaemon(true);
              return thread;
            });
    try {
      Map<S, Future<R>> futures = new LinkedHashMap<>();
      order.forEach(task -> futures.put(task, executor.submit(call.apply(task))));
      Map<S, R> results = new LinkedHashMap<>();
      for (S task : tasks) {
        Optional<R> result = finished(name.apply(task), futures.get(task), interrupted);
        if (result.isEmpty() || interrupted.getAsBoolean()) {
          throw ended.get();
        }
        results.put(task, result.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  private static <R> Optional<R> finished(
      String name, Future<R> future, BooleanSupplier interrupted) {
    try {
      return Patience.unless(interrupted, future);
    } catch (RuntimeException e) {
      throw new IllegalStateException("in " + name + ": " + e.getMessage(), e);
    }
  }
}
