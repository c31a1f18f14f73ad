package org.mirrorflow.model;

import java.util.Arrays;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Spelling;
import org.mirrorflow.numeric.Exponentials;

/**
 * Losses of margins, in the log domain so that nothing underflows: a loss is given by q ↦ log ℓ(q)
 * and q ↦ log(−ℓ'(q)).
 *
 * <p>Softmax cross-entropy is the logistic loss of the smooth multiclass margin q̃_i = f_{y_i} −
 * log Σ_{k≠y_i} e^{f_k}; {@link LossWeights} forms it. The others act on every homogeneous margin,
 * which for several classes are the pairs f_{y_i} − f_k.
 *
 * @since 0.1.0
 */
public enum Loss {
  /** ℓ(q) = e^{−q}. */
  EXPONENTIAL("exponential") {
    @Override
    public double logLoss(double q) {
      return -q;
    }

    @Override
    public double logSlope(double q) {
      return -q;
    }

    @Override
    public double marginOfLogLoss(double logLoss) {
      return -logLoss;
    }
  },
  /** ℓ(q) = log(1 + e^{−q}) of every margin. */
  LOGISTIC("logistic"),
  /** Σ_i log(1 + e^{−q̃_i}); with two classes and one output the logistic loss. */
  CROSS_ENTROPY("cross-entropy");

  /**
   * Beyond this margin log log1p(e^{−q}) = −q − e^{−q}/2 + … is −q in doubles, because e^{−q}/2 is
   * under half an ulp of q from q = 33 on.
   */
  static final double LOGISTIC_TAIL = 40.0;

  private final String spec;

  Loss(String spec) {
    this.spec = spec;
  }

  /**
   * {@return log ℓ(q)}
   *
   * @param q margin
   */
  public double logLoss(double q) {
    return q > LOGISTIC_TAIL ? -q : Math.log(softplus(-q));
  }

  /**
   * {@return log(−ℓ'(q))}
   *
   * @param q margin
   */
  public double logSlope(double q) {
    return -softplus(q);
  }

  /**
   * {@return ℓ⁻¹(ℒ), the margin that one sample would have if it carried the whole loss; the
   * numerator of the smoothed margin}
   *
   * @param logLoss log ℒ
   */
  public double marginOfLogLoss(double logLoss) {
    double loss = Math.exp(logLoss);
    if (loss < Double.MIN_NORMAL) {
      return -logLoss;
    }
    // −log expm1(ℒ), in a form that neither over- nor underflows.
    return -(loss + Math.log(-Math.expm1(-loss)));
  }

  /** {@return the name on the command line} */
  public String spec() {
    return spec;
  }

  /**
   * {@return the loss of a name}
   *
   * @param text {@code exponential}, {@code logistic} or {@code cross-entropy}
   * @throws InputException if it is none of these
   */
  public static Loss parse(String text) {
    for (Loss loss : values()) {
      if (loss.spec.equals(text)) {
        return loss;
      }
    }
    throw new InputException(
        "--loss " + text,
        "unknown loss",
        "exponential, logistic or cross-entropy",
        Spelling.remedy(
            text, Arrays.stream(values()).map(loss -> loss.spec).toList(), "name one of them"));
  }

  /** log(1 + e^q) = max(q, 0) + log(1 + e^{−|q|}). */
  private static double softplus(double q) {
    return Math.max(q, 0) + Exponentials.log1p(Math.exp(-Math.abs(q)));
  }
}
