package org.mirrorflow.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.model.Initialisation;

/** An architecture with weights on a device. Closing it frees them. */
public final class Network implements AutoCloseable {
  private final Architecture architecture;
  private final NDManager manager;
  private final SequentialBlock block;
  private final DjlModel model;
  private final Layout weights;

  /**
   * Builds a network; the weights are those of core's {@link Initialisation}, the same on every
   * machine, whatever the generator of the engine.
   *
   * @param architecture what it is
   * @param image shape of an image
   * @param outputs number of outputs
   * @param type of weights and arithmetic
   * @param device {@code cpu}, {@code gpu} or {@code gpu:1}
   * @param start scale and seed of the weights
   * @throws InputException if there is no such device
   */
  public Network(
      Architecture architecture,
      ImageShape image,
      int outputs,
      DataType type,
      String device,
      Initialisation start) {
    this.architecture = architecture;
    this.manager = NDManager.newBaseManager(device(device), "PyTorch");
    this.block = architecture.block(image, outputs);
    block.initialize(manager, type, new Shape(1, image.features()));
    this.weights = new Layout(DjlModel.blocks(weightParameters(), b -> 1));
    setWeights(start.parameters(weights));
    this.model =
        architecture.homogeneous()
            ? DjlModel.of(block, image.features(), architecture.spec())
            : null;
  }

  private static Device device(String name) {
    String text = name.replace(":", "");
    try {
      if (text.equals("cpu")) {
        return Device.cpu();
      }
      if (text.matches("gpu\\d*")) {
        int index = text.equals("gpu") ? 0 : Integer.parseInt(text.substring(3));
        Device gpu = Device.gpu(index);
        try (NDManager probe = NDManager.newBaseManager(gpu, "PyTorch")) {
          probe.ones(new Shape(1)).close();
        }
        return gpu;
      }
    } catch (RuntimeException e) {
      throw new InputException(
          "--device " + name,
          "the engine cannot use it",
          "cpu, or a GPU with CUDA natives on the class path",
          "build with the Maven profile cuda, or leave the option out",
          e);
    }
    throw new InputException(
        "--device " + name, "not understood", "cpu, gpu or gpu:1", "write cpu");
  }

  private List<Parameter> weightParameters() {
    return block.getParameters().values().stream()
        .filter(parameter -> parameter.getType() == Parameter.Type.WEIGHT)
        .toList();
  }

  /**
   * Sets the weights; what is not a weight stays as it is.
   *
   * @param theta θ, indexed as {@link #weights} says
   */
  public void setWeights(double[] theta) {
    int b = 0;
    for (Parameter parameter : weightParameters()) {
      Block at = weights.block(b++);
      Arrays64.copy(Arrays.copyOfRange(theta, at.offset(), at.end()), parameter.getArray());
    }
  }

  /** {@return the weights θ, indexed as {@link #weights} says} */
  public double[] weightValues() {
    double[] theta = new double[weights.end()];
    int b = 0;
    for (Parameter parameter : weightParameters()) {
      double[] values = Arrays64.values(parameter.getArray());
      System.arraycopy(values, 0, theta, weights.block(b++).offset(), values.length);
    }
    return theta;
  }

  /**
   * {@return all parameters and running statistics by name: W1, W2, … for a chain, else DJL's
   * names}
   */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    int w = 0;
    for (Pair<String, Parameter> named : block.getParameters()) {
      boolean weight = named.getValue().getType() == Parameter.Type.WEIGHT;
      String name = architecture.homogeneous() && weight ? "W" + ++w : named.getKey();
      tensors.put(name, Arrays64.tensor(named.getValue().getArray()));
    }
    return tensors;
  }

  /**
   * {@return what training changes and the optimizer does not hold, by name: running statistics}
   */
  public Map<String, Tensor> buffers() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Pair<String, Parameter> named : block.getParameters()) {
      if (!named.getValue().requiresGradient()) {
        tensors.put("buffer." + named.getKey(), Arrays64.tensor(named.getValue().getArray()));
      }
    }
    return tensors;
  }

  /**
   * Takes {@link #buffers} back.
   *
   * @param place where they come from, for messages
   * @param tensors what {@link #buffers} gave, among other arrays
   * @throws InputException if an array is missing or has another shape
   */
  public void setBuffers(String place, Map<String, Tensor> tensors) {
    for (Pair<String, Parameter> named : block.getParameters()) {
      if (!named.getValue().requiresGradient()) {
        NDArray array = named.getValue().getArray();
        Tensor tensor =
            Slot.tensor(place, tensors, "buffer." + named.getKey(), Arrays64.shape(array));
        Arrays64.copy(tensor.data(), array);
      }
    }
  }

  /** {@return the network as a homogeneous model in float64; empty for a ResNet} */
  public Optional<DjlModel> model() {
    return Optional.ofNullable(model);
  }

  /**
   * {@return outputs on a batch, n × outputs, row-major, in float64 on the host}
   *
   * @param batch flat rows (n × features) in the type of the weights
   */
  public double[] outputs(NDArray batch) {
    try (NDManager scope = manager.newSubManager()) {
      scope.tempAttachAll(batch);
      ParameterStore store = new ParameterStore(manager, false);
      return Arrays64.values(block.forward(store, new NDList(batch), false).singletonOrThrow());
    }
  }

  /** {@return what it is} */
  public Architecture architecture() {
    return architecture;
  }

  /** {@return the DJL block} */
  public SequentialBlock block() {
    return block;
  }

  /** {@return owner of the weights} */
  public NDManager manager() {
    return manager;
  }

  /** {@return weight matrices of all layers, one row per output or channel} */
  public Layout weights() {
    return weights;
  }

  /** {@return number of trained parameters} */
  public long parameters() {
    return block.getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(p -> p.getArray().size())
        .sum();
  }

  @Override
  public void close() {
    manager.close();
  }
}
