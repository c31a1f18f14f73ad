package org.mirrorflow.model;

/**
 * σ entry by entry. Zeros between planes stay zeros.
 *
 * <p>Where the values of σ tell its slopes the result overwrites the input. Derivatives in the
 * result always overwrite those in the input, as both stand in one array.
 */
final class ActivationStage implements Stage {
  private final Planes planes;
  private final Activation sigma;
  private double[] kept = new double[0];

  ActivationStage(Planes planes, Activation sigma) {
    this.planes = planes;
    this.sigma = sigma;
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
    kernel.activate(sigma, x, y, planes.start(from), planes.end(to));
  }

  @Override
  public double[] results(double[] inputs, int samples) {
    kept = inputs;
    return sigma.slopeFollowsFromValue() ? inputs : planes.array(samples);
  }

  @Override
  public double[] derivatives(double[] ofInputs, int samples) {
    return ofInputs;
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
    planes.multiply(ty, from, to, 0, slopes);
  }

  @Override
  public void adjoint(
      Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
    if (slopes == null) {
      int ahead = planes.start(origin) - planes.start(0);
      kernel.multiplySlopes(
          sigma, kept, ahead, dx, planes.start(from - origin), planes.end(to - origin));
    } else {
      planes.multiply(dx, from, to, origin, slopes);
    }
  }
}
