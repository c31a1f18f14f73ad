package org.mirrorflow.flow;

import java.util.List;
import java.util.stream.Collectors;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.Coordinates;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.Loss;

/**
 * A mirror flow to be followed: d∇R(θ)/dt ∈ −∂ℒ(θ), ℒ = Σ ℓ(q_j(θ)).
 *
 * @param model the homogeneous model whose margins q are
 * @param data the samples
 * @param loss the loss of the margins
 * @param map the mirror map ∇R on the model's parameters
 * @param kernels what the model computes with; changes no bit of the flow, only its speed
 * @since 0.1.0
 */
public record FlowProblem(
    HomogeneousModel model, Dataset data, Loss loss, ParameterMap map, KernelFactory kernels) {

  /**
   * The problem on the fastest kernel of this virtual machine, on the calling thread.
   *
   * @param model the homogeneous model whose margins q are
   * @param data the samples
   * @param loss the loss of the margins
   * @param map the mirror map ∇R on the model's parameters
   * @throws IllegalArgumentException if model, data and map do not fit together
   */
  public FlowProblem(HomogeneousModel model, Dataset data, Loss loss, ParameterMap map) {
    this(model, data, loss, map, KernelFactory.best());
  }

  /**
   * Checks that model, data and map fit together.
   *
   * @param model takes the features of the data to as many outputs as the data ask for
   * @param data the samples
   * @param loss the loss of the margins
   * @param map on the layout of the model
   * @param kernels what the model computes with
   * @throws IllegalArgumentException if they do not fit
   */
  public FlowProblem {
    if (model.inputs() != data.features() || model.outputs() != data.outputs()) {
      throw new IllegalArgumentException(
          "flow: model %s takes %s features to %s outputs; expected %s and %s for data %s"
              .formatted(
                  model.spec(),
                  model.inputs(),
                  model.outputs(),
                  data.features(),
                  data.outputs(),
                  data.name()));
    }
    if (!map.layout().equals(model.layout())) {
      throw new IllegalArgumentException("flow: the map's layout is not the model's");
    }
  }

  /**
   * {@return the problem with a map specification bound to the model's layout}
   *
   * @param model the homogeneous model whose margins q are
   * @param data the samples
   * @param loss the loss of the margins
   * @param map one map for all weight layers, or one per layer
   * @throws IllegalArgumentException if model and data do not fit together
   * @throws InputException if there are several maps and not one per layer
   */
  public static FlowProblem of(HomogeneousModel model, Dataset data, Loss loss, MapSpec map) {
    return new FlowProblem(model, data, loss, map.on(model.layout()));
  }

  /**
   * {@return the same problem computed with other kernels}
   *
   * @param other what the model computes with
   */
  public FlowProblem on(KernelFactory other) {
    return new FlowProblem(model, data, loss, map, other);
  }

  /**
   * {@return the same problem on some of the samples}
   *
   * @param rows their numbers, counted from 0, at least one
   */
  public FlowProblem select(int[] rows) {
    return new FlowProblem(model, data.select(rows), loss, map, kernels);
  }

  /**
   * The state at time 0 in the parameters θ: z = ∇R(θ), in the coordinates of the map.
   *
   * @param theta θ, shaped as the layout of the model says
   * @return the state
   * @throws InputException if θ is stationary because of the blocks that are all zero. Around them
   *     the outputs vanish with order Σ L_b over these blocks. If that is 2 or more their gradient
   *     is 0, and the flow would never leave. One zero block of degree 1, such as an output layer,
   *     is left by the flow
   */
  public FlowState start(double[] theta) {
    List<Block> zero = model.layout().blocks().stream().filter(b -> isZero(theta, b)).toList();
    if (zero.stream().mapToInt(Block::degree).sum() >= 2) {
      throw new InputException(
          "initial weights " + zero.stream().map(Block::name).collect(Collectors.joining(", ")),
          "all zero, a stationary point of the flow",
          "weights away from zero",
          "choose a positive --init-scale");
    }
    double[] dual = new double[theta.length];
    map.gradient(theta, dual);
    double[] coordinates = new double[theta.length];
    new Coordinates(map).of(dual, theta, coordinates);
    return FlowState.initial(coordinates);
  }

  /**
   * {@return θ of a state, a new array}
   *
   * @param state a state of this problem's flow
   */
  public double[] parameters(FlowState state) {
    double[] theta = new double[model.layout().end()];
    new Coordinates(map).primal(state.coordinates(), theta);
    return theta;
  }

  private static boolean isZero(double[] theta, Block block) {
    for (int j = block.offset(); j < block.end(); j++) {
      if (theta[j] != 0) {
        return false;
      }
    }
    return true;
  }
}
