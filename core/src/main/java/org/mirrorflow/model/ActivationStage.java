package org.mirrorflow.model;

/**
 * σ entry by entry. Zeros between planes stay zeros.
 *
 * <p>Where the values of σ tell its slopes the result may overwrite the input; {@link #slopesFrom}
 * tells what was kept.
 */
final class ActivationStage implements Stage {
  private final Planes planes;
  private final Activation sigma;
  private double[] kept = new double[0];

  ActivationStage(Planes planes, Activation sigma) {
    this.planes = planes;
    this.sigma = sigma;
  }

  /** Gives h, or σ(h) where that is enough, of all samples. */
  void slopesFrom(double[] values) {
    kept = values;
  }

  @Override
  public Planes in() {
    return planes;
  }

  @Override
  public Planes out() {
    return planes;
  }

  @Override
  public void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
    kernel.activate(sigma, x, y, planes.at(from), planes.at(to));
  }

  @Override
  public void tangent(Kernel kernel, int from, int to, double[] tx, double[] ty) {
    adjoint(kernel, from, to, 0, tx, ty);
  }

  @Override
  public void adjoint(Kernel kernel, int from, int to, int origin, double[] dy, double[] dx) {
    int begin = planes.at(from - origin);
    int end = planes.at(to - origin);
    if (dy != dx) {
      System.arraycopy(dy, begin, dx, begin, end - begin);
    }
    kernel.multiplySlopes(sigma, kept, planes.at(origin) - planes.at(0), dx, begin, end);
  }
}
