package org.mirrorflow.model;

import java.util.Arrays;

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

  @Override
  public void tangent(Kernel kernel, int from, int to, double[] tx, double[] ty) {
    forward(kernel, from, to, tx, ty);
  }

  private static final class Mean extends FlatStage {
    Mean(Planes in) {
      super(in, in.channels());
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      Planes in = in();
      for (int i = from; i < to; i++) {
        for (int c = 0; c < in.channels(); c++) {
          int at = in.at(i) + c * in.plane() + in.first();
          double sum = 0;
          for (int j = at; j < at + in.span(); j++) {
            sum += x[j];
          }
          y[out().at(i) + c] = sum / in.positions();
        }
      }
    }

    @Override
    public void adjoint(Kernel kernel, int from, int to, int origin, double[] dy, double[] dx) {
      Planes in = in();
      for (int i = from - origin; i < to - origin; i++) {
        for (int c = 0; c < in.channels(); c++) {
          double d = dy[out().at(i) + c] / in.positions();
          int row = in.at(i) + c * in.plane() + in.first();
          for (int y = 0; y < in.height(); y++) {
            Arrays.fill(dx, row, row + in.width(), d);
            row += in.stride();
          }
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
    public void adjoint(Kernel kernel, int from, int to, int origin, double[] dy, double[] dx) {
      for (int i = from - origin; i < to - origin; i++) {
        in().fromUnits(dy, out().at(i), dx, in().at(i));
      }
    }
  }
}
