package org.mirrorflow.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Samples that no network without biases can classify. Such a network has f(cx) = c^k f(x) for some
 * k: its output is 0 at x = 0, and it gives one class to all samples on a ray.
 *
 * @param zeroRow a sample of zeros alone
 * @param pair two samples on one ray with different labels
 * @param rowNumbers whether every sample has a class of its own
 * @since 0.2.0
 */
public record Contradictions(OptionalInt zeroRow, Optional<Pair> pair, boolean rowNumbers) {

  /**
   * Two samples, counted from 0.
   *
   * @param first the earlier
   * @param second the later
   * @param equal whether they are equal; else one is a positive multiple of the other
   */
  public record Pair(int first, int second, boolean equal) {}

  /** A multiple of a row is rounded entry by entry, and so are the quotients that are compared. */
  private static final double ROUNDING = 4 * Math.ulp(1.0);

  /**
   * {@return what is found in a data set}
   *
   * @param data any
   */
  public static Contradictions of(Dataset data) {
    OptionalInt zero = OptionalInt.empty();
    Optional<Pair> pair = Optional.empty();
    Map<Long, Integer> seen = new HashMap<>();
    for (int i = 0; i < data.size() && (zero.isEmpty() || pair.isEmpty()); i++) {
      double[] x = row(data, i);
      double largest = largest(x);
      if (largest == 0) {
        zero = zero.isPresent() ? zero : OptionalInt.of(i);
        continue;
      }
      Integer before = seen.putIfAbsent(ray(x, largest), i);
      if (before != null && data.labels()[before] != data.labels()[i] && pair.isEmpty()) {
        double[] y = row(data, before);
        if (sameRay(x, y)) {
          pair = Optional.of(new Pair(before, i, Arrays.equals(x, y)));
        }
      }
    }
    boolean own = Arrays.stream(data.labels()).distinct().count() == data.size();
    return new Contradictions(zero, pair, own && data.size() > 2);
  }

  private static double[] row(Dataset data, int i) {
    int d = data.features();
    return Arrays.copyOfRange(data.inputs(), i * d, (i + 1) * d);
  }

  private static double largest(double[] x) {
    return Arrays.stream(x).map(Math::abs).max().orElse(0);
  }

  /**
   * A hash of x/‖x‖∞ to seven digits. Rays apart may have the same. Multiples, whose quotients
   * differ in the last of sixteen digits, have another one once in 2²⁸ entries.
   */
  private static long ray(double[] x, double largest) {
    long hash = 0;
    for (double v : x) {
      // Adding 0 makes 0 of −0.
      hash = 0x9E3779B97F4A7C15L * (hash ^ Float.floatToIntBits((float) (v / largest) + 0f));
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private static boolean sameRay(double[] x, double[] y) {
    double a = largest(x);
    double b = largest(y);
    return IntStream.range(0, x.length).allMatch(j -> Math.abs(x[j] / a - y[j] / b) <= ROUNDING);
  }
}
