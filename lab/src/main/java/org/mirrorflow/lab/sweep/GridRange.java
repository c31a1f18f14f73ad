package org.mirrorflow.lab.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Evenly spaced numbers, first and last included: {@code from + i step}, or on a logarithmic scale
 * {@code from (to/from)^{i/(count−1)}}. Decimal steps are added as decimals, so that 0.1, 0.2, 0.3
 * are those numbers.
 *
 * @param from first
 * @param to largest possible
 * @param step distance; null on a logarithmic scale
 * @param count how many
 */
record GridRange(BigDecimal from, BigDecimal to, BigDecimal step, long count) {

  /** Numbers by their distance. */
  static GridRange byStep(BigDecimal from, BigDecimal to, BigDecimal step) {
    BigDecimal steps = to.subtract(from).divide(step, MathContext.DECIMAL64);
    long count =
        steps.compareTo(BigDecimal.valueOf(Grid.MOST_CELLS)) > 0
            ? Long.MAX_VALUE
            : steps.longValue() + 1;
    return new GridRange(from, to, step, count);
  }

  /** Numbers by their count. */
  static GridRange byCount(BigDecimal from, BigDecimal to, long count) {
    BigDecimal step =
        to.subtract(from).divide(BigDecimal.valueOf(count - 1), MathContext.DECIMAL64);
    return new GridRange(from, to, step, count);
  }

  /** Numbers by their count on a logarithmic scale. */
  static GridRange logarithmic(BigDecimal from, BigDecimal to, long count) {
    return new GridRange(from, to, null, count);
  }

  /** The numbers as texts. */
  List<String> values() {
    return LongStream.range(0, count).mapToObj(this::value).toList();
  }

  private String value(long i) {
    if (step != null) {
      return from.add(step.multiply(BigDecimal.valueOf(i))).stripTrailingZeros().toPlainString();
    }
    double share = (double) i / (count - 1);
    double low = Math.log10(from.doubleValue());
    double high = Math.log10(to.doubleValue());
    double value = Math.pow(10, low + share * (high - low));
    return new BigDecimal(value).round(new MathContext(12)).stripTrailingZeros().toString();
  }
}
