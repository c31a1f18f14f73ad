package org.mirrorflow.flow.descent;

import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;

/**
 * Normalised steepest descent in a norm Q: θ ← θ + η d with d = argmax {⟨g, d⟩ : Q(d) ≤ 1} and g =
 * −∇ℒ/ℒ. d is a subgradient of the polar gauge Q° at g.
 *
 * <p>{@code l2} is normalised gradient descent, {@code linf} sign descent, {@code l1} coordinate
 * descent. {@code operator} (per layer {@code blocks:operator|operator}) is the orthogonalised step
 * of Muon without momentum: U Vᵀ of the gradient, here from an exact decomposition. On separable
 * data the margin in Q is maximised (Tsilivis, Gronich, Kempe and Vardi 2024, arXiv 2410.22069; for
 * coordinate descent Telgarsky 2013, arXiv 1303.4172).
 *
 * <p>The loss never rises: a step that raises it is undone and the rate halved, as in {@link
 * MirrorDescent}. η is a length in Q. The state is θ itself, so the map must be euclidean; s is the
 * length of the path, work and log t are sums as there.
 *
 * @param gauge Q
 * @param rate length η &gt; 0 of a step
 * @since 0.1.0
 */
public record SteepestDescent(GaugeSpec gauge, double rate) implements Integrator {

  /** The name on the command line. */
  public static final String NAME = "steepest";

  /**
   * Checks the rate.
   *
   * @param gauge Q
   * @param rate finite and above 0
   * @throws InputException if it is not
   */
  public SteepestDescent {
    if (!(rate > 0) || !Double.isFinite(rate)) {
      throw new InputException(
          "learning rate", String.valueOf(rate), "a finite number > 0", "try 0.01");
    }
  }

  /**
   * {@return a norm with a rate}
   *
   * @param text for example {@code lp:1.5:0.01}; what follows the last colon is the rate
   * @throws InputException if there is no such norm, or the rate is no finite number above 0
   */
  public static SteepestDescent parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      double rate = Double.parseDouble(text.substring(colon + 1));
      return new SteepestDescent(GaugeSpec.parse(text.substring(0, Math.max(0, colon))), rate);
    } catch (NumberFormatException e) {
      throw new InputException(
          "steepest descent " + text,
          "no learning rate behind the norm",
          "a norm, a colon and a number",
          "for example linf:0.01");
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException if the problem's map is not euclidean
   */
  @Override
  public Stepper bind(FlowProblem problem, double tolerance) {
    if (!problem.map().maps().stream().allMatch(map -> map.spec().equals("euclidean"))) {
      throw new InputException(
          "steepest descent in " + gauge.spec(),
          "a map that is not euclidean",
          "euclidean, as its state is θ itself",
          "use --map euclidean");
    }
    Gauge polar = gauge.on(problem.model().layout()).polar();
    DescentRule rule =
        new DescentRule() {
          @Override
          public double logUnit(FlowPoint point) {
            return 0;
          }

          @Override
          public void direction(FlowPoint point, double[] out) {
            polar.subgradient(point.direction(), out);
          }
        };
    return new DescentStepper(problem, rule, rate);
  }

  /** The norm with the rate, for example {@code steepest:linf:0.01}. */
  @Override
  public String spec() {
    return NAME + ":" + gauge.spec() + ":" + rate;
  }
}
