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

  /** From the start of a sample to the first of four positions, for every pooled unit, */
  final int[] first;

  /** and to the pooled one. */
  final int[] pooled;

  /** From a position to the one below. */
  final int below;

  private PoolingStage(Planes in) {
    this.in = in;
    this.out = pooled(in);
    this.below = in.stride();
    this.first = new int[out.units()];
    this.pooled = new int[out.units()];
    for (int u = 0; u < first.length; u++) {
      int c = u / out.positions();
      int y = u % out.positions() / out.width();
      int x = u % out.width();
      first[u] = c * in.plane() + in.first() + SIDE * (y * in.stride() + x);
      pooled[u] = c * out.plane() + out.first() + y * out.stride() + x;
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

  private static final class Mean extends PoolingStage {
    Mean(Planes in) {
      super(in);
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      for (int i = from; i < to; i++) {
        int source = in.at(i);
        int target = out.at(i);
        for (int u = 0; u < first.length; u++) {
          int s = source + first[u];
          y[target + pooled[u]] = ((x[s] + x[s + 1]) + (x[s + below] + x[s + below + 1])) / 4;
        }
      }
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      for (int i = from - origin; i < to - origin; i++) {
        int source = in.at(i);
        int target = out.at(i);
        for (int u = 0; u < first.length; u++) {
          int s = source + first[u];
          double d = dy[target + pooled[u]] / 4;
          dx[s] = d;
          dx[s + 1] = d;
          dx[s + below] = d;
          dx[s + below + 1] = d;
        }
      }
    }
  }

  private static final class Maximum extends PoolingStage {
    /** From the first of four positions to the largest, for every sample and pooled unit. */
    private final int[] largest;

    Maximum(Planes in, int samples) {
      super(in);
      this.largest = new int[Math.multiplyExact(samples, first.length)];
    }

    @Override
    public List<int[]> maxima() {
      return squares();
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      for (int i = from; i < to; i++) {
        int source = in.at(i);
        int target = out.at(i);
        int kept = i * first.length;
        for (int u = 0; u < first.length; u++) {
          int s = source + first[u];
          double a = x[s];
          double b = x[s + 1];
          double c = x[s + below];
          double d = x[s + below + 1];
          double upper = Math.max(a, b);
          double lower = Math.max(c, d);
          int inUpper = b > a ? 1 : 0;
          int inLower = d > c ? below + 1 : below;
          largest[kept + u] = lower > upper ? inLower : inUpper;
          y[target + pooled[u]] = Math.max(upper, lower);
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
      for (int i = from; i < to; i++) {
        int source = in.at(i);
        int target = out.at(i);
        int kept = i * first.length;
        for (int u = 0; u < first.length; u++) {
          ty[target + pooled[u]] = tx[source + first[u] + largest[kept + u]];
        }
      }
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      for (int i = from; i < to; i++) {
        int source = in.at(i - origin);
        int target = out.at(i - origin);
        int kept = i * first.length;
        for (int u = 0; u < first.length; u++) {
          int s = source + first[u];
          dx[s] = 0;
          dx[s + 1] = 0;
          dx[s + below] = 0;
          dx[s + below + 1] = 0;
          dx[s + largest[kept + u]] = dy[target + pooled[u]];
        }
      }
    }
  }
}
