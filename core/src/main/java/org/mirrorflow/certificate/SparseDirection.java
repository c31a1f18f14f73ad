package org.mirrorflow.certificate;

import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.convex.FewRows;
import org.mirrorflow.certificate.convex.InteriorPoint;
import org.mirrorflow.certificate.convex.OuterGradients;
import org.mirrorflow.numeric.Norms;

/**
 * min ‖Ax‖_∞, the program of the gauge ℓ1, where A has many rows. Its direction v is 0 in nearly
 * all of them: only rows whose |s_j| is the largest count. So the program is solved on few rows,
 * rows where |s_j| exceeds the value found are taken in, and it is solved again. A v on few rows
 * proves the same lower bound of the whole program.
 */
final class SparseDirection {
  /** Share of the rows that are in at first, at least: those with the largest |s_j|. */
  private static final double FIRST = 0.01;

  /** With fewer at first, rows would be taken in too often. */
  private static final double FEWEST = 1_000;

  /** So are those with this share of the largest |v_j|. */
  private static final double COUNTS = 1e-3;

  /** A round takes in at most this many times the rows there are. */
  private static final double GROWTH = 0.5;

  /** A round ends when its own bounds are apart this share of those of the whole program. */
  private static final double SHARPER = 0.2;

  private final MarginGradients gradients;
  private final OuterGradients outer;
  private final Bounds bounds;

  SparseDirection(MarginGradients gradients, OuterGradients outer, Bounds bounds) {
    this.gradients = gradients;
    this.outer = outer;
    this.bounds = bounds;
  }

  /** Whether there are enough weights. */
  static boolean serves(int parameters) {
    return FIRST * parameters >= FEWEST;
  }

  /** Multiplications of an iteration, about, with as many rows as there are at first. */
  static double work(MarginGradients gradients) {
    double margins = gradients.set().margins();
    double rows = FIRST * gradients.parameters();
    return margins * margins * (rows / 2 + margins / 3) + gradients.multiplications();
  }

  /** Runs from the best points so far until the bounds are close or the iterations are spent. */
  void run(int mostIterations) {
    double[] s = new double[gradients.parameters()];
    gradients.combine(bounds.x(), s);
    BitSet rows = first(s, bounds.v());
    int left = mostIterations;
    boolean grown = true;
    while (grown && left > 0 && !bounds.close()) {
      left -= round(rows.stream().toArray(), left, s);
      grown = grow(rows, s);
    }
  }

  /** Solves on these rows; returns the number of iterations, and in {@code full} its Ax. */
  private int round(int[] rows, int mostIterations, double[] full) {
    FewRows few = new FewRows(gradients.set(), outer, rows);
    double[] m = new double[gradients.set().size()];
    double[] v = new double[gradients.parameters()];
    int[] iterations = new int[1];
    new InteriorPoint(gradients.set(), few)
        .run(
            mostIterations,
            (x, s, direction) -> {
              iterations[0]++;
              gradients.combine(x, full);
              bounds.offerUpper(x, full);
              few.along(direction, m);
              for (int k = 0; k < rows.length; k++) {
                v[rows[k]] = direction[k];
              }
              bounds.offerLower(v, m);
              double own = Norms.largest(s);
              double apart = bounds.upper() - bounds.lower();
              return bounds.close(own, bounds.lower()) || own - bounds.lower() <= SHARPER * apart;
            });
    return iterations[0];
  }

  private static BitSet first(double[] s, double[] v) {
    BitSet rows = new BitSet(s.length);
    double threshold = COUNTS * Norms.largest(v);
    IntStream.range(0, v.length).filter(j -> Math.abs(v[j]) > threshold).forEach(rows::set);
    outside(rows, s).limit((long) Math.ceil(FIRST * s.length)).forEach(rows::set);
    return rows;
  }

  /** The other rows, the largest |s_j| first. */
  private static IntStream outside(BitSet rows, double[] s) {
    return IntStream.range(0, s.length)
        .filter(j -> !rows.get(j))
        .boxed()
        .sorted(Comparator.comparingDouble(j -> -Math.abs(s[j])))
        .mapToInt(Integer::intValue);
  }

  /** Takes in rows above the value of those there are; returns whether there were any. */
  private static boolean grow(BitSet rows, double[] s) {
    double value = rows.stream().mapToDouble(j -> Math.abs(s[j])).max().getAsDouble();
    int before = rows.cardinality();
    outside(rows, s)
        .takeWhile(j -> Math.abs(s[j]) > value)
        .limit((long) Math.ceil(GROWTH * before))
        .forEach(rows::set);
    return rows.cardinality() > before;
  }
}
