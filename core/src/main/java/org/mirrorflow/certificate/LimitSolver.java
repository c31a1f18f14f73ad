package org.mirrorflow.certificate;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.numeric.Norms;

/**
 * Moves trained weights θ to a KKT point of their margin problem, which a flow reaches only in
 * infinite time. It maximises the Q-margin by convex steps. Each step maximises, over Q(v) ≤ 1, the
 * smallest linearised margin minus a quadratic in the distance from θ̂, which acts as a trust
 * region.
 *
 * <p>A step is taken only if the margin rises by a share of what the linearisation promised, so the
 * margin never falls. The quadratic is made weaker after good steps and stronger after bad ones
 * (prox-linear method, Drusvyatskiy and Paquette 2019, doi:10.1007/s10107-018-1311-3). Kinks that
 * lower a margin on both sides are exact in the linearisation.
 *
 * @since 0.1.0
 */
public final class LimitSolver {
  /** Share of the promised rise that a step must bring. */
  private static final double SUFFICIENT_RISE = 0.1;

  /** A step that brings this share makes the next one longer. */
  private static final double GOOD_RISE = 0.5;

  /** Number of steps between evaluations of κ, which costs as much as several steps. */
  private static final int STEPS_PER_CHECK = 10;

  /** Between two looks at κ the margin must rise by more than this share of itself. */
  private static final double NEGLIGIBLE_RISE = 1e-9;

  /** Multiplications for a look at κ. */
  private static final double CHECK_EFFORT = 1e8;

  /** A step is tried again so often with the pieces beyond kinks that were met. */
  private static final int MOST_LOOKS = 20;

  private static final double FIRST_PROX = 1;
  private static final double WEAKER = 0.3;
  private static final double STRONGER = 4;

  /** Beyond this the steps are within rounding of θ̂. */
  private static final double LARGEST_PROX = 1e12;

  /** Share of Σ|w x| up to which the linearisation leaves a slope free, */
  private static final double KINK_BAND = 1e-3;

  /** and up to which it keeps concave kinks whole. */
  private static final double CONCAVE_BAND = 0.03;

  private final HomogeneousModel model;
  private final Dataset data;
  private final Gauge gauge;
  private final LimitOptions options;

  /**
   * A solver of the margin problem of a model on data in a gauge.
   *
   * @param model the homogeneous model
   * @param data the samples whose margins count
   * @param gauge Q on the layout of the model
   * @param options when to end
   */
  public LimitSolver(HomogeneousModel model, Dataset data, Gauge gauge, LimitOptions options) {
    this.model = model;
    this.data = data;
    this.gauge = gauge;
    this.options = options;
  }

  /**
   * Runs from θ until κ is small, the margin no longer rises, or the effort is spent.
   *
   * @param theta where to start, left as it is
   * @return the point where the search ended, with its certificate; the start where that is
   *     certified to be closer to a KKT point
   * @throws IllegalArgumentException if some margin of θ is not positive
   * @throws org.mirrorflow.io.InputException if no certificate is known for the gauge
   */
  public LimitResult run(double[] theta) {
    return run(theta, unit -> true);
  }

  /**
   * Runs as {@link #run(double[])} does, and shows every point it comes to.
   *
   * @param theta where to start, left as it is
   * @param observer is shown θ̂ after every accepted step, its margin larger than before; false
   *     ends the search with {@link LimitResult.End#EFFORT_SPENT}
   * @return as {@link #run(double[])}
   * @throws IllegalArgumentException if some margin of θ is not positive
   * @throws org.mirrorflow.io.InputException if no certificate is known for the gauge
   */
  public LimitResult run(double[] theta, Predicate<double[]> observer) {
    double[] start = gauge.normalize(theta);
    double margin = margin(start);
    if (!(margin > 0)) {
      boolean separated = Separation.holds(model, data, theta, kernels());
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "limit solver: least margin %s; expected > 0, %s",
              margin,
              separated ? "bring the layers to similar sizes" : "train further"));
    }
    Ascent ascent = new Ascent(start, margin);
    LimitResult.End end = null;
    while (end == null) {
      end = ascent.advance();
      if (end == null && !observer.test(ascent.unit)) {
        end = LimitResult.End.EFFORT_SPENT;
      }
    }
    Certificate certificate = certificate(ascent.unit);
    boolean reached = certificate.kktGap() <= options.kktGap();
    LimitResult result =
        new LimitResult(
            ascent.unit,
            ascent.margin,
            certificate,
            angle(start, ascent.unit),
            ascent.steps,
            reached ? LimitResult.End.REACHED : end,
            false);
    // The certificate of θ as it was given: a last bit of scaling decides between equal bounds.
    return reached ? result : result.orStart(start, certificate(theta));
  }

  private Certificate certificate(double[] unit) {
    return Certificate.of(model, data, gauge, unit, options.certificate());
  }

  /** The current point of the iteration. */
  private final class Ascent {
    private double[] unit;
    private double margin;
    private double prox = FIRST_PROX;
    private double work;
    private double marginAtCheck;
    private int steps;

    Ascent(double[] unit, double margin) {
      this.unit = unit;
      this.margin = margin;
      this.marginAtCheck = margin;
    }

    /** One accepted step, now and then a look at κ; null to go on. */
    LimitResult.End advance() {
      if (steps % STEPS_PER_CHECK == 0) {
        if (steps > 0 && margin - marginAtCheck <= NEGLIGIBLE_RISE * margin) {
          return LimitResult.End.STALLED;
        }
        marginAtCheck = margin;
        if (checked() <= options.kktGap()) {
          return LimitResult.End.REACHED;
        }
      }
      if (steps >= options.mostSteps() || work > options.mostMultiplications()) {
        return LimitResult.End.EFFORT_SPENT;
      }
      steps++;
      return climb() ? null : LimitResult.End.STALLED;
    }

    /** An upper bound of κ, exact to a tenth of the target if the effort suffices. */
    private double checked() {
      Accuracy accuracy = new Accuracy(0.1 * options.kktGap(), 0.1, 4_000, CHECK_EFFORT);
      work += CHECK_EFFORT;
      return Certificate.of(model, data, gauge, unit, options.certificate().withAccuracy(accuracy))
          .kktGap();
    }

    /** Whether a margin broke the promise of a step beyond a kink that was not looked at. */
    private boolean missed(
        Optional<SlopeCopies> copies, double[] next, ProxStep.Candidate candidate) {
      double promise = margin + SUFFICIENT_RISE * candidate.promised();
      return candidate.promised() > 0 && copies.isPresent() && copies.get().add(next, promise);
    }

    private boolean climb() {
      Optional<SlopeCopies> copies = copies(unit);
      ProxStep step =
          ProxStep.of(
              copies.map(SlopeCopies::gradients).orElseGet(() -> gradients(unit)), gauge, unit);
      int looks = 0;
      while (prox < LARGEST_PROX && work <= options.mostMultiplications()) {
        ProxStep.Candidate candidate = step.solve(prox);
        work += candidate.multiplications();
        double[] next = gauge.normalize(candidate.theta());
        double rise = margin(next) - margin;
        double ratio = rise / candidate.promised();
        boolean accepted = rise > 0 && ratio >= SUFFICIENT_RISE;
        // at a KKT point a small loss may have been promised, and be had: no reason to go further
        if (!accepted && looks < MOST_LOOKS && missed(copies, next, candidate)) {
          looks++;
          step = ProxStep.of(copies.get().gradients(), gauge, unit);
          continue;
        }
        prox *= !accepted ? STRONGER : ratio >= GOOD_RISE ? WEAKER : 1;
        if (accepted) {
          unit = next;
          margin += rise;
          return true;
        }
      }
      return prox < LARGEST_PROX;
    }
  }

  /** Pieces of the margins beyond kinks of deeper layers; empty where there are none. */
  private Optional<SlopeCopies> copies(double[] unit) {
    return model
        .layered()
        .filter(layered -> layered.activation().kinked() && layered.layout().count() > 2)
        .map(
            layered -> {
              LayerKinks first = LayerKinks.of(layered, data, unit, 0, kernels());
              return new SlopeCopies(
                  layered,
                  data,
                  unit,
                  first.withinOrConcave(KINK_BAND, CONCAVE_BAND),
                  first.within(KINK_BAND),
                  kernels());
            });
  }

  /** With the slopes at kinks free, and those of concave kinks in a wider band. */
  private MarginGradients gradients(double[] unit) {
    return LayerKinks.of(model, data, unit, kernels())
        .map(
            kinks ->
                MarginGradients.free(
                    model.layered().orElseThrow(),
                    data,
                    unit,
                    kinks,
                    kinks.withinOrConcave(KINK_BAND, CONCAVE_BAND)))
        .orElseGet(() -> MarginGradients.fixed(model, data, unit, kernels()));
  }

  private double margin(double[] theta) {
    return MarginGradients.fixed(model, data, theta, kernels()).minimum();
  }

  private KernelFactory kernels() {
    return options.certificate().kernels();
  }

  /** Angle between two vectors in radians, accurate also when it is small. */
  static double angle(double[] a, double[] b) {
    double na = Norms.euclidean(a);
    double nb = Norms.euclidean(b);
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
