package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.mirrorflow.numeric.Norms;

/**
 * The barrier of a {@link NormGauge}: φ of the magnitudes of the parts.
 *
 * @param form norm and parts
 * @param layout the blocks
 */
record NormBarrier(NormSpec form, Layout layout) implements BallBarrier {
  @Override
  public double value(double[] v) {
    return at(form.over().magnitudes(v, layout))
        .map(SizeBarrier::value)
        .orElse(Double.POSITIVE_INFINITY);
  }

  private Optional<SizeBarrier> at(double[] magnitudes) {
    return SizeBarrier.at(form.norm(), magnitudes);
  }

  @Override
  public void gradient(double[] v, double[] out) {
    Decomposition parts = form.over().decompose(v, layout);
    SizeBarrier barrier = at(parts.magnitudes()).orElseThrow();
    parts.compose(Arrays.stream(parts.magnitudes()).map(barrier::slope).toArray(), out);
  }

  @Override
  public void addHessian(double[] v, double[][] lower, Consumer<double[]> squares) {
    Decomposition parts = form.over().decompose(v, layout);
    SizeBarrier barrier = at(parts.magnitudes()).orElseThrow();
    parts.addCurvature(barrier::between, lower, squares);
    double[] couplings = Arrays.stream(parts.magnitudes()).map(barrier::coupling).toArray();
    if (Norms.largest(couplings) > 0) {
      double[] r = new double[v.length];
      parts.compose(couplings, r);
      squares.accept(r);
    }
  }
}
