package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.map.Euclidean;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.OddFunctions;
import org.mirrorflow.map.Potential;

/**
 * θ = ∇R*(z) for arrays on a device.
 *
 * <p>An entrywise map whose inverse is made of {@link OddFunctions} is a few tensor operations on
 * the device, in the type of z. Every other map takes z to the host, applies the map of core in
 * float64 and brings θ back: right, and slow on a GPU.
 */
record PrimalMap(MirrorMap map, Block block) {
  /** Weights this much below the largest keep their size in the dual. */
  private static final double SMALLEST_SHARE = 1e-8;

  /** Weights may grow by this factor before the dual overflows. */
  private static final double ROOM_TO_GROW = 10;

  /** A dozen: hyperbolic entropy at θ = 10⁴ β stays in float32. */
  private static final double MOST_AMPLIFICATION = 12;

  /** Whether θ = z, so that the dual variable needs no array of its own. */
  boolean identity() {
    return map.over() == Parts.ENTRIES && map.potential().equals(new Euclidean());
  }

  /** θ, in the type of z, owned by the manager of z; z is left as it is. */
  NDArray primal(NDArray z) {
    NDManager owner = z.getManager();
    try (NDManager scope = owner.newSubManager()) {
      scope.tempAttachAll(z);
      NDArray theta = onDevice(z).orElseGet(() -> onHost(z));
      theta.attach(owner);
      return theta;
    }
  }

  /** ∇R(θ) by core in float64, row-major. */
  double[] dual(double[] theta) {
    double[] z = new double[theta.length];
    map.gradient(theta, block, z);
    return z;
  }

  private Optional<NDArray> onDevice(NDArray z) {
    return map.over() == Parts.ENTRIES
        ? map.potential().inverse(new DeviceFunctions(), z)
        : Optional.empty();
  }

  private NDArray onHost(NDArray z) {
    double[] theta = new double[block.size()];
    map.inverse(Arrays64.values(z), block, theta);
    return Arrays64.create(z.getManager(), theta, z.getShape(), z.getDataType());
  }

  /**
   * The type for duals of weights of this type and of largest magnitude {@code largest}: float64
   * where float32 lacks the range, or where its rounding of z, amplified by 1/(p_eff − 1), would
   * move weights by more than some units in their last place.
   */
  DataType dualType(DataType weights, double largest) {
    if (largest == 0) {
      return weights;
    }
    Potential potential = map.potential();
    double amplification = 1 / (new Growth(potential).effectiveExponent(Math.log(largest)) - 1);
    boolean fits =
        potential.gradient(SMALLEST_SHARE * largest) >= Float.MIN_NORMAL
            && potential.gradient(ROOM_TO_GROW * largest) <= Float.MAX_VALUE
            && amplification <= MOST_AMPLIFICATION;
    return fits ? weights : DataType.FLOAT64;
  }
}
