package org.mirrorflow.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.gauge.Block;

/**
 * Weights of its own for a DJL block: the block is evaluated at any θ, in any type, and the
 * parameters that it is trained with are left alone.
 */
final class WeightStore extends ParameterStore {
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final List<Block> blocks;

  /** Arrays of zeros for these parameters, which are the blocks of θ in this order. */
  WeightStore(NDManager manager, List<Parameter> parameters, List<Block> blocks, DataType type) {
    super(manager, false);
    this.blocks = blocks;
    for (Parameter parameter : parameters) {
      NDArray array = manager.zeros(parameter.getArray().getShape(), type);
      array.setRequiresGradient(true);
      arrays.put(parameter.getId(), array);
    }
  }

  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    return parameter == null ? null : arrays.get(parameter.getId());
  }

  /** Takes θ up, each entry rounded to the type. */
  void set(double[] theta) {
    int b = 0;
    for (NDArray array : arrays.values()) {
      Block block = blocks.get(b++);
      double[] values = Arrays.copyOfRange(theta, block.offset(), block.end());
      Arrays64.copy(values, array);
    }
  }

  void clearGradients() {
    for (NDArray array : arrays.values()) {
      try (NDArray gradient = array.getGradient()) {
        Arrays64.clear(gradient);
      }
    }
  }

  /** Writes the gradients to the places of their blocks. */
  void gradients(double[] out) {
    int b = 0;
    for (NDArray array : arrays.values()) {
      try (NDArray gradient = array.getGradient()) {
        double[] values = Arrays64.values(gradient);
        System.arraycopy(values, 0, out, blocks.get(b++).offset(), values.length);
      }
    }
  }
}
