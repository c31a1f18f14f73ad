package org.mirrorflow.flow.descent;

import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;

/**
 * Adam without ε, full batch, with G = −∇ℒ: m ← β₁ m + (1 − β₁) G, v ← β₂ v + (1 − β₂) G², θ ← θ +
 * η m̂/√v̂. The corrections are the usual ones, m̂ = m/(1 − β₁ᵏ) and v̂ = v/(1 − β₂ᵏ) (Kingma and
 * Ba 2015, arXiv 1412.6980). On separable data its limit is the largest ℓ∞ margin (Zhang, Zou and
 * Cao 2024, arXiv 2406.10650).
 *
 * <p>Both averages are kept relative to the present loss, m/ℒ and v/ℒ², so that nothing underflows:
 * with every step they are multiplied by ℒ_old/ℒ_new and its square. An entry whose gradient was
 * always 0 does not move. If the loss falls by more than a factor √β₂ per step, v remembers larger
 * gradients and the steps become shorter, until the loss falls more slowly. The start is then never
 * forgotten. For the limit η must be small enough to avoid this.
 *
 * <p>No {@link Integrator}: its state is more than θ, and its steps may raise the loss.
 *
 * @param rate η &gt; 0
 * @param first β₁ in [0, 1)
 * @param second β₂ in (0, 1)
 * @since 0.1.0
 */
public record AdamDescent(double rate, double first, double second) {

  /**
   * Checks the numbers.
   *
   * @param rate finite and above 0
   * @param first in [0, 1)
   * @param second in (0, 1)
   * @throws InputException if one lies outside
   */
  public AdamDescent {
    boolean averages = first >= 0 && first < 1 && second > 0 && second < 1;
    if (!(rate > 0) || !Double.isFinite(rate) || !averages) {
      throw new InputException(
          "Adam",
          "rate " + rate + ", averages " + first + " and " + second,
          "a finite rate > 0 and averages below 1",
          "try 0.01, 0.9 and 0.99");
    }
  }

  /**
   * Runs in θ from a start until the target of log ℒ, the step limit, or the end of the doubles.
   *
   * @param problem what is trained; the map has no meaning here
   * @param start θ at the start, left as it is
   * @param options target of log ℒ and step limit; the tolerance has no meaning here
   * @return θ at the end
   */
  public double[] run(FlowProblem problem, double[] start, FlowOptions options) {
    FlowPoint point = new FlowPoint(inTheta(problem));
    double[] theta = start.clone();
    double[] m = new double[theta.length];
    double[] v = new double[theta.length];
    point.moveTo(theta);
    double before = point.logLoss();
    for (long k = 1; k <= options.maxSteps() && point.logLoss() > options.untilLogLoss(); k++) {
      point.computeDirection();
      step(theta, m, v, point.direction(), Math.exp(before - point.logLoss()), k);
      before = point.logLoss();
      point.moveTo(theta);
    }
    return theta;
  }

  private static FlowProblem inTheta(FlowProblem problem) {
    ParameterMap identity = MapSpec.parse("euclidean").on(problem.model().layout());
    return new FlowProblem(
        problem.model(), problem.data(), problem.loss(), identity, problem.kernels());
  }

  private void step(double[] theta, double[] m, double[] v, double[] g, double growth, long k) {
    double whole = 1 - Math.pow(first, (double) k);
    double wholeSquare = 1 - Math.pow(second, (double) k);
    for (int j = 0; j < theta.length; j++) {
      m[j] = first * growth * m[j] + (1 - first) * g[j];
      v[j] = second * growth * growth * v[j] + (1 - second) * g[j] * g[j];
      if (v[j] > 0) {
        theta[j] += rate * (m[j] / whole) / Math.sqrt(v[j] / wholeSquare);
      }
    }
  }

  /** {@return name with its numbers} */
  public String spec() {
    return "adam:" + rate + "," + first + "," + second;
  }
}
