package org.mirrorflow.model;

import java.util.Locale;
import org.mirrorflow.io.InputException;

/**
 * A positively homogeneous activation: σ(h) = h^k for h &gt; 0 and a·h for h ≤ 0, so that σ(ch) =
 * c^k σ(h) for c &gt; 0. For k = 1 ReLU is a = 0, leaky ReLU 0 &lt; a &lt; 1, the absolute value a
 * = −1 and the identity a = 1. ReLU^k has k ≥ 2 and a = 0.
 *
 * <p>At h = 0 the Clarke subdifferential is the interval [{@link #lowSlope}, {@link #highSlope}];
 * {@link #slope} picks a there, which for ReLU is 0 (Clarke 1983, Optimization and Nonsmooth
 * Analysis, section 2.1).
 *
 * @param exponent k, the degree of homogeneity, at least 1
 * @param negativeSlope a, finite; 0 when k ≥ 2
 * @since 0.1.0
 */
public record Activation(int exponent, double negativeSlope) {
  /** max(h, 0). */
  public static final Activation RELU = new Activation(1, 0);

  /** |h|. */
  public static final Activation ABS = new Activation(1, -1);

  /** h. */
  public static final Activation LINEAR = new Activation(1, 1);

  private static final String ACCEPTED = "relu, leaky:A, relu^K, abs or linear";

  /**
   * Checks the parameters.
   *
   * @param exponent at least 1
   * @param negativeSlope finite; 0 when k ≥ 2
   * @throws IllegalArgumentException if one is not so
   */
  public Activation {
    if (exponent < 1 || !Double.isFinite(negativeSlope) || (exponent > 1 && negativeSlope != 0)) {
      throw new IllegalArgumentException(
          "activation: exponent %s, negative slope %s; expected exponent >= 1 and a finite slope, 0 for exponents above 1"
              .formatted(exponent, negativeSlope));
    }
    negativeSlope += 0.0; // -0.0 becomes 0.0: records compare doubles bit by bit
  }

  /**
   * {@return leaky ReLU, h for h &gt; 0 and a·h else}
   *
   * @param a slope for negative arguments, finite
   * @throws IllegalArgumentException if it is not
   */
  public static Activation leaky(double a) {
    return new Activation(1, a);
  }

  /**
   * {@return max(h, 0)^k}
   *
   * @param k degree of homogeneity, at least 1
   * @throws IllegalArgumentException if it is not
   */
  public static Activation reluPower(int k) {
    return new Activation(k, 0);
  }

  /**
   * Reads {@code relu}, {@code leaky:0.1}, {@code relu^2}, {@code abs} or {@code linear}.
   *
   * @param spec one of these; case and space around it are ignored
   * @return the activation
   * @throws InputException if the text is none of these
   */
  public static Activation parse(String spec) {
    String text = spec.strip().toLowerCase(Locale.ROOT);
    return switch (text) {
      case "relu" -> RELU;
      case "abs" -> ABS;
      case "linear" -> LINEAR;
      default -> parseWithNumber(spec, text);
    };
  }

  private static Activation parseWithNumber(String spec, String text) {
    try {
      if (text.startsWith("leaky:")) {
        return leaky(Double.parseDouble(text.substring("leaky:".length())));
      }
      if (text.startsWith("relu^")) {
        return reluPower(Integer.parseInt(text.substring("relu^".length())));
      }
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "activation " + spec,
          "the number is not usable",
          "leaky:A with a finite A, relu^K with a whole K >= 1",
          "write for example leaky:0.1 or relu^2",
          e);
    }
    throw new InputException(
        "activation " + spec, "unknown name", ACCEPTED, "write for example activation=relu");
  }

  /**
   * {@return 1/√E σ(ξ)² of a standard normal ξ, √2 for ReLU (He et al. 2015, arXiv 1502.01852)}
   * Weights of this size over √fan-in keep the size of activations from layer to layer.
   */
  public double gain() {
    double positive = 1; // E ξ^{2k} = (2k − 1)!!
    for (int odd = 3; odd < 2 * exponent; odd += 2) {
      positive *= odd;
    }
    return Math.sqrt(2 / (positive + negativeSlope * negativeSlope));
  }

  /**
   * {@return σ(h)}
   *
   * @param h preactivation
   */
  public double value(double h) {
    // Without a branch: signs of preactivations are as good as random.
    double positive = Math.max(h, 0);
    return (exponent == 1 ? positive : power(positive, exponent)) + negativeSlope * Math.min(h, 0);
  }

  /**
   * {@return σ'(h), at the kink the element a of the Clarke subdifferential}
   *
   * @param h preactivation
   */
  public double slope(double h) {
    if (h > 0) {
      return exponent == 1 ? 1 : exponent * power(h, exponent - 1);
    }
    return negativeSlope;
  }

  /** {@return smallest slope at h = 0} */
  public double lowSlope() {
    return exponent == 1 ? Math.min(negativeSlope, 1) : 0;
  }

  /** {@return largest slope at h = 0} */
  public double highSlope() {
    return exponent == 1 ? Math.max(negativeSlope, 1) : 0;
  }

  /** {@return whether σ has a kink at 0, where its slope is not determined} */
  public boolean kinked() {
    return lowSlope() < highSlope();
  }

  /** Whether σ'(h) = σ'(σ(h)) for every h, so that values alone tell the slopes. */
  boolean slopeFollowsFromValue() {
    return exponent == 1 && negativeSlope >= 0;
  }

  /** {@return the specification that parses to this activation} */
  public String spec() {
    if (exponent > 1) {
      return "relu^" + exponent;
    }
    if (equals(RELU)) {
      return "relu";
    }
    if (equals(ABS)) {
      return "abs";
    }
    return equals(LINEAR) ? "linear" : "leaky:" + negativeSlope;
  }

  private static double power(double h, int k) {
    double result = h;
    for (int j = 1; j < k; j++) {
      result *= h;
    }
    return result;
  }
}
