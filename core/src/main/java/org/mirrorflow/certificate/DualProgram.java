package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.Optional;
import org.mirrorflow.certificate.convex.BarrierMethod;
import org.mirrorflow.certificate.convex.ClarkeQuadratic;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.certificate.convex.Columns;
import org.mirrorflow.certificate.convex.InteriorPoint;
import org.mirrorflow.certificate.convex.OuterGradients;
import org.mirrorflow.gauge.BallBarrier;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.numeric.Norms;

/**
 * min Q°(Ax) over the coefficients x of Clarke elements, the numerator of the KKT gap; which solver
 * serves which gauge.
 */
final class DualProgram {
  /** Multiplications of an interior-point iteration up to which it is the method of choice. */
  private static final double LARGEST_WORK = 4e8;

  /** Iterations that an interior-point method is expected to take. */
  private static final int TYPICAL_ITERATIONS = 20;

  /** With fewer, its bounds may still be far apart, and a method step by step shows more. */
  private static final double FEWEST_ITERATIONS = 16;

  /** In ℓ2 the bounds are close after nine: where the effort allows three, it may be exceeded. */
  private static final double FEWEST_EUCLIDEAN = 3;

  private static final double ENOUGH_EUCLIDEAN = 9;

  private static final int MOST_ITERATIONS = 200;

  /** Share of the effort that goes into finding out which rows count. */
  private static final double BEFORE_ROWS = 0.05;

  /** Newton steps of the barrier method: some eight for every factor of ten between the bounds. */
  private static final int FEWEST_STEPS = 100;

  private static final int MOST_STEPS = 400;

  /** Share of the effort that goes into projections first. */
  private static final double BEFORE_BARRIER = 0.1;

  private final MarginGradients gradients;
  private final Gauge gauge;
  private final Accuracy accuracy;
  private final Bounds bounds;
  private final Optional<PrimalDual.Pace> before;
  private Optional<PrimalDual.Pace> pace = Optional.empty();

  /**
   * @param scale L q̂_min
   */
  DualProgram(MarginGradients gradients, Gauge gauge, double scale, Accuracy accuracy) {
    this(gradients, gauge, scale, accuracy, Optional.empty());
  }

  /**
   * @param scale L q̂_min
   * @param before the pace of a program with nearly the same margins that this one continues
   */
  DualProgram(
      MarginGradients gradients,
      Gauge gauge,
      double scale,
      Accuracy accuracy,
      Optional<PrimalDual.Pace> before) {
    this.before = before;
    this.gradients = gradients;
    this.gauge = gauge;
    this.accuracy = accuracy;
    this.bounds = new Bounds(gradients.set(), gauge, scale, accuracy);
  }

  /**
   * Solves from a point of the set.
   *
   * @param start where methods begin that go step by step
   * @param direction v to begin with, or null: the best one for {@code start} alone
   * @param effort share of the full effort, up to 1
   */
  Bounds solve(double[] start, double[] direction, double effort) {
    double[] v = offer(start);
    if (bounds.close()) {
      return bounds;
    }
    Optional<Lp> norm = gauge.entrywise();
    if (norm.isPresent() && small()) {
      solveSmall(norm.get().conjugate(), effort);
      return bounds;
    }
    Optional<OuterGradients> outer = norm.isPresent() ? gradients.outer() : Optional.empty();
    double iterations =
        outer
            .map(g -> effort * accuracy.mostMultiplications() / unitWork(g, norm.get()))
            .orElse(0.0);
    int onFewRows = onFewRows(norm, outer, (1 - BEFORE_ROWS) * effort);
    if (onFewRows >= Math.max(FEWEST_ITERATIONS, iterations)) {
      stepByStep(start, direction == null ? v : direction, BEFORE_ROWS * effort);
      new SparseDirection(gradients, outer.get(), bounds).run(onFewRows);
    } else if (iterations >= (euclidean(norm) ? FEWEST_EUCLIDEAN : FEWEST_ITERATIONS)) {
      solveByUnits(start, direction, outer.get(), norm.get(), iterations);
    } else if (euclidean(norm)) {
      solveEuclidean(start, outer, effort);
    } else {
      solveByProjections(start, direction == null ? v : direction, effort);
    }
    return bounds;
  }

  /**
   * With few rows, projections get a tenth of the effort: enough where entries are of one size, and
   * too little by far where they are decades apart.
   */
  private void solveByProjections(double[] start, double[] direction, double effort) {
    double work = BarrierMethod.work(gradients.set(), gradients.parameters());
    double steps = effort * times(work);
    Optional<BallBarrier> ball = steps < FEWEST_STEPS ? Optional.empty() : gauge.barrier();
    if (ball.isEmpty()) {
      PrimalDual method = new PrimalDual(gradients, gauge, bounds, start, direction);
      before.ifPresent(method::goOn);
      method.run((int) (effort * mostProducts()));
      pace = method.pace();
      return;
    }
    stepByStep(start, direction, BEFORE_BARRIER * effort);
    if (!bounds.close()) {
      BarrierMethod program = new BarrierMethod(gradients.set(), gradients.columns(), ball.get());
      program.run(bounds.upper(), (int) Math.min(MOST_STEPS, steps), this::offered);
    }
  }

  /** From a point that is known with its direction, ℓ2 takes about half as many iterations. */
  private void solveByUnits(
      double[] start, double[] direction, OuterGradients outer, Lp norm, double iterations) {
    InteriorPoint program = new InteriorPoint(gradients.set(), gradients, outer, norm.conjugate());
    double most = iterations;
    if (norm.p() == 2) {
      most = Math.max(ENOUGH_EUCLIDEAN, iterations);
      if (direction != null) {
        program.startNear(start);
      }
    }
    solveInterior(program, (int) Math.min(MOST_ITERATIONS, most));
  }

  private void stepByStep(double[] start, double[] direction, double effort) {
    new PrimalDual(gradients, gauge, bounds, start, direction).run((int) (effort * mostProducts()));
  }

  /** How the primal–dual method ended, if it alone ran and made more than a few steps. */
  Optional<PrimalDual.Pace> pace() {
    return pace;
  }

  /** Iterations of {@link SparseDirection} that the effort allows; 0 for other gauges than ℓ1. */
  private int onFewRows(Optional<Lp> norm, Optional<OuterGradients> outer, double effort) {
    boolean serves =
        outer.isPresent() && norm.get().p() == 1 && SparseDirection.serves(gradients.parameters());
    return serves
        ? (int) (effort * accuracy.mostMultiplications() / SparseDirection.work(gradients))
        : 0;
  }

  /** Whether fewer margins make the program cheaper out of proportion. */
  boolean growsWithMargins() {
    return gauge.entrywise().isPresent();
  }

  /** Products with A that the effort allows; one takes two sweeps through the model at most. */
  private int mostProducts() {
    return times(productWork());
  }

  private double productWork() {
    return 2 * gradients.multiplications();
  }

  /** How often the effort allows an operation of so many multiplications. */
  private int times(double multiplications) {
    double allowed = accuracy.mostMultiplications() / multiplications;
    return (int) Math.max(1, Math.min(accuracy.mostProducts(), allowed));
  }

  /** Whether an iteration of the interior-point method is cheap, its matrix and its factors. */
  private boolean small() {
    return columnsWork() <= largestWork();
  }

  /** On stored gradients; once more where rows of very different size kept the bounds apart. */
  private void solveSmall(double q, double effort) {
    ClarkeSet set = gradients.set();
    Columns columns = gradients.columns();
    solveInterior(new InteriorPoint(set, columns, q, null), MOST_ITERATIONS);
    double work = InteriorPoint.accurateWork(set, gradients.parameters());
    double iterations = effort * accuracy.mostMultiplications() / work;
    if (!bounds.close() && iterations >= FEWEST_ITERATIONS) {
      solveInterior(
          InteriorPoint.accurate(set, columns, q), (int) Math.min(MOST_ITERATIONS, iterations));
    }
  }

  private double columnsWork() {
    double size = gradients.set().size();
    double margins = gradients.set().margins();
    return margins * margins * gradients.parameters() + size * size * size / 3;
  }

  private double largestWork() {
    return Math.min(LARGEST_WORK, accuracy.mostMultiplications() / TYPICAL_ITERATIONS);
  }

  private void solveInterior(InteriorPoint program, int mostIterations) {
    program.run(mostIterations, this::offered);
  }

  /** Offers a point and a direction; returns whether that is enough. */
  private boolean offered(double[] x, double[] s, double[] v) {
    double[] m = new double[x.length];
    bounds.offerUpper(x, s);
    gradients.along(v, m);
    bounds.offerLower(v, m);
    return bounds.close();
  }

  /** Offers x with its own bound and the direction that is best for Ax alone, which it returns. */
  private double[] offer(double[] x) {
    double[] s = new double[gradients.parameters()];
    gradients.combine(x, s);
    bounds.offerUpper(x, s);
    double[] v = new double[s.length];
    double[] m = new double[x.length];
    gauge.polar().subgradient(s, v);
    gradients.along(v, m);
    bounds.offerLower(v, m);
    return v;
  }

  /** With g = Hx = Aᵀs the bounds cost nothing. */
  private ClarkeQuadratic.Stop closeEnough() {
    ClarkeSet set = gradients.set();
    return (x, g) -> {
      double norm = Math.sqrt(Math.max(0, Norms.dotInOrder(x, g)));
      return norm == 0 || bounds.close(norm, set.minimum(g) / norm);
    };
  }

  /**
   * H = AᵀA by products with A and its transpose, where the matrix itself would be too large.
   *
   * @param squares whether the diagonal is known
   */
  private ClarkeQuadratic.Hessian products(boolean squares) {
    double[] s = new double[gradients.parameters()];
    double[] diagonal = squares ? gradients.squares() : ones(gradients.set().size());
    return new ClarkeQuadratic.Hessian() {
      @Override
      public void apply(double[] x, double[] out) {
        gradients.combine(x, s);
        gradients.along(s, out);
      }

      @Override
      public double[] diagonal() {
        return diagonal;
      }
    };
  }

  /** ½‖Ax‖², with AᵀA itself where a product with it is less work than one with A and Aᵀ. */
  private void solveEuclidean(double[] start, Optional<OuterGradients> outer, double effort) {
    ClarkeSet set = gradients.set();
    Optional<OuterGradients> cheaper = outer.filter(g -> g.hessianWork() < productWork());
    double work = cheaper.map(OuterGradients::hessianWork).orElse(productWork());
    ClarkeQuadratic.Hessian hessian =
        cheaper.map(OuterGradients::hessian).orElseGet(() -> products(outer.isPresent()));
    ClarkeQuadratic quadratic = new ClarkeQuadratic(set, hessian, null, start, closeEnough());
    quadratic.run((int) Math.max(1, effort * times(work)));
    double[] x = quadratic.point().clone();
    set.restore(x);
    offer(x);
  }

  static double[] ones(int size) {
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static boolean euclidean(Optional<Lp> norm) {
    return norm.isPresent() && norm.get().p() == 2;
  }

  /**
   * Multiplications of an iteration unit by unit; a unit is active for half the margins. Without
   * products row by row, which ℓ2 does not need, nearly all of them are in symmetric products.
   */
  private double unitWork(OuterGradients outer, Lp norm) {
    double margins = gradients.set().margins();
    double work = gradients.set().kinks() * margins * margins / 4 + Math.pow(margins, 3) / 3;
    return norm.p() == 2 ? work / 2 : work + outer.weightedWork();
  }
}
