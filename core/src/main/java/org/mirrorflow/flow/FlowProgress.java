package org.mirrorflow.flow;

/**
 * The progress of a flow: where it was at the last check, and since when its loss falls ever more
 * slowly. A check takes place when s has doubled or many steps were taken.
 *
 * <p>It is <em>at rest</em> under two conditions. A sample is misclassified. And the rate r = −d
 * log ℒ/d log s has been falling while s grew by {@link #PATIENCE} e-folds, to a value at which log
 * ℒ can fall by less than {@link #LEAST} from now on. (A rate that falls like s^{−a} leaves r/a.)
 * With all samples classified a homogeneous model is never at rest (Lyu and Li 2020, arXiv
 * 1906.05890). A direction that leaves a saddle grows like e^{μs}. It grows from the last bits to 1
 * while μs goes from 1 to 36, which is three to four e-folds of s; the rate rises in the second
 * half.
 *
 * <p>It is <em>without progress</em> if between two checks neither log s nor log ℒ changed by
 * {@link #LEAST}.
 *
 * @param steps accepted steps at the last look; 0: none yet
 * @param logS log s there
 * @param logLoss log ℒ there
 * @param rate r between that look and the one before; NaN until there are two
 * @param logSHighest log s where the rate rose last
 * @param highest the rate there; NaN until there is one
 * @since 0.2.0
 */
public record FlowProgress(
    long steps, double logS, double logLoss, double rate, double logSHighest, double highest) {

  /** Nothing is known. */
  public static final FlowProgress NONE =
      new FlowProgress(0, Double.NEGATIVE_INFINITY, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** Numbers of {@link #toArray}. */
  public static final int SIZE = 6;

  /** What a flow is seen to do. */
  enum Verdict {
    /** It goes on. */
    MOVING,
    /** It comes to rest at a stationary point. */
    AT_REST,
    /** Its steps are too short to bring it further. */
    WITHOUT_PROGRESS
  }

  /** Changes of log s and of log ℒ, absolute or as a share of it, that count as none. */
  private static final double LEAST = 0.01;

  /** e-folds of s in which the rate has to fall. */
  private static final double PATIENCE = 3;

  /** At such a rate log ℒ would not fall by {@link #LEAST} before s overflows float64. */
  private static final double RATE_OF_NOTHING = LEAST / Math.log(Double.MAX_VALUE);

  /**
   * {@return the progress of some numbers}
   *
   * @param numbers as {@link #toArray} gives them
   */
  public static FlowProgress of(double[] numbers) {
    return new FlowProgress(
        (long) numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
  }

  /** {@return the components as numbers, in their order} */
  public double[] toArray() {
    return new double[] {steps, logS, logLoss, rate, logSHighest, highest};
  }

  /**
   * {@return whether it is time to look}
   *
   * @param flow at its present point
   */
  boolean isDue(Steps<?> flow) {
    return flow.logS() - logS >= Math.log(2) || flow.steps() - steps >= flow.patience();
  }

  /**
   * {@return what is known after a look}
   *
   * @param flow at its present point
   * @param <E> the kind of evaluation
   */
  <E extends Evaluation<E>> FlowProgress look(Steps<E> flow) {
    return to(flow.steps(), flow.logS(), flow.point().logLoss());
  }

  /**
   * {@return what is known after a look}
   *
   * @param nowSteps accepted steps
   * @param nowLogS log s
   * @param nowLogLoss log ℒ
   */
  FlowProgress to(long nowSteps, double nowLogS, double nowLogLoss) {
    if (steps == 0) {
      return new FlowProgress(nowSteps, nowLogS, nowLogLoss, Double.NaN, Double.NaN, Double.NaN);
    }
    double fall = (logLoss - nowLogLoss) / (nowLogS - logS);
    double now = fall > RATE_OF_NOTHING ? fall : 0;
    boolean falls = now < rate || (now == 0 && rate == 0);
    return falls
        ? new FlowProgress(nowSteps, nowLogS, nowLogLoss, now, logSHighest, highest)
        : new FlowProgress(nowSteps, nowLogS, nowLogLoss, now, nowLogS, now);
  }

  /**
   * {@return what a flow does that was here and is at the next look now}
   *
   * @param next the next look; if s did not double until then, the flow's patience is at its end
   * @param classified whether all samples are
   */
  Verdict judge(FlowProgress next, boolean classified) {
    double scale = Math.max(1, Math.abs(next.logLoss));
    if (steps > 0 && next.logS - logS < LEAST && Math.abs(next.logLoss - logLoss) < LEAST * scale) {
      return Verdict.WITHOUT_PROGRESS;
    }
    return !classified && next.rests() ? Verdict.AT_REST : Verdict.MOVING;
  }

  private boolean rests() {
    double folds = logS - logSHighest;
    // r/a < LEAST, with r = highest e^{−a folds}; a is infinite where r is 0.
    return folds >= PATIENCE && rate * folds < LEAST * Math.log(highest / rate);
  }
}
