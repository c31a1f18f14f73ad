package org.mirrorflow.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Pools neighbouring positions of each channel, 2×2 of them without overlap: their maximum or their
 * mean. A row or column that is left over counts nowhere.
 */
abstract class PoolingStage implements Stage {
  private static final int SIDE = 2;

  final Planes in;
  final Planes out;

  /** Samples of a group, and the squares of one. */
  final int lanes;

  final Squares squares;

  private PoolingStage(Planes in) {
    this.in = in;
    this.out = pooled(in);
    this.lanes = in.lanes();
    int[] first = new int[out.units()];
    int[] pooled = new int[out.units()];
    for (int u = 0; u < first.length; u++) {
      int c = u / out.positions();
      int y = u % out.positions() / out.width();
      int x = u % out.width();
      first[u] = c * in.plane() + in.first() + SIDE * (y * in.stride() + x * lanes);
      pooled[u] = c * out.plane() + out.first() + y * out.stride() + x * lanes;
    }
    this.squares = new Squares(first, pooled, lanes, in.stride());
  }

  /** What is left of these planes. */
  static Planes pooled(Planes in) {
    return new Planes(in.channels(), in.height() / SIDE, in.width() / SIDE, in.border());
  }

  /** Whether there are 2×2 positions at all. */
  static boolean fits(Planes in) {
    return in.height() >= SIDE && in.width() >= SIDE;
  }

  /** The mean of 2×2 positions. */
  static Stage mean(Planes in) {
    return new Mean(in);
  }

  /** The maximum over 2×2 positions; the first of equal ones is the one that counts. */
  static Stage maximum(Planes in, int samples) {
    return new Maximum(in, samples);
  }

  /** The units under every pooled one, ascending. */
  List<int[]> sets() {
    List<int[]> sets = new ArrayList<>();
    for (int u = 0; u < out.units(); u++) {
      int c = u / out.positions();
      int y = u % out.positions() / out.width();
      int x = u % out.width();
      int at = (c * in.height() + SIDE * y) * in.width() + SIDE * x;
      sets.add(new int[] {at, at + 1, at + in.width(), at + in.width() + 1});
    }
    return sets;
  }

  @Override
  public Planes in() {
    return in;
  }

  @Override
  public Planes out() {
    return out;
  }

  /** What is done with a group of samples, from its start in the input and in the result. */
  @FunctionalInterface
  interface Group {
    void visit(int source, int target, int number);
  }

  /** Visits the groups of samples {@code from .. to}, in arrays that begin with {@code origin}. */
  void groups(int from, int to, int origin, Group group) {
    for (int i = from - from % lanes; i < to; i += lanes) {
      group.visit(in.start(i - origin), out.start(i - origin), i / lanes);
    }
  }

  private static final class Mean extends PoolingStage {
    Mean(Planes in) {
      super(in);
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      groups(from, to, 0, (source, target, number) -> pool(x, source, y, target));
    }

    private void pool(double[] x, int source, double[] y, int target) {
      int right = squares.right();
      int below = squares.below();
      for (int u = 0; u < squares.first().length; u++) {
        int s = source + squares.first()[u];
        int t = target + squares.pooled()[u];
        for (int end = t + lanes; t < end; t++, s++) {
          y[t] = ((x[s] + x[s + right]) + (x[s + below] + x[s + below + right])) / 4;
        }
      }
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      groups(from, to, origin, (source, target, number) -> share(dy, target, dx, source));
    }

    private void share(double[] dy, int target, double[] dx, int source) {
      int right = squares.right();
      int below = squares.below();
      for (int u = 0; u < squares.first().length; u++) {
        int s = source + squares.first()[u];
        int t = target + squares.pooled()[u];
        for (int end = t + lanes; t < end; t++, s++) {
          double d = dy[t] / 4;
          dx[s] = d;
          dx[s + right] = d;
          dx[s + below] = d;
          dx[s + below + right] = d;
        }
      }
    }
  }

  private static final class Maximum extends PoolingStage {
    /** Which of its square the largest is, for every group of samples and square. */
    private final double[] which;

    private final int perGroup;

    Maximum(Planes in, int samples) {
      super(in);
      this.perGroup = squares.first().length * lanes;
      this.which = new double[Math.multiplyExact((samples + lanes - 1) / lanes, perGroup)];
    }

    @Override
    public List<int[]> maxima() {
      return sets();
    }

    private Slice chosen(int number) {
      return new Slice(which, number * perGroup);
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      groups(
          from,
          to,
          0,
          (source, target, number) ->
              kernel.largest(squares, new Slice(x, source), new Slice(y, target), chosen(number)));
    }

    @Override
    public void tangent(
        Kernel kernel,
        int from,
        int to,
        double[] x,
        double[] v,
        double[] slopes,
        double[] tx,
        double[] ty) {
      groups(from, to, 0, (source, target, number) -> follow(tx, source, ty, target, number));
    }

    private void follow(double[] tx, int source, double[] ty, int target, int number) {
      int kept = number * perGroup;
      for (int u = 0; u < squares.first().length; u++) {
        int s = source + squares.first()[u];
        int t = target + squares.pooled()[u];
        for (int end = t + lanes; t < end; t++, s++, kept++) {
          int k = (int) which[kept];
          ty[t] = tx[s + k / SIDE * squares.below() + k % SIDE * squares.right()];
        }
      }
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      groups(
          from,
          to,
          origin,
          (source, target, number) ->
              kernel.toLargest(
                  squares, new Slice(dy, target), chosen(number), new Slice(dx, source)));
    }
  }
}
