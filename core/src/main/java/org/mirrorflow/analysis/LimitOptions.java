package org.mirrorflow.analysis;

/**
 * When a {@link LimitSolver} ends.
 *
 * @param kktGap κ that is small enough
 * @param mostSteps most convex steps
 * @param certificate how κ is measured on the way
 */
public record LimitOptions(double kktGap, int mostSteps, CertificateOptions certificate) {
  /** κ of 1e-5 within 500 steps. */
  public static final LimitOptions STANDARD =
      new LimitOptions(
          1e-5, 500, CertificateOptions.FINE.withAccuracy(new Accuracy(1e-7, 1e-3, 20_000)));

  /** Checks the numbers. */
  public LimitOptions {
    if (!(kktGap >= 0) || mostSteps < 1) {
      throw new IllegalArgumentException(
          "limit: gap %s, %s steps; expected >= 0 and >= 1".formatted(kktGap, mostSteps));
    }
  }
}
