package org.mirrorflow.model;

import java.util.Arrays;
import org.mirrorflow.numeric.Norms;

/**
 * From planes to numbers one after the other: the mean of every channel, or all units.
 *
 * <p>Derivatives of the samples of a group that are not asked for become 0.
 */
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

  private static final class Mean extends FlatStage {
    private final int[] places;

    Mean(Planes in) {
      super(in, in.channels());
      this.places = in.places();
    }

    @Override
    public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
      int lanes = in().lanes();
      double[] sums = new double[lanes];
      for (int i = from; i < to; i += lanes) {
        int plane = in().start(i);
        int count = Math.min(lanes, to - i);
        for (int c = 0; c < in().channels(); c++) {
          Arrays.fill(sums, 0);
          for (int place : places) {
            Norms.add(1, x, plane + place, sums, 0, lanes);
          }
          for (int q = 0; q < count; q++) {
            y[out().at(i + q) + c] = sums[q] / places.length;
          }
          plane += in().plane();
        }
      }
    }

    @Override
    public void adjoint(
        Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
      int lanes = in().lanes();
      double[] d = new double[lanes];
      for (int i = from - from % lanes; i < to; i += lanes) {
        int plane = in().start(i - origin);
        for (int c = 0; c < in().channels(); c++) {
          for (int q = 0; q < lanes; q++) {
            boolean asked = i + q >= from && i + q < to;
            d[q] = asked ? dy[out().at(i + q - origin) + c] / places.length : 0;
          }
          for (int place : places) {
            System.arraycopy(d, 0, dx, plane + place, lanes);
          }
          plane += in().plane();
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
      int lanes = in().lanes();
      int first = from - from % lanes;
      for (int i = first; i < to || i % lanes > 0; i++) {
        if (i >= from && i < to) {
          in().fromUnits(dy, out().at(i - origin), dx, in().at(i - origin));
        } else {
          in().clear(dx, in().at(i - origin));
        }
      }
    }
  }
}
