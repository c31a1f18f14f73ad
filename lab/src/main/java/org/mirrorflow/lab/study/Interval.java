package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.numeric.StudentT;

/**
 * The mean over random starts with its 95 % interval: Student's t with n − 1 degrees of freedom,
 * mean ± t s/√n. With one start there is no interval; both ends are NaN.
 *
 * @param mean of the values
 * @param low lower end
 * @param high upper end
 */
record Interval(double mean, double low, double high) {
  /** What a caption says about intervals. */
  static final String WORDS = "95 % intervals of the mean (Student's t)";

  static Interval of(double... values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double half = StudentT.halfWidth(values);
    return new Interval(mean, mean - half, mean + half);
  }

  /** Over a measure of every item. */
  static <T> Interval of(Collection<T> all, ToDoubleFunction<T> measure) {
    return of(all.stream().mapToDouble(measure).toArray());
  }

  /** For example {@code 5.40 [4.60, 6.20]}; the mean alone where there is no interval. */
  String text() {
    return Double.isNaN(low)
        ? Numbers.text(mean)
        : Numbers.text(mean) + " [" + Numbers.text(low) + ", " + Numbers.text(high) + "]";
  }
}
