package org.mirrorflow.data;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.mirrorflow.io.InputException;
import org.mirrorflow.numeric.Norms;

/**
 * A change of the features. The name of the result records it: the name of the source, {@code |}
 * and the name of the transform. The labels do not change.
 *
 * @since 0.1.0
 */
public enum Transform implements UnaryOperator<Dataset> {

  /**
   * Every column j becomes (x − mean_j)/σ_j, σ_j the standard deviation with divisor n. A column
   * whose entries are all equal has σ_j = 0; it becomes 0.
   */
  STANDARDIZE("standardize") {
    @Override
    void change(Dataset data, double[] x) {
      for (int j = 0; j < data.features(); j++) {
        standardizeColumn(x, j, data.features(), data.size());
      }
    }
  },

  /**
   * Every sample becomes x/‖x‖₂.
   *
   * <p>Throws {@link InputException} if a sample is 0.
   */
  UNIT_NORM("unit-norm") {
    @Override
    void change(Dataset data, double[] x) {
      for (int i = 0; i < x.length / data.features(); i++) {
        normaliseRow(data.name(), x, i, data.features());
      }
    }
  };

  private final String spec;

  Transform(String spec) {
    this.spec = spec;
  }

  /** Changes the samples of the data, and of those that follow them in x what these determine. */
  abstract void change(Dataset data, double[] x);

  @Override
  public Dataset apply(Dataset data) {
    double[] inputs = data.inputs().clone();
    change(data, inputs);
    return data.withValues(data.name() + " | " + spec, inputs);
  }

  /**
   * {@return other samples, changed as these are: with the means and deviations of these}
   *
   * @param data what determines the change
   * @param others with as many features
   */
  public Dataset apply(Dataset data, Dataset others) {
    int own = data.inputs().length;
    double[] both = Arrays.copyOf(data.inputs(), own + others.inputs().length);
    System.arraycopy(others.inputs(), 0, both, own, others.inputs().length);
    change(data, both);
    return others.withValues(
        others.name() + " | " + spec, Arrays.copyOfRange(both, own, both.length));
  }

  /** {@return the name in records and options} */
  public String spec() {
    return spec;
  }

  /**
   * Entries are first scaled by a power of two, which is exact, so that squares cannot overflow.
   * Mean and deviation are those of the first n rows.
   */
  private static void standardizeColumn(double[] x, int j, int stride, int n) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      low = Math.min(low, x[i * stride + j]);
      high = Math.max(high, x[i * stride + j]);
    }
    boolean constant = low == high;
    int exponent = exponent(Math.max(Math.abs(low), Math.abs(high)));
    int all = x.length / stride;
    for (int i = 0; i < all; i++) {
      x[i * stride + j] = constant ? 0 : Math.scalb(x[i * stride + j], -exponent);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[i * stride + j];
    }
    double mean = sum / n;
    double square = 0;
    for (int i = 0; i < all; i++) {
      x[i * stride + j] -= mean;
      square += i < n ? x[i * stride + j] * x[i * stride + j] : 0;
    }
    double deviation = constant ? 1 : Math.sqrt(square / n);
    for (int i = 0; i < all; i++) {
      x[i * stride + j] /= deviation;
    }
  }

  private static void normaliseRow(String name, double[] x, int i, int d) {
    double largest = Norms.largest(x, i * d, (i + 1) * d);
    if (largest == 0) {
      throw new InputException(
          "data " + name,
          "sample " + i + " is zero and has no direction",
          "samples with at least one feature that is not 0",
          "leave it out or do without unit norm");
    }
    int exponent = exponent(largest);
    double square = 0;
    for (int j = i * d; j < (i + 1) * d; j++) {
      x[j] = Math.scalb(x[j], -exponent);
      square += x[j] * x[j];
    }
    double norm = Math.sqrt(square);
    for (int j = i * d; j < (i + 1) * d; j++) {
      x[j] /= norm;
    }
  }

  private static int exponent(double magnitude) {
    return magnitude == 0 ? 0 : Math.getExponent(magnitude);
  }
}
