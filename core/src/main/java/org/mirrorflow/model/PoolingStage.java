package org.mirrorflow.model;

/**
 * Pools neighbouring positions of each channel, 2×2 of them without overlap: their maximum or their
 * mean. A row or column that is left over counts nowhere.
 */
abstract class PoolingStage implements Stage {
  private static final int SIDE = 2;

  private final Planes in;
  private final Planes out;

  private PoolingStage(Planes in) {
    this.in = in;
    this.out = pooled(in);
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

  @Override
  public Planes in() {
    return in;
  }

  @Override
  public Planes out() {
    return out;
  }

  /** From the first of four positions to each of them. */
  int[] square() {
    return new int[] {0, 1, in.stride(), in.stride() + 1};
  }

  /** Something done with a pooled position, given where it stands and the first of its four. */
  @FunctionalInterface
  interface Square {
    void visit(int pooled, int first);
  }

  /** All pooled positions of a sample, in the order of units. */
  void squares(int pooledAt, int at, Square square) {
    for (int c = 0; c < out.channels(); c++) {
      int target = pooledAt + c * out.plane() + out.first();
      int source = at + c * in.plane() + in.first();
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          square.visit(target + x, source + SIDE * x);
        }
        target += out.stride();
        source += SIDE * in.stride();
      }
    }
  }

  private static final class Mean extends PoolingStage {
    Mean(Planes in) {
      super(in);
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      int below = in().stride();
      for (int i = from; i < to; i++) {
        squares(
            out().at(i),
            in().at(i),
            (p, s) -> y[p] = ((x[s] + x[s + 1]) + (x[s + below] + x[s + below + 1])) / 4);
      }
    }

    @Override
    public void tangent(Kernel kernel, int from, int to, double[] tx, double[] ty) {
      forward(kernel, from, to, tx, ty);
    }

    @Override
    public void adjoint(Kernel kernel, int from, int to, int origin, double[] dy, double[] dx) {
      int below = in().stride();
      for (int i = from - origin; i < to - origin; i++) {
        squares(
            out().at(i),
            in().at(i),
            (p, s) -> {
              double d = dy[p] / 4;
              dx[s] = d;
              dx[s + 1] = d;
              dx[s + below] = d;
              dx[s + below + 1] = d;
            });
      }
    }
  }

  private static final class Maximum extends PoolingStage {
    /** From the first of four positions to the largest, for every pooled one. */
    private final int[] largest;

    Maximum(Planes in, int samples) {
      super(in);
      this.largest = new int[out().array(samples).length];
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      int[] square = square();
      for (int i = from; i < to; i++) {
        squares(
            out().at(i),
            in().at(i),
            (p, s) -> {
              int best = 0;
              for (int place : square) {
                best = x[s + place] > x[s + best] ? place : best;
              }
              largest[p] = best;
              y[p] = x[s + best];
            });
      }
    }

    @Override
    public void tangent(Kernel kernel, int from, int to, double[] tx, double[] ty) {
      for (int i = from; i < to; i++) {
        squares(out().at(i), in().at(i), (p, s) -> ty[p] = tx[s + largest[p]]);
      }
    }

    @Override
    public void adjoint(Kernel kernel, int from, int to, int origin, double[] dy, double[] dx) {
      int[] square = square();
      int ahead = out().at(origin) - out().at(0);
      for (int i = from - origin; i < to - origin; i++) {
        squares(
            out().at(i),
            in().at(i),
            (p, s) -> {
              for (int place : square) {
                dx[s + place] = 0;
              }
              dx[s + largest[p + ahead]] = dy[p];
            });
      }
    }
  }
}
