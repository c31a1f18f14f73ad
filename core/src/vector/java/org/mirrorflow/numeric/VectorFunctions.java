package org.mirrorflow.numeric;

import static org.mirrorflow.numeric.Elementary.FAR;
import static org.mirrorflow.numeric.Elementary.HALF_BITS;
import static org.mirrorflow.numeric.Elementary.LARGE;
import static org.mirrorflow.numeric.Elementary.LOG2_HIGH;
import static org.mirrorflow.numeric.Elementary.LOG2_LOW;
import static org.mirrorflow.numeric.Elementary.MANTISSA;
import static org.mirrorflow.numeric.Elementary.ONE_BITS;
import static org.mirrorflow.numeric.Elementary.PER_LOG2;
import static org.mirrorflow.numeric.Elementary.ROOT_HALF_BITS;
import static org.mirrorflow.numeric.Elementary.ROUNDER;
import static org.mirrorflow.numeric.Elementary.ROUNDER_BITS;
import static org.mirrorflow.numeric.Elementary.TINY;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link Elementary} on the JDK's Vector API, operation by operation, so that the
 * bits are the same. Vectors with an entry outside the plain range are left to {@link Elementary}.
 *
 * <p>Loops are short, and several passes stand where one would do, because the virtual machine
 * stops to inline beyond some forty vector operations, and then makes an object of every vector.
 */
public final class VectorFunctions implements ArrayFunctions {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();
  private static final ArrayFunctions ONE_BY_ONE = new OneByOne();

  /** For the service loader. */
  public VectorFunctions() {}

  @Override
  public void scaledSinh(double scale, double[] z, int from, int to, double[] x) {
    int end = from + LANES.loopBound(to - from);
    for (int j = from; j < end; j += L) {
      DoubleVector v = DoubleVector.fromArray(LANES, z, j);
      DoubleVector a = v.abs();
      if (a.compare(VectorOperators.LT, LARGE).allTrue()) {
        signed(sinh(a).mul(scale), v).intoArray(x, j);
      } else {
        ONE_BY_ONE.scaledSinh(scale, z, j, j + L, x);
      }
    }
    ONE_BY_ONE.scaledSinh(scale, z, end, to, x);
  }

  @Override
  public void scaledExpm1(double a, double[] z, int from, int to, double[] x) {
    int end = from + LANES.loopBound(to - from);
    exponentials(a, z, from, end, x);
    quotients(a, z, from, end, x);
    ONE_BY_ONE.scaledExpm1(a, z, end, to, x);
  }

  /** x = expm1(a |z|). */
  private static void exponentials(double a, double[] z, int from, int end, double[] x) {
    for (int j = from; j < end; j += L) {
      DoubleVector w = DoubleVector.fromArray(LANES, z, j).abs().mul(a);
      expm1(w).intoArray(x, j);
    }
  }

  private static void quotients(double a, double[] z, int from, int end, double[] x) {
    for (int j = from; j < end; j += L) {
      DoubleVector v = DoubleVector.fromArray(LANES, z, j);
      DoubleVector size = v.abs();
      DoubleVector w = size.mul(a);
      if (w.compare(VectorOperators.LT, LARGE).allTrue()
          && !w.compare(VectorOperators.LT, TINY).anyTrue()) {
        DoubleVector low = size.fma(constant(a), w.neg());
        DoubleVector e = DoubleVector.fromArray(LANES, x, j);
        signed(e.add(low.mul(e.add(1))).div(a), v).intoArray(x, j);
      } else {
        ONE_BY_ONE.scaledExpm1(a, z, j, j + L, x);
      }
    }
  }

  @Override
  public void scaledAsinh(double scale, double[] z, int from, int to, double[] x) {
    int end = from + LANES.loopBound(to - from);
    arguments(z, from, end, x);
    logarithms(from, end, x);
    signs(scale, z, from, end, x);
    ONE_BY_ONE.scaledAsinh(scale, z, end, to, x);
  }

  /** x = y with asinh |z| = log(1 + y). */
  private static void arguments(double[] z, int from, int end, double[] x) {
    for (int j = from; j < end; j += L) {
      DoubleVector a = DoubleVector.fromArray(LANES, z, j).abs();
      DoubleVector square = a.mul(a);
      a.add(square.div(square.add(1).sqrt().add(1))).intoArray(x, j);
    }
  }

  /**
   * x = log(1 + x), if no entry overflows; a look whether one does would make it three times
   * slower.
   */
  private static void logarithms(int from, int end, double[] x) {
    for (int j = from; j < end; j += L) {
      log1p(DoubleVector.fromArray(LANES, x, j)).intoArray(x, j);
    }
  }

  private static void signs(double scale, double[] z, int from, int end, double[] x) {
    for (int j = from; j < end; j += L) {
      DoubleVector v = DoubleVector.fromArray(LANES, z, j);
      if (v.abs().compare(VectorOperators.LE, FAR).allTrue()) {
        signed(DoubleVector.fromArray(LANES, x, j), v).mul(scale).intoArray(x, j);
      } else {
        ONE_BY_ONE.scaledAsinh(scale, z, j, j + L, x);
      }
    }
  }

  @Override
  public void exp(double[] x, int from, int to) {
    int end = from + LANES.loopBound(to - from);
    for (int j = from; j < end; j += L) {
      DoubleVector v = DoubleVector.fromArray(LANES, x, j);
      if (v.compare(VectorOperators.GT, -LARGE).allTrue()) {
        exp(v).intoArray(x, j);
      } else {
        ONE_BY_ONE.exp(x, j, j + L);
      }
    }
    ONE_BY_ONE.exp(x, end, to);
  }

  @Override
  public void log1p(double[] x, int from, int to) {
    int end = from + LANES.loopBound(to - from);
    for (int j = from; j < end; j += L) {
      DoubleVector v = DoubleVector.fromArray(LANES, x, j);
      if (v.compare(VectorOperators.LE, FAR).allTrue()) {
        log1p(v).intoArray(x, j);
      } else {
        ONE_BY_ONE.log1p(x, j, j + L);
      }
    }
    ONE_BY_ONE.log1p(x, end, to);
  }

  @Override
  public void log(double[] x, int from, int to) {
    int end = from + LANES.loopBound(to - from);
    for (int j = from; j < end; j += L) {
      DoubleVector v = DoubleVector.fromArray(LANES, x, j);
      if (v.compare(VectorOperators.LE, FAR).allTrue()
          && v.compare(VectorOperators.GE, Double.MIN_NORMAL).allTrue()) {
        logOf(v, constant(0)).intoArray(x, j);
      } else {
        ONE_BY_ONE.log(x, j, j + L);
      }
    }
    ONE_BY_ONE.log(x, end, to);
  }

  /** e^x for −LARGE &lt; x ≤ 0. */
  private static DoubleVector exp(DoubleVector x) {
    DoubleVector shifted = x.fma(PER_LOG2, ROUNDER);
    DoubleVector shrink =
        shifted
            .reinterpretAsLongs()
            .lanewise(VectorOperators.LSHL, 52)
            .add(ONE_BITS)
            .reinterpretAsDoubles();
    return shrink.fma(expm1Reduced(x, shifted.sub(ROUNDER)), shrink);
  }

  /** sinh a for 0 ≤ a &lt; LARGE. */
  private static DoubleVector sinh(DoubleVector a) {
    DoubleVector shifted = a.fma(PER_LOG2, ROUNDER);
    LongVector power = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
    DoubleVector grow = power.add(HALF_BITS).reinterpretAsDoubles();
    DoubleVector decay =
        LongVector.broadcast(power.species(), HALF_BITS).sub(power).reinterpretAsDoubles();
    DoubleVector e = expm1Reduced(a, shifted.sub(ROUNDER));
    return grow.sub(decay).add(grow.fma(e, decay.mul(e.div(e.add(1)))));
  }

  /** e^a − 1 for 0 ≤ a &lt; LARGE. */
  private static DoubleVector expm1(DoubleVector a) {
    DoubleVector shifted = a.fma(PER_LOG2, ROUNDER);
    DoubleVector grow =
        shifted
            .reinterpretAsLongs()
            .lanewise(VectorOperators.LSHL, 52)
            .add(ONE_BITS)
            .reinterpretAsDoubles();
    return grow.fma(expm1Reduced(a, shifted.sub(ROUNDER)), grow.sub(1));
  }

  private static DoubleVector expm1Reduced(DoubleVector a, DoubleVector k) {
    DoubleVector r = k.fma(constant(-LOG2_LOW), k.fma(constant(-LOG2_HIGH), a));
    DoubleVector y = r.mul(r);
    DoubleVector even = constant(1.0 / 479001600.0);
    even = even.fma(y, constant(1.0 / 3628800.0));
    even = even.fma(y, constant(1.0 / 40320.0));
    even = even.fma(y, constant(1.0 / 720.0));
    even = even.fma(y, constant(1.0 / 24.0));
    even = even.fma(y, constant(1.0 / 2.0));
    DoubleVector odd = constant(1.0 / 6227020800.0);
    odd = odd.fma(y, constant(1.0 / 39916800.0));
    odd = odd.fma(y, constant(1.0 / 362880.0));
    odd = odd.fma(y, constant(1.0 / 5040.0));
    odd = odd.fma(y, constant(1.0 / 120.0));
    odd = odd.fma(y, constant(1.0 / 6.0));
    return y.fma(r.fma(odd, even), r);
  }

  /** log(1 + y) for 0 ≤ y below the overflow of 1 + y. */
  private static DoubleVector log1p(DoubleVector y) {
    DoubleVector u = y.add(1);
    return logOf(u, y.sub(u.sub(1)).div(u));
  }

  /** log(u + u lost) for a normal u. */
  private static DoubleVector logOf(DoubleVector u, DoubleVector lost) {
    LongVector bits = u.reinterpretAsLongs().add(ONE_BITS - ROOT_HALF_BITS);
    DoubleVector k =
        bits.lanewise(VectorOperators.LSHR, 52)
            .add(ROUNDER_BITS - 1023)
            .reinterpretAsDoubles()
            .sub(ROUNDER);
    DoubleVector f = bits.and(MANTISSA).add(ROOT_HALF_BITS).reinterpretAsDoubles().sub(1);
    DoubleVector t = f.div(f.add(2));
    DoubleVector halfSquare = f.mul(0.5).mul(f);
    DoubleVector low = t.fma(halfSquare.add(atanhTail(t.mul(t))), k.fma(constant(LOG2_LOW), lost));
    return k.fma(constant(LOG2_HIGH), f.sub(halfSquare.sub(low)));
  }

  private static DoubleVector atanhTail(DoubleVector y) {
    DoubleVector sum = constant(2.0 / 21);
    sum = sum.fma(y, constant(2.0 / 19));
    sum = sum.fma(y, constant(2.0 / 17));
    sum = sum.fma(y, constant(2.0 / 15));
    sum = sum.fma(y, constant(2.0 / 13));
    sum = sum.fma(y, constant(2.0 / 11));
    sum = sum.fma(y, constant(2.0 / 9));
    sum = sum.fma(y, constant(2.0 / 7));
    sum = sum.fma(y, constant(2.0 / 5));
    sum = sum.fma(y, constant(2.0 / 3));
    return y.mul(sum);
  }

  private static DoubleVector constant(double value) {
    return DoubleVector.broadcast(LANES, value);
  }

  /** A vector without negative entries, with the signs of another. */
  private static DoubleVector signed(DoubleVector size, DoubleVector sign) {
    return sign.reinterpretAsLongs()
        .and(Long.MIN_VALUE)
        .lanewise(VectorOperators.OR, size.reinterpretAsLongs())
        .reinterpretAsDoubles();
  }
}
