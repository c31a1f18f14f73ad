package org.mirrorflow.analysis;

import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.model.HomogeneousModel;

/**
 * Follows a trained θ to a KKT point of its own margin problem, where a flow arrives only in
 * infinite time: maximise the Q-margin by convex steps, each the maximum over Q(v) ≤ 1 of the least
 * linearised margin, less a quadratic in the distance from θ̂ that acts as a trust region.
 *
 * <p>A step is taken only if the margin rises by a share of what the linearisation promised, so the
 * margin never falls; the quadratic is made weaker after good steps and stronger after bad ones
 * (prox-linear method, Drusvyatskiy and Paquette 2019, doi:10.1007/s10107-018-1311-3). Kinks that
 * lower a margin on both sides are exact in the linearisation.
 */
public final class LimitSolver {
  /** Share of the promised rise that a step must bring. */
  private static final double SUFFICIENT_RISE = 0.1;

  /** A step that brings this share makes the next one longer. */
  private static final double GOOD_RISE = 0.5;

  private static final double FIRST_PROX = 1;
  private static final double WEAKER = 0.3;
  private static final double STRONGER = 4;

  /** Beyond this the steps are within rounding of θ̂. */
  private static final double LARGEST_PROX = 1e12;

  /** A certificate costs as much as a step. */
  private static final int CERTIFY_EVERY = 5;

  /** Between two certificates: less relative rise of the margin and … */
  private static final double STALLED_RISE = 1e-6;

  /** … less relative fall of κ than this is a stall. */
  private static final double STALLED_FALL = 0.1;

  /** Angle |w·x|/(‖w‖‖x‖) up to which concave kinks are kept whole in the linearisation. */
  private static final double CONCAVE_BAND = 0.03;

  private final HomogeneousModel model;
  private final Dataset data;
  private final Gauge gauge;
  private final Layout layout;
  private final LimitOptions options;

  /** A solver of the margin problem of a model on data in a gauge. */
  public LimitSolver(HomogeneousModel model, Dataset data, Gauge gauge, LimitOptions options) {
    this.model = model;
    this.data = data;
    this.gauge = gauge;
    this.layout = model.layout();
    this.options = options;
  }

  /**
   * Runs from θ until κ is small, the margin has all but stopped to rise, or the step limit.
   *
   * @throws IllegalArgumentException if some margin of θ is not positive
   */
  public LimitResult run(double[] theta) {
    double[] start = KktGap.normalize(gauge, layout, theta);
    double[] unit = start;
    double margin = margin(unit);
    if (!(margin > 0)) {
      throw new IllegalArgumentException(
          "limit solver: least margin %s; expected > 0, train further".formatted(margin));
    }
    double prox = FIRST_PROX;
    int steps = 0;
    Certificate certificate = certificate(unit);
    LimitResult.Outcome outcome = outcome(certificate, 1, 1, steps, prox);
    while (outcome == null) {
      double marginBefore = margin;
      double gapBefore = certificate.kktGap();
      for (int k = 0;
          k < CERTIFY_EVERY && steps < options.mostSteps() && prox < LARGEST_PROX;
          k++) {
        ProxStep step = ProxStep.of(gradients(unit), gauge, layout, unit);
        boolean accepted = false;
        while (!accepted && prox < LARGEST_PROX) {
          ProxStep.Candidate candidate = step.solve(prox);
          double[] next = KktGap.normalize(gauge, layout, candidate.theta());
          double rise = margin(next) - margin;
          double ratio = rise / candidate.promised();
          accepted = rise > 0 && ratio >= SUFFICIENT_RISE;
          if (accepted) {
            unit = next;
            margin += rise;
          }
          prox *= ratio >= GOOD_RISE ? WEAKER : accepted ? 1 : STRONGER;
        }
        steps++;
      }
      certificate = certificate(unit);
      outcome =
          outcome(
              certificate,
              margin / marginBefore - 1,
              1 - certificate.kktGap() / gapBefore,
              steps,
              prox);
    }
    return new LimitResult(unit, margin, certificate, angle(start, unit), steps, outcome);
  }

  /**
   * Why to end here, or null to go on.
   *
   * @param rise relative rise of the margin since the last certificate
   * @param fall relative fall of κ since then
   */
  private LimitResult.Outcome outcome(
      Certificate certificate, double rise, double fall, int steps, double prox) {
    if (certificate.kktGap() <= options.kktGap()) {
      return LimitResult.Outcome.REACHED;
    }
    if (prox >= LARGEST_PROX || (rise < STALLED_RISE && fall < STALLED_FALL)) {
      return LimitResult.Outcome.STALLED;
    }
    return steps >= options.mostSteps() ? LimitResult.Outcome.STEP_LIMIT : null;
  }

  private Certificate certificate(double[] unit) {
    return KktGap.of(model, data, gauge, unit, options.certificate());
  }

  private MarginGradients gradients(double[] unit) {
    return MarginGradients.of(
        model, data, unit, options.certificate().kinkTolerance(), CONCAVE_BAND);
  }

  private double margin(double[] theta) {
    return MarginGradients.of(model, data, theta, -1).minimum();
  }

  /** Angle between two vectors in radians, accurate also when it is small. */
  static double angle(double[] a, double[] b) {
    double na = Math.sqrt(ClarkeQuadratic.dot(a, a));
    double nb = Math.sqrt(ClarkeQuadratic.dot(b, b));
    double minus = 0;
    double plus = 0;
    for (int k = 0; k < a.length; k++) {
      double x = a[k] / na;
      double y = b[k] / nb;
      minus += (x - y) * (x - y);
      plus += (x + y) * (x + y);
    }
    return 2 * Math.atan2(Math.sqrt(minus), Math.sqrt(plus));
  }
}
