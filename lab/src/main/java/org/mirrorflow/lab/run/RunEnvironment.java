package org.mirrorflow.lab.run;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.mirrorflow.certificate.Accuracy;

/**
 * The environment of a run. It has no influence on the numbers, except for the effort of the final
 * certificate.
 *
 * @param progress is told how far the flow is
 * @param interrupted asked after every step; when true the run ends, its state saved
 * @param threads of the flow
 * @param effort for the certificate of the end
 * @param folder where the run is kept; empty: in memory alone
 * @param checkpointPeriod nanoseconds from one checkpoint to the next, about
 * @param keepWeights whether the folder gets the weights at every mark
 * @param certifiedMarks whether marks on the way have certificates, as the end always has
 */
public record RunEnvironment(
    Progress progress,
    BooleanSupplier interrupted,
    int threads,
    Accuracy effort,
    Optional<RunFolder> folder,
    long checkpointPeriod,
    boolean keepWeights,
    boolean certifiedMarks) {

  private static final long CHECKPOINT_PERIOD = 2_000_000_000L;

  /**
   * {@return all cores, and seconds for the certificate of the end}
   *
   * @param progress is told how far the flow is
   * @param interrupted asked after every step; when true the run ends
   */
  public static RunEnvironment alone(Progress progress, BooleanSupplier interrupted) {
    int processors = Runtime.getRuntime().availableProcessors();
    return of(progress, interrupted, processors, Accuracy.END);
  }

  /**
   * {@return beside other runs: the calling thread alone, with no more effort for the certificate
   * of the end than for those of the marks}
   *
   * @param progress is told how far the flow is
   * @param interrupted asked after every step; when true the run ends
   */
  public static RunEnvironment oneOfMany(Progress progress, BooleanSupplier interrupted) {
    return of(progress, interrupted, 1, Accuracy.MARK);
  }

  private static RunEnvironment of(
      Progress progress, BooleanSupplier interrupted, int threads, Accuracy effort) {
    return new RunEnvironment(
        progress, interrupted, threads, effort, Optional.empty(), CHECKPOINT_PERIOD, false, true);
  }

  /**
   * {@return the same with a folder: checkpoints on the way, all results at the end}
   *
   * @param kept the folder
   */
  public RunEnvironment in(RunFolder kept) {
    return new RunEnvironment(
        progress,
        interrupted,
        threads,
        effort,
        Optional.of(kept),
        checkpointPeriod,
        keepWeights,
        certifiedMarks);
  }

  /**
   * {@return the same with checkpoints at other intervals}
   *
   * @param nanoseconds from one checkpoint to the next, about
   */
  public RunEnvironment every(long nanoseconds) {
    return new RunEnvironment(
        progress, interrupted, threads, effort, folder, nanoseconds, keepWeights, certifiedMarks);
  }

  /** {@return the same that keeps the weights of every mark in the folder} */
  public RunEnvironment keepingWeights() {
    return new RunEnvironment(
        progress, interrupted, threads, effort, folder, checkpointPeriod, true, certifiedMarks);
  }

  /** {@return the same with a certificate of the end alone: none of the marks on the way} */
  public RunEnvironment certifyingTheEnd() {
    return new RunEnvironment(
        progress, interrupted, threads, effort, folder, checkpointPeriod, keepWeights, false);
  }
}
