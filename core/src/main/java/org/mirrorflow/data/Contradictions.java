package org.mirrorflow.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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

  /** A row up to a positive factor. */
  private record Ray(double[] direction) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Ray ray && Arrays.equals(direction, ray.direction);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(direction);
    }
  }

  /**
   * {@return what is found in a data set}
   *
   * @param data any
   */
  public static Contradictions of(Dataset data) {
    OptionalInt zero = OptionalInt.empty();
    Optional<Pair> pair = Optional.empty();
    Map<Ray, Integer> seen = new HashMap<>();
    for (int i = 0; i < data.size() && (zero.isEmpty() || pair.isEmpty()); i++) {
      double[] x = row(data, i);
      double largest = Arrays.stream(x).map(Math::abs).max().orElse(0);
      if (largest == 0) {
        zero = zero.isPresent() ? zero : OptionalInt.of(i);
        continue;
      }
      // Adding 0 makes 0 of −0.
      Integer before =
          seen.putIfAbsent(new Ray(Arrays.stream(x).map(v -> v / largest + 0.0).toArray()), i);
      if (before != null && data.labels()[before] != data.labels()[i] && pair.isEmpty()) {
        boolean equal = Arrays.equals(x, row(data, before));
        pair = Optional.of(new Pair(before, i, equal));
      }
    }
    boolean own = Arrays.stream(data.labels()).distinct().count() == data.size();
    return new Contradictions(zero, pair, own && data.size() > 2);
  }

  private static double[] row(Dataset data, int i) {
    int d = data.features();
    return Arrays.copyOfRange(data.inputs(), i * d, (i + 1) * d);
  }
}
