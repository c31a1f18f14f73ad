package org.mirrorflow.flow.descent;

import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.io.InputException;

/**
 * Discrete mirror descent on all samples: z ← z + ds · g with g = −∇ℒ/ℒ as in the flow. It has the
 * states and outcomes of a flow, so the balance laws measure how far it strays from one.
 *
 * <p>What is guaranteed: the loss never rises. A step that raises it or leaves the range of float64
 * is undone, and the learning rate is halved. Every accepted step multiplies the rate by 2^{1/16}
 * until it is back at the rate asked for. The loss-scaled rule with rollback is that of Lyu and Li
 * (2020, arXiv 1906.05890, appendix K). Halving ends, because d ℒ(∇R*(z + ds g))/d ds = −ℒ ⟨g, ∇²R*
 * g⟩ at ds = 0. This is below 0 unless the gradient of the loss is 0 or ∇²R* takes it to 0. At a
 * kink of the model g may be no direction of descent; then the run ends as stalled. No safe rate
 * has to be known beforehand. (One is known for losses that are smooth relative to R, Bauschke,
 * Bolte and Teboulle 2017, doi:10.1287/moor.2016.0817; losses of networks are not.)
 *
 * <p>Steps are of first order: what the flow conserves drifts in proportion to the rate. Steps are
 * formed in logarithms: so ℒ may be below the range of float64 if the rate η is large enough. A
 * step that moves no entry of z ends the run as stalled.
 *
 * <p>s, work and log t are sums over the steps: Σ ds, Σ ds Σ_j p_j q_j and log Σ ds/ℒ. Their terms
 * are taken where the steps begin. The tolerance of {@link FlowOptions} has no meaning here.
 *
 * @param rule what the learning rate multiplies
 * @param rate learning rate η &gt; 0, in units of the rule
 * @since 0.1.0
 */
public record MirrorDescent(StepRule rule, double rate) implements Integrator {

  /** The name on the command line. */
  public static final String NAME = "descent";

  /** What the learning rate multiplies. */
  public enum StepRule implements DescentRule {
    /** z ← z − η ∇ℒ: constant steps in t. ℒ falls like 1/(η k) after k steps. */
    CONSTANT("constant") {
      @Override
      public double logUnit(FlowPoint point) {
        return point.logLoss();
      }
    },
    /** z ← z − η ∇ℒ/ℒ: constant steps in s. */
    LOSS_SCALED("loss-scaled") {
      @Override
      public double logUnit(FlowPoint point) {
        return 0;
      }
    },
    /** z ← z − η ∇ℒ/‖∇ℒ‖₂: steps of one length in z. */
    NORMALISED("normalised") {
      @Override
      public double logUnit(FlowPoint point) {
        double norm = 0;
        for (double g : point.direction()) {
          norm = Math.hypot(norm, g);
        }
        return -Math.log(norm);
      }
    };

    private final String spec;

    StepRule(String spec) {
      this.spec = spec;
    }

    /** {@return the name on the command line} */
    public String spec() {
      return spec;
    }

    /**
     * {@return the rule of a name}
     *
     * @param text {@code loss-scaled} or another {@link #spec}
     * @throws InputException if there is no such rule
     */
    public static StepRule parse(String text) {
      for (StepRule rule : values()) {
        if (rule.spec.equals(text)) {
          return rule;
        }
      }
      throw new InputException(
          "step rule " + text,
          "unknown name",
          "constant, loss-scaled or normalised",
          "name one of them");
    }
  }

  /**
   * Checks the rate.
   *
   * @param rule what the rate multiplies
   * @param rate finite and above 0
   * @throws InputException if it is not
   */
  public MirrorDescent {
    if (!(rate > 0) || !Double.isFinite(rate)) {
      throw new InputException(
          "learning rate", String.valueOf(rate), "a finite number > 0", "try 0.1");
    }
  }

  @Override
  public Stepper bind(FlowProblem problem, double tolerance) {
    return new DescentStepper(problem, rule, rate);
  }

  /**
   * {@return a rule with its rate}
   *
   * @param text for example {@code loss-scaled:0.1}
   * @throws InputException if there is no such rule, or the rate is no finite number above 0
   */
  public static MirrorDescent parse(String text) {
    int colon = text.indexOf(':');
    StepRule rule = StepRule.parse(colon < 0 ? text : text.substring(0, colon));
    String rate = colon < 0 ? "" : text.substring(colon + 1);
    try {
      return new MirrorDescent(rule, Double.parseDouble(rate));
    } catch (NumberFormatException e) {
      throw new InputException(
          "step rule " + text,
          rate.isEmpty() ? "no learning rate" : "learning rate " + rate,
          "a number behind a colon",
          "for example " + rule.spec() + ":0.1");
    }
  }

  /** The name, and the rule with its rate as {@link #parse} reads it. */
  @Override
  public String spec() {
    return NAME + ":" + rule.spec() + ":" + rate;
  }
}
