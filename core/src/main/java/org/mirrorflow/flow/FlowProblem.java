package org.mirrorflow.flow;

import org.mirrorflow.data.Dataset;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Loss;

/**
 * A mirror flow to be followed: d∇R(θ)/dt ∈ −∂ℒ(θ), ℒ = Σ ℓ(q_j(θ)).
 *
 * @param model the homogeneous model whose margins q are
 * @param data the samples
 * @param loss the loss of the margins
 * @param map the mirror map ∇R on the model's parameters
 */
public record FlowProblem(HomogeneousModel model, Dataset data, Loss loss, ParameterMap map) {

  /** Checks that model, data and map fit together. */
  public FlowProblem {
    if (model.inputs() != data.features() || model.outputs() != data.outputs()) {
      throw new IllegalArgumentException(
          "flow: model %s takes %d features to %d outputs; expected %d and %d for data %s"
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

  /** Binds a map specification to the model's layout. */
  public static FlowProblem of(HomogeneousModel model, Dataset data, Loss loss, MapSpec map) {
    return new FlowProblem(model, data, loss, map.on(model.layout()));
  }

  /**
   * The state at time 0 in the parameters θ: z = ∇R(θ).
   *
   * @throws InputException if θ = 0 in a block of a model of degree 2 or more, a stationary point
   *     that the flow never leaves
   */
  public FlowState start(double[] theta) {
    for (var block : model.layout().blocks()) {
      double largest = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        largest = Math.max(largest, Math.abs(theta[j]));
      }
      if (model.layout().degree() > 1 && largest == 0) {
        throw new InputException(
            "initial weights " + block.name(),
            "all zero, a stationary point of the flow",
            "weights away from zero",
            "choose a positive --init-scale");
      }
    }
    double[] dual = new double[theta.length];
    map.gradient(theta, dual);
    return FlowState.initial(dual);
  }
}
