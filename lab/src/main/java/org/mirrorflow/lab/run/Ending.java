package org.mirrorflow.lab.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.mirrorflow.data.Contradictions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.Outcome;

/**
 * How a flow ended and what helps: where the cause lies in the features, the potential or the
 * target, that is named in place of what the outcome alone would suggest.
 *
 * @param outcome why it ended
 * @param meaning what happened, as a clause
 * @param remedy what to change, as a clause
 */
public record Ending(Outcome outcome, String meaning, String remedy) {

  /** Squares of larger features, and products with few weights, come near the end of doubles. */
  private static final double LARGE = 1e100;

  private static final double SMALL = 1e-100;

  /** Sums of a step round to some multiples of 2⁻⁵², so that no error below is seen. */
  private static final double ROUNDING = 0x1p-46;

  /**
   * {@return the ending of a run}
   *
   * @param run that has ended
   */
  public static Ending of(FlowRun run) {
    Ending ending = of(run.problem(), run.flow(), run.theta(), run.spec().untilLogLoss());
    double tolerance = run.spec().options().tolerance();
    return ending.outcome == Outcome.STALLED && tolerance < ROUNDING
        ? new Ending(
            ending.outcome,
            ending.meaning + ", as steps round to more than --tolerance " + tolerance,
            "raise --tolerance, for example to 1e-6")
        : ending;
  }

  private static Ending of(
      FlowProblem problem, FlowResult flow, double[] theta, double untilLogLoss) {
    Outcome outcome = flow.outcome();
    if (outcome.success() || outcome == Outcome.INTERRUPTED) {
      return of(outcome);
    }
    if (outcome == Outcome.NOT_SEPARATED && flow.logLoss() <= untilLogLoss) {
      return new Ending(
          outcome,
          "the loss target was reached while some samples are misclassified, so there"
              + " is no margin",
          "ask for a lower --until-log-loss; below 0 all samples are classified");
    }
    return features(problem, outcome)
        .or(() -> potential(problem, outcome, theta))
        .or(() -> obstacle(problem, flow))
        .or(() -> still(flow))
        .orElseGet(() -> of(outcome));
  }

  /** No other start helps where no weights classify all samples. */
  private static Optional<Ending> obstacle(FlowProblem problem, FlowResult flow) {
    if (flow.minimumMargin() > 0) {
      return Optional.empty();
    }
    return Obstacle.of(problem, Contradictions.of(problem.data())).stream()
        .findFirst()
        .map(
            found ->
                new Ending(
                    flow.outcome(),
                    String.format(
                        Locale.ROOT,
                        "the flow ended at log loss %.6g, and no weights classify all samples: %s",
                        flow.logLoss(),
                        found.cause()),
                    found.remedy()));
  }

  /** What helps a flow that does not move depends on whether it has classified all samples. */
  private static Optional<Ending> still(FlowResult flow) {
    String place = String.format(Locale.ROOT, " at log loss %.6g", flow.logLoss());
    if (flow.minimumMargin() > 0) {
      return flow.outcome() == Outcome.STALLED || flow.outcome() == Outcome.NO_PROGRESS
          ? Optional.of(
              new Ending(
                  flow.outcome(),
                  "steps became too short" + place + ", by rounding or stiffness",
                  "end with a higher --until-log-loss; all samples are classified"))
          : Optional.empty();
    }
    return switch (flow.outcome()) {
      case STALLED ->
          Optional.of(
              new Ending(
                  flow.outcome(),
                  "the flow rests" + place + " with some samples misclassified",
                  "start elsewhere: another --seed, a larger --init-scale, wider hidden layers or,"
                      + " for --model linear, a hidden layer"));
      case NO_PROGRESS ->
          Optional.of(
              new Ending(
                  flow.outcome(),
                  "steps became too short" + place + " with some samples misclassified",
                  "use --integrator auto, a larger --init-scale or a larger --tolerance"));
      default -> Optional.empty();
    };
  }

  /**
   * {@return the ending of a run of which no more is known}
   *
   * @param outcome why it ended
   */
  public static Ending of(Outcome outcome) {
    return new Ending(outcome, outcome.meaning(), outcome.remedy());
  }

  private static Optional<Ending> features(FlowProblem problem, Outcome outcome) {
    double largest = largest(problem.data().inputs());
    return largest == 0 || (largest >= SMALL && largest <= LARGE)
        ? Optional.empty()
        : Optional.of(
            new Ending(
                outcome,
                outcome.meaning()
                    + ", as the largest feature is "
                    + size(largest)
                    + " and doubles have no room for its products",
                "scale the features, for example with --unit-norm or --standardize"));
  }

  /** Whether ∇R at θ is no double, or so large that no step changes it. */
  private static Optional<Ending> potential(FlowProblem problem, Outcome outcome, double[] theta) {
    boolean stuck = outcome == Outcome.STALLED || outcome == Outcome.NUMERICAL_FAILURE;
    if (!stuck || !Arrays.stream(theta).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    double[] dual = new double[theta.length];
    problem.map().gradient(theta, dual);
    return Arrays.stream(dual).allMatch(z -> Math.abs(z) < LARGE)
        ? Optional.empty()
        : Optional.of(
            new Ending(
                outcome,
                outcome.meaning()
                    + ", as the potential overflows: its gradient is "
                    + size(largest(dual))
                    + " at weights as large as "
                    + size(largest(theta)),
                "lower --init-scale, or choose a potential that grows less"));
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  private static String size(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** {@return outcome, meaning and remedy in one line} */
  public String text() {
    return outcome + ": " + meaning + "; " + remedy;
  }
}
