package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
  final Parameter parameter;
  final double rate;
  final double decay;
  int steps;
  private final String name;
  private final PrimalMap map;
  private final boolean identity;

  /**
   * The array that is trained, by a name that takes no part in gradients; null before the first
   * step or {@link #dual()}.
   */
  private NDArray weight;

  /** z, or null for the euclidean map, where the weight itself is z. */
  private NDArray dual;

  private NDArray velocity;

  Slot(String name, Parameter parameter, MirrorMap map, double rate, double decay) {
    this.name = name;
    this.parameter = parameter;
    this.rate = rate;
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
      weight = array.stopGradient();
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

  /**
   * What a step does with the gradient before it enters the dual.
   *
   * @param eta rate η
   * @param factor of the loss, on the gradient; a float64 number, since in float32 it may be 0
   * @param momentum μ
   * @param keep 1 − ηλ
   * @param rescale factor on the gradient, before clipping
   * @param clip bound on its entries, factor included; 0 or less: none
   */
  record Step(
      double eta, double factor, double momentum, double keep, double rescale, double clip) {

    /** The bound on entries before the factor. */
    double bound() {
      return clip / factor;
    }
  }

  /** One step; the gradient is work space. What the operations leave behind goes with the scope. */
  void step(NDArray gradient, Step step) {
    if (step.momentum != 0) {
      startVelocity();
    }
    scoped(
        gradient,
        () -> {
          NDArray direction = step.rescale == 1 ? gradient : gradient.muli(step.rescale);
          if (step.clip > 0) {
            direction = direction.clip(-step.bound(), step.bound());
          }
          if (step.keep != 1) {
            dual().muli(step.keep);
          }
          if (step.momentum == 0) {
            add(direction, dual(), -step.eta * step.factor);
          } else {
            add(direction, velocity.muli(step.momentum), step.factor);
            add(velocity, dual(), -step.eta);
          }
          settle();
        });
  }

  private void startVelocity() {
    if (velocity == null) {
      velocity = dual().zerosLike();
      velocity.attach(weight.getManager());
    }
  }

  /** z ← from − η g. */
  void goTo(NDArray from, NDArray gradient, double eta) {
    Arrays64.copy(from, dual());
    scoped(
        gradient,
        () -> {
          add(gradient, dual(), -eta);
          settle();
        });
  }

  /** Work in a scope that owns temporaries, scalars that become arrays among them. */
  private void scoped(NDArray gradient, Runnable work) {
    try (NDManager scope = weight.getManager().newSubManager()) {
      scope.tempAttachAll(weight);
      if (gradient != weight) {
        scope.tempAttachAll(gradient);
      }
      if (!identity) {
        scope.tempAttachAll(dual);
      }
      if (velocity != null) {
        scope.tempAttachAll(velocity);
      }
      work.run();
    }
  }

  /** to ← to + c v, in a scope. */
  private static void add(NDArray v, NDArray to, double c) {
    DataType type = to.getDataType();
    // A conversion to the same type would be no copy in this engine, whatever is asked for.
    to.addi(v.getDataType() == type ? v.mul(c) : v.toType(type, true).muli(c));
  }

  /** θ ← ∇R*(z), in a scope. */
  private void settle() {
    if (identity) {
      return;
    }
    NDArray theta = map.primal(dual);
    boolean same = theta.getDataType() == weight.getDataType();
    Arrays64.copy(same ? theta : theta.toType(weight.getDataType(), true), weight);
  }

  void save(Map<String, Tensor> state) {
    state.put("dual." + name, Arrays64.tensor(dual()));
    if (velocity != null) {
      state.put("momentum." + name, Arrays64.tensor(velocity));
    }
  }

  void load(String place, Map<String, Tensor> state, boolean momentum) {
    NDArray z = dual();
    int[] shape = Arrays64.shape(z);
    Arrays64.copy(tensor(place, state, "dual." + name, shape).data(), z);
    if (momentum && state.containsKey("momentum." + name)) {
      startVelocity();
      Arrays64.copy(tensor(place, state, "momentum." + name, shape).data(), velocity);
    }
    scoped(weight, this::settle);
  }

  /** The array of a state that has this name; it must have this shape, and numbers in it. */
  static Tensor tensor(String place, Map<String, Tensor> state, String name, int... shape) {
    Tensor tensor = state.get(name);
    String found = null;
    if (tensor == null) {
      found = "no array " + name;
    } else if (!Arrays.equals(tensor.shape(), shape)) {
      found = name + " of shape " + Arrays.toString(tensor.shape());
    } else if (!Arrays.stream(tensor.data()).allMatch(Double::isFinite)) {
      found = name + " holds NaN or an infinity";
    }
    if (found != null) {
      throw new InputException(
          place,
          found,
          name + " of shape " + Arrays.toString(shape) + ", finite numbers",
          "use the state that was saved with this model");
    }
    return tensor;
  }
}
