package org.mirrorflow.model;

import java.util.List;
import java.util.Optional;

/**
 * A layered model bound to inputs: beyond a {@link Pass} it shows the weights as linear maps of one
 * sample, and takes derivatives with chosen slopes at kinks.
 *
 * <p>Any slopes between {@link Activation#lowSlope} and {@link Activation#highSlope} at h = 0, and
 * σ'(h) elsewhere, give an element that the chain rule for Clarke subdifferentials admits. Slopes
 * are given per hidden layer, n × units, row-major, units as {@link Pass#preactivations} has them.
 *
 * @since 0.2.0
 */
public interface LayeredPass extends Pass {
  /** Share of inputs that are not 0 up to which passes leave out the others, and are as fast. */
  double DENSEST = 0.4;

  /** {@return the weight layers, first to last: one more than there are hidden layers} */
  List<WeightLayer> layers();

  /** {@return the slopes σ'(h) that the activation picks, n × units per hidden layer, a copy} */
  double[][] slopes();

  /**
   * The pullback with slopes of the caller's choice.
   *
   * @param cotangent u, n × C, row-major
   * @param slopes per hidden layer n × units; start from {@link #slopes}
   * @param gradient receives Σ_ic u_ic ∂f_c(x_i; θ), shaped like θ
   */
  void pullback(double[] cotangent, double[][] slopes, double[] gradient);

  /**
   * Walks back as {@link #pullback(double[], double[][], double[])} does, but leaves out the
   * derivatives in the weights: all that {@link #deltas} need, for much less.
   *
   * @param cotangent u, n × C, row-major
   * @param slopes per hidden layer n × units
   */
  void pullbackToUnits(double[] cotangent, double[][] slopes);

  /**
   * The derivative of the outputs along a direction in parameter space, at the θ of the last {@link
   * #forward}. It is the adjoint of {@link #pullback(double[], double[][], double[])} with the same
   * slopes: ⟨pullback(u), v⟩ = ⟨u, pushforward(v)⟩.
   *
   * @param direction v, shaped like θ
   * @param slopes per hidden layer n × units
   * @param outputs receives d f(x_i; θ + t v)/dt at t = 0, n × C
   */
  void pushforward(double[] direction, double[][] slopes, double[] outputs);

  /**
   * Σ_c u_ic ∂f_c(x_i)/∂σ(h_ij) for sample i and unit j, before multiplication by the slope
   * σ'(h_ij). The values are those of the last pullback, to weights or units, which must have come
   * after the last {@link #forward}.
   *
   * @param hiddenLayer number of the layer, counted from 0
   * @return n × units, row-major, owned by the pass
   */
  double[] deltas(int hiddenLayer);

  /**
   * The sets of units of a hidden layer of which only the one with the largest activation goes on,
   * where the layer is followed by maxima. A set has units of one row of weights, ascending; of
   * equal ones some one counts. Where two are equal the maximum has a kink.
   *
   * @param hiddenLayer number of the layer, counted from 0
   * @return sets of units; empty where no maximum follows the activation
   */
  default List<int[]> maxima(int hiddenLayer) {
    return List.of();
  }

  /**
   * {@return multiplications per sample that a forward pass leaves out, since inputs are 0; as many
   * are left out on the way back}
   */
  default double leftOut() {
    return 0;
  }

  @Override
  default Optional<LayeredPass> layered() {
    return Optional.of(this);
  }
}
