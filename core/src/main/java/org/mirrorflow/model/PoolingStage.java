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

  /** From the start of a group to the first of four positions, for every pooled unit, */
  final int[] first;

  /** and to the pooled one. */
  final int[] pooled;

  /** From a position to the next. */
  final int lanes;

  /** From a position to the one below. */
  final int below;

  private PoolingStage(Planes in) {
    this.in = in;
    this.out = pooled(in);
    this.lanes = in.lanes();
    this.below = in.stride();
    this.first = new int[out.units()];
    this.pooled = new int[out.units()];
    for (int u = 0; u < first.length; u++) {
      int c = u / out.positions();
      int y = u % out.positions() / out.width();
      int x = u % out.width();
      first[u] = c * in.plane() + in.first() + SIDE * (y * in.stride() + x * lanes);
      pooled[u] = c * out.plane() + out.first() + y * out.stride() + x * lanes;
    }
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
  List<int[]> squares() {
    List<int[]> squares = new ArrayList<>();
    for (int u = 0; u < first.length; u++) {
      int c = u / out.positions();
      int y = u % out.positions() / out.width();
      int x = u % out.width();
      int at = (c * in.height() + SIDE * y) * in.width() + SIDE * x;
      squares.add(new int[] {at, at + 1, at + in.width(), at + in.width() + 1});
    }
    return squares;
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
      for (int u = 0; u < first.length; u++) {
        int s = source + first[u];
        int t = target + pooled[u];
        for (int q = 0; q < lanes; q++) {
          double upper = x[s + q] + x[s + lanes + q];
          y[t + q] = (upper + (x[s + below + q] + x[s + below + lanes + q])) / 4;
        }
      }
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      groups(from, to, origin, (source, target, number) -> share(dy, target, dx, source));
    }

    private void share(double[] dy, int target, double[] dx, int source) {
      for (int u = 0; u < first.length; u++) {
        int s = source + first[u];
        int t = target + pooled[u];
        for (int q = 0; q < lanes; q++) {
          double d = dy[t + q] / 4;
          dx[s + q] = d;
          dx[s + lanes + q] = d;
          dx[s + below + q] = d;
          dx[s + below + lanes + q] = d;
        }
      }
    }
  }

  private static final class Maximum extends PoolingStage {
    /** Of every pooled unit of every sample the largest of four: 0, 1 above and 2, 3 below. */
    private final byte[] largest;

    Maximum(Planes in, int samples) {
      super(in);
      int groups = (samples + lanes - 1) / lanes;
      this.largest = new byte[Math.multiplyExact(groups, first.length * lanes)];
    }

    @Override
    public List<int[]> maxima() {
      return squares();
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      groups(from, to, 0, (source, target, number) -> pick(x, source, y, target, number));
    }

    private void pick(double[] x, int source, double[] y, int target, int number) {
      int kept = number * first.length * lanes;
      for (int u = 0; u < first.length; u++) {
        int s = source + first[u];
        int t = target + pooled[u];
        for (int q = 0; q < lanes; q++) {
          double a = x[s + q];
          double b = x[s + lanes + q];
          double c = x[s + below + q];
          double d = x[s + below + lanes + q];
          double upper = Math.max(a, b);
          double lower = Math.max(c, d);
          int inUpper = b > a ? 1 : 0;
          int inLower = d > c ? 3 : 2;
          largest[kept + u * lanes + q] = (byte) (lower > upper ? inLower : inUpper);
          y[t + q] = Math.max(upper, lower);
        }
      }
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
      int kept = number * first.length * lanes;
      for (int u = 0; u < first.length; u++) {
        for (int q = 0; q < lanes; q++) {
          int k = largest[kept + u * lanes + q];
          int place = source + first[u] + k / SIDE * below + k % SIDE * lanes;
          ty[target + pooled[u] + q] = tx[place + q];
        }
      }
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      groups(from, to, origin, (source, target, number) -> give(dy, target, dx, source, number));
    }

    private void give(double[] dy, int target, double[] dx, int source, int number) {
      int kept = number * first.length * lanes;
      for (int u = 0; u < first.length; u++) {
        int s = source + first[u];
        int t = target + pooled[u];
        for (int q = 0; q < lanes; q++) {
          int k = largest[kept + u * lanes + q];
          double d = dy[t + q];
          dx[s + q] = k == 0 ? d : 0;
          dx[s + lanes + q] = k == 1 ? d : 0;
          dx[s + below + q] = k == 2 ? d : 0;
          dx[s + below + lanes + q] = k == 3 ? d : 0;
        }
      }
    }
  }
}
