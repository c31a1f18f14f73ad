package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.gauge.Gauge;

/**
 * min Q°(Ax) for many margins, by the same program on some of them: margins far above the least
 * hardly ever carry weight.
 *
 * <p>A point x of the smaller program is one of the whole program, and so is its upper bound. Its
 * direction v proves a lower bound of the whole program. The bound follows from the derivatives of
 * all margins along v, ⟨ĝ_j, v⟩ with the least slopes at kinks. Margins whose derivative is below
 * the value of the smaller program are added. The program is solved again until the two bounds are
 * close.
 */
final class WorkingSet {
  /** So many margins are solved as a whole, */
  private static final int WHOLE = 200;

  /** else at first those within this share of the least, */
  private static final double NEAR = 0.02;

  /** but as many as this, */
  private static final int FEWEST = 100;

  /** and no more than this. */
  private static final int MOST_AT_FIRST = 1_000;

  /** Margins with this share of the largest multiplier of the start are taken in as well. */
  private static final double CARRIES = 1e-6;

  /** So are margins by up to this share above the value, wherever one is below it. */
  private static final double ABOVE = 0.005;

  /** A round takes in at most this many times the margins there are. */
  private static final double GROWTH = 0.5;

  /** Where it takes in few, less than this share of them, the next one goes to the end. */
  private static final double FEW = 0.05;

  private static final int MOST_ROUNDS = 40;

  /** The first round is solved within this share of 1 + κ, */
  private static final double FIRST_GOAL = 0.01;

  /** unless the bounds that it starts with are no more than this apart; */
  private static final double FAR = 0.05;

  /** a later one within this share of what the bounds of the whole program were apart. */
  private static final double SHARPER = 0.1;

  /**
   * So many rounds may spend all of their effort. What an unfinished one takes in says little: its
   * direction is far from the best one. Rounds of the step by step method do not count while they
   * take in many margins: large networks need more than three of them before bounds are close.
   */
  private static final int MOST_SPENT = 3;

  /**
   * Rounds that go on step by step where the last one ended are counted from so many steps on, a
   * share of the products allowed: with fewer, the bounds of large programs are far apart.
   */
  private static final double STEPS = 0.02;

  private final MarginGradients gradients;
  private final Gauge gauge;
  private final double scale;
  private final Accuracy accuracy;
  private final Bounds bounds;

  /**
   * @param scale L q̂_min
   */
  WorkingSet(MarginGradients gradients, Gauge gauge, double scale, Accuracy accuracy) {
    this.gradients = gradients;
    this.gauge = gauge;
    this.scale = scale;
    this.accuracy = accuracy;
    this.bounds = new Bounds(gradients.set(), gauge, scale, accuracy);
  }

  /**
   * Solves, as {@link DualProgram#solve} does.
   *
   * @param start a point of the set
   * @param direction v to begin with, or null
   * @param effort share of the full effort, up to 1
   */
  Bounds solve(double[] start, double[] direction, double effort) {
    return solve(start, direction, effort, MOST_ROUNDS);
  }

  /**
   * The same on the first margins alone: the upper bound is what it would be, the lower one may be
   * far lower.
   */
  Bounds solveOnce(double[] start, double[] direction) {
    return solve(start, direction, 1, 1);
  }

  private Bounds solve(double[] start, double[] direction, double effort, int mostRounds) {
    DualProgram whole = new DualProgram(gradients, gauge, scale, accuracy);
    if (gradients.set().margins() <= WHOLE || !whole.growsWithMargins()) {
      return whole.solve(start, direction, effort);
    }
    ClarkeSet set = gradients.set();
    boolean known = direction != null && mostRounds > 1;
    BitSet members = first(start, known ? gradients.set().margins() : MOST_AT_FIRST);
    double[] x = start;
    double[] v = direction;
    double[] m = new double[set.size()];
    double goal = direction == null ? FIRST_GOAL : 0;
    if (known) {
      gradients.along(direction, m);
      double value = value(start);
      double lower = set.minimum(m) / gauge.value(direction);
      goal = value - lower > FAR * value ? FIRST_GOAL : 0;
      grow(members, m, value * gauge.value(direction));
    }
    double enough = STEPS * effort * accuracy.mostProducts();
    Optional<PrimalDual.Pace> pace = Optional.empty();
    int spent = 0;
    for (int round = 0; round < mostRounds && spent < MOST_SPENT; round++) {
      int[] some = members.stream().toArray();
      MarginGradients part = gradients.select(some);
      Accuracy own = accuracy.coarser(goal, goal, 1);
      DualProgram program = new DualProgram(part, gauge, scale, own, pace);
      Bounds found = program.solve(gathered(x, some, part), v, effort);
      x = scattered(found.x(), some, part.set());
      v = found.v();
      double[] s = new double[gradients.parameters()];
      part.combine(found.x(), s);
      bounds.offerUpper(x, s);
      gradients.along(v, m);
      bounds.offerLower(v, m);
      int grown = grow(members, m, found.upper() * gauge.value(v));
      boolean many = grown > FEW * some.length;
      pace = many ? Optional.empty() : program.pace();
      boolean goesOn = pace.isPresent() && pace.get().steps() < enough;
      if (bounds.close() || (grown == 0 && own.equals(accuracy) && !goesOn)) {
        break;
      }
      boolean stepByStep = program.pace().isPresent();
      spent += found.close() || goesOn || (many && stepByStep) ? 0 : 1;
      goal = many ? Math.min(FIRST_GOAL, SHARPER * bounds.apart()) : 0;
    }
    return bounds;
  }

  /** Q°(Ax). */
  private double value(double[] x) {
    double[] s = new double[gradients.parameters()];
    gradients.combine(x, s);
    return gauge.polar().value(s);
  }

  /** The margins near the least, and those that the start leans on, at most so many. */
  private BitSet first(double[] start, int most) {
    double[] q = gradients.margins();
    double near = (1 + NEAR) * gradients.minimum();
    BitSet members = new BitSet(q.length);
    int[] ascending = lowest(q, MOST_AT_FIRST);
    double[] falling = Arrays.stream(start, 0, q.length).map(x -> -x).toArray();
    int[] carrying = lowest(falling, most);
    double carries = CARRIES * start[carrying[0]];
    for (int k = 0; k < ascending.length; k++) {
      if (k < FEWEST || q[ascending[k]] <= near) {
        members.set(ascending[k]);
      }
    }
    for (int j : carrying) {
      if (start[j] > carries) {
        members.set(j);
      }
    }
    return members;
  }

  /** Where the lowest values stand, ascending, at most so many. */
  private static int[] lowest(double[] values, int most) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double highest = sorted[Math.min(most, values.length) - 1];
    return IntStream.range(0, values.length)
        .filter(j -> values[j] <= highest)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> values[j]))
        .limit(most)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * Takes in the margins below a value along v, the lowest first, and where there are some also
   * those that are hardly above it; returns how many are below.
   */
  private int grow(BitSet members, double[] m, double value) {
    ClarkeSet set = gradients.set();
    double[] least = new double[set.margins()];
    Arrays.setAll(least, j -> members.get(j) ? Double.POSITIVE_INFINITY : set.value(m, j));
    long most = (long) Math.max(FEWEST, GROWTH * members.cardinality());
    int[] ascending = lowest(least, (int) Math.min(least.length, most));
    double limit = least[ascending[0]] < value ? (1 + ABOVE) * value : value;
    int below = 0;
    for (int k = 0; k < ascending.length && least[ascending[k]] < limit; k++) {
      members.set(ascending[k]);
      below += least[ascending[k]] < value ? 1 : 0;
    }
    return below;
  }

  /** The coefficients of some margins, made a point of their own set. */
  private double[] gathered(double[] x, int[] some, MarginGradients part) {
    ClarkeSet set = gradients.set();
    double[] gathered = new double[part.set().size()];
    for (int k = 0; k < some.length; k++) {
      gathered[k] = x[some[k]];
      System.arraycopy(
          x,
          set.start()[some[k]],
          gathered,
          part.set().start()[k],
          part.set().start()[k + 1] - part.set().start()[k]);
    }
    double sum = 0;
    for (int k = 0; k < some.length; k++) {
      sum += gathered[k];
    }
    if (!(sum > 0)) {
      double[] uniform = new double[gathered.length];
      Arrays.fill(uniform, 0, some.length, 1.0 / some.length);
      return part.extend(uniform);
    }
    part.set().restore(gathered);
    return gathered;
  }

  private double[] scattered(double[] x, int[] some, ClarkeSet own) {
    ClarkeSet set = gradients.set();
    double[] scattered = new double[set.size()];
    for (int k = 0; k < some.length; k++) {
      scattered[some[k]] = x[k];
      System.arraycopy(
          x, own.start()[k], scattered, set.start()[some[k]], own.start()[k + 1] - own.start()[k]);
    }
    return scattered;
  }
}
