package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.map.MirrorMap;

/** One parameter under mirror descent: its map, its dual variable and momentum. */
final class Slot {
  private static final NDIndex ALL = new NDIndex("...");

  final Parameter parameter;
  final double decay;
  int steps;
  private final String name;
  private final PrimalMap map;
  private final boolean identity;

  /** The array that is trained; null before the first step or {@link #dual()}. */
  private NDArray weight;

  /** z, or null for the euclidean map, where the weight itself is z. */
  private NDArray dual;

  private NDArray velocity;

  Slot(String name, Parameter parameter, MirrorMap map, double decay) {
    this.name = name;
    this.parameter = parameter;
    this.decay = decay;
    this.map = new PrimalMap(map, matrix(name, parameter.getArray().getShape()));
    this.identity = this.map.identity();
  }

  /** Rows are the first axis, columns all others; a vector is one row. */
  private static Block matrix(String name, Shape shape) {
    int rows = shape.dimension() < 2 ? 1 : Math.toIntExact(shape.get(0));
    int size = Math.toIntExact(shape.size());
    return new Block(name, 0, rows, size / rows, 1);
  }

  MirrorDescent.Assignment assignment() {
    List<Long> shape = LongStream.of(parameter.getArray().getShape().getShape()).boxed().toList();
    return new MirrorDescent.Assignment(name, shape, map.map().spec());
  }

  /** Takes up the array that the trainer trains, and forms z = ∇R(θ) the first time. */
  void place(NDArray array) {
    if (weight == null) {
      weight = array;
      if (!identity) {
        dual = initialDual();
      }
    } else if (!array.getDevice().equals(weight.getDevice())) {
      throw new IllegalStateException(
          "parameter "
              + name
              + " on "
              + weight.getDevice()
              + " and on "
              + array.getDevice()
              + "; mirror descent trains on one device");
    }
  }

  private NDArray initialDual() {
    double[] theta = Arrays64.values(weight);
    double[] z = map.dual(theta);
    double largest = Arrays.stream(theta).map(Math::abs).max().orElse(0);
    DataType type = map.dualType(weight.getDataType(), largest);
    if (!Arrays.stream(z).allMatch(Double::isFinite)) {
      throw new InputException(
          "map " + map.map().spec(),
          "the dual of parameter " + name + " is beyond float64 (largest weight " + largest + ")",
          "weights whose dual is finite",
          "choose another parameter of the map or a smaller initial scale");
    }
    return Arrays64.create(weight.getManager(), z, weight.getShape(), type);
  }

  /** z; the weight itself for the euclidean map. */
  NDArray dual() {
    if (weight == null) {
      place(parameter.getArray());
    }
    return identity ? weight : dual;
  }

  /** One step with the rate η; the gradient may be overwritten. */
  void step(NDArray gradient, double eta, double momentum, double keep) {
    NDArray direction = gradient;
    if (momentum != 0) {
      if (velocity == null) {
        velocity = weight.zerosLike();
        velocity.attach(weight.getManager());
      }
      velocity.muli(momentum).addi(gradient);
      direction = velocity;
    }
    if (keep != 1) {
      dual().muli(keep);
    }
    if (momentum == 0 && direction.getDataType() == dual().getDataType()) {
      dual().addi(direction.muli(-eta));
    } else {
      add(direction, -eta);
    }
    settle();
  }

  /** z ← z + c v. */
  void add(NDArray v, double c) {
    DataType type = dual().getDataType();
    if (v.getDataType() == type) {
      try (NDArray change = v.mul(c)) {
        dual().addi(change);
      }
    } else {
      // A conversion to the same type would be no copy in this engine, whatever is asked for.
      try (NDArray change = v.toType(type, true)) {
        dual().addi(change.muli(c));
      }
    }
  }

  /** θ ← ∇R*(z). */
  void settle() {
    if (identity) {
      return;
    }
    try (NDArray theta = map.primal(dual)) {
      if (theta.getDataType() == weight.getDataType()) {
        weight.set(ALL, theta);
      } else {
        try (NDArray narrow = theta.toType(weight.getDataType(), true)) {
          weight.set(ALL, narrow);
        }
      }
    }
  }

  void save(Map<String, Tensor> state) {
    int[] shape = LongStream.of(dual().getShape().getShape()).mapToInt(Math::toIntExact).toArray();
    state.put("dual." + name, new Tensor(shape, Arrays64.values(dual())));
    if (velocity != null) {
      state.put("momentum." + name, new Tensor(shape, Arrays64.values(velocity)));
    }
  }

  void load(String place, Map<String, Tensor> state, boolean momentum) {
    NDArray z = dual();
    copy(tensor(place, state, "dual." + name, (int) z.size()), z);
    if (momentum && state.containsKey("momentum." + name)) {
      velocity = weight.zerosLike();
      velocity.attach(weight.getManager());
      copy(tensor(place, state, "momentum." + name, (int) z.size()), velocity);
    }
    settle();
  }

  private static void copy(Tensor from, NDArray to) {
    try (NDArray values =
        Arrays64.create(to.getManager(), from.data(), to.getShape(), to.getDataType())) {
      to.set(ALL, values);
    }
  }

  static Tensor tensor(String place, Map<String, Tensor> state, String name, int size) {
    Tensor tensor = state.get(name);
    if (tensor == null || tensor.data().length != size) {
      throw new InputException(
          place,
          tensor == null ? "no array " + name : name + " has " + tensor.data().length + " entries",
          name + " with " + size + " entries",
          "use the state that was saved with this model");
    }
    return tensor;
  }
}
