package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.function.UnaryOperator;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.map.Cosh;
import org.mirrorflow.map.ElasticNet;
import org.mirrorflow.map.Entrywise;
import org.mirrorflow.map.Euclidean;
import org.mirrorflow.map.HyperbolicEntropy;
import org.mirrorflow.map.LogMap;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.PNorm;
import org.mirrorflow.map.Potential;

/**
 * θ = ∇R*(z) for arrays on a device.
 *
 * <p>The euclidean, p-norm, hyperbolic entropy, log, cosh and elastic net maps are tensor
 * operations on the device, in the type of z. Every other map takes z to the host, applies the map
 * of core in float64 and brings θ back: right, and slow on a GPU.
 */
final class PrimalMap {
  /** From here on asinh a = log 2a to the last bit of float64, and a² is far from overflow. */
  private static final double HUGE = 1e9;

  private final MirrorMap map;
  private final Block block;
  private final UnaryOperator<NDArray> onDevice;

  /** The inverse of {@code map} on parameters that form this block, which starts at 0. */
  PrimalMap(MirrorMap map, Block block) {
    this.map = map;
    this.block = block;
    this.onDevice = map instanceof Entrywise entrywise ? onDevice(entrywise.potential()) : null;
  }

  /** Whether θ = z, so that the dual variable needs no array of its own. */
  boolean identity() {
    return map instanceof Entrywise entrywise && entrywise.potential() instanceof Euclidean;
  }

  /** Whether no array leaves the device. */
  boolean staysOnDevice() {
    return onDevice != null;
  }

  /** The map. */
  MirrorMap map() {
    return map;
  }

  /** θ, in the type of z, owned by the manager of z; z is left as it is. */
  NDArray primal(NDArray z) {
    if (!staysOnDevice()) {
      return onHost(z);
    }
    NDManager owner = z.getManager();
    try (NDManager scope = owner.newSubManager()) {
      scope.tempAttachAll(z);
      NDArray theta = onDevice.apply(z);
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

  private NDArray onHost(NDArray z) {
    double[] theta = new double[block.size()];
    map.inverse(Arrays64.values(z), block, theta);
    return Arrays64.create(z.getManager(), theta, z.getShape(), z.getDataType());
  }

  private static UnaryOperator<NDArray> onDevice(Potential potential) {
    if (potential instanceof Euclidean) {
      return NDArray::duplicate;
    }
    if (potential instanceof PNorm norm) {
      return z -> power(z, 1 / (norm.p() - 1));
    }
    if (potential instanceof HyperbolicEntropy entropy) {
      return z -> z.sinh().muli(entropy.beta());
    }
    if (potential instanceof LogMap log) {
      return z -> signedExpm1(z.mul(log.a())).divi(log.a());
    }
    if (potential instanceof ElasticNet net) {
      return z -> z.abs().subi(net.lambda()).maximum(0).muli(z.sign());
    }
    if (potential instanceof Cosh cosh) {
      return z -> asinh(z).muli(cosh.s());
    }
    return null;
  }

  /** sgn(z) |z|^e. */
  private static NDArray power(NDArray z, double e) {
    NDArray a = z.abs();
    if (e == 2) {
      return a.muli(z);
    }
    return (e == 0.5 ? a.sqrt() : a.powi(e)).muli(z.sign());
  }

  /** sgn(w) expm1(|w|) = 2 sinh(w/2) e^{|w|/2}: no cancellation near 0. */
  private static NDArray signedExpm1(NDArray w) {
    NDArray half = w.mul(0.5);
    return half.sinh().muli(half.abs().exp()).muli(2);
  }

  /**
   * sgn(z) log1p(y), y = a + a²/(1 + √(1 + a²)), a = |z|: odd, no cancellation. log1p divides the
   * rounding error of u = 1 + y out: log(u) y/(u − 1), and y where u = 1 (Kahan, HP-15C 1982).
   */
  static NDArray asinh(NDArray z) {
    NDArray a = z.abs();
    NDArray small = a.minimum(HUGE);
    NDArray square = small.mul(small);
    NDArray y = square.div(square.add(1).sqrt().addi(1)).addi(small);
    NDArray u = y.add(1);
    NDArray rounded = u.sub(1);
    NDArray log1p = NDArrays.where(rounded.eq(0), y, u.log().mul(y).divi(rounded));
    NDArray large = a.log().addi(Math.log(2));
    return NDArrays.where(a.gt(HUGE), large, log1p).muli(z.sign());
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

  /** Weights this much below the largest keep their size in the dual. */
  private static final double SMALLEST_SHARE = 1e-8;

  /** Weights may grow by this factor before the dual overflows. */
  private static final double ROOM_TO_GROW = 10;

  /** A dozen: hyperbolic entropy at θ = 10⁴ β stays in float32. */
  private static final double MOST_AMPLIFICATION = 12;
}
