package org.mirrorflow.model;

/** From planes to numbers one after the other: the mean of every channel, or all units. */
abstract class FlatStage implements Stage {
  private final Planes in;
  private final Planes out;

  private FlatStage(Planes in, int units) {
    this.in = in;
    this.out = Planes.flat(units);
  }

  /** The mean over all positions of every channel. */
  static Stage mean(Planes in) {
    return new Mean(in);
  }

  /** All units, channel by channel. */
  static Stage units(Planes in) {
    return new Units(in);
  }

  @Override
  public Planes in() {
    return in;
  }

  @Override
  public Planes out() {
    return out;
  }

  /** Four sums side by side, as an addition waits for the one before it. */
  private static final class Mean extends FlatStage {
    Mean(Planes in) {
      super(in, in.channels());
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      int channels = in().channels();
      int plane = in().plane();
      int span = in().span();
      double positions = in().positions();
      for (int i = from; i < to; i++) {
        int at = in().at(i) + in().first();
        int mean = out().at(i);
        for (int c = 0; c < channels; c++) {
          y[mean + c] = sum(x, at, at + span) / positions;
          at += plane;
        }
      }
    }

    /** Of planes with the zeros behind them, a multiple of four numbers. */
    private static double sum(double[] x, int from, int to) {
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      for (int j = from; j < to; j += 4) {
        a += x[j];
        b += x[j + 1];
        c += x[j + 2];
        d += x[j + 3];
      }
      return (a + b) + (c + d);
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      int channels = in().channels();
      int plane = in().plane();
      int stride = in().stride();
      int width = in().width();
      int rows = in().height() * stride;
      double positions = in().positions();
      for (int i = from - origin; i < to - origin; i++) {
        int at = in().at(i) + in().first();
        int mean = out().at(i);
        for (int c = 0; c < channels; c++) {
          double d = dy[mean + c] / positions;
          for (int row = at; row < at + rows; row += stride) {
            for (int x = row; x < row + width; x++) {
              dx[x] = d;
            }
          }
          at += plane;
        }
      }
    }
  }

  private static final class Units extends FlatStage {
    Units(Planes in) {
      super(in, in.units());
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      for (int i = from; i < to; i++) {
        in().toUnits(x, in().at(i), y, out().at(i));
      }
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      for (int i = from - origin; i < to - origin; i++) {
        in().fromUnits(dy, out().at(i), dx, in().at(i));
      }
    }
  }
}
