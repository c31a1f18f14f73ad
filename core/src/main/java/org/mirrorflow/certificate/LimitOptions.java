package org.mirrorflow.certificate;

/**
 * When a {@link LimitSolver} ends.
 *
 * @param kktGap κ that is small enough
 * @param mostSteps most convex steps
 * @param mostMultiplications effort in multiplications, some 10⁹ of which take a second; the last
 *     certificate is not counted
 * @param certificate how κ is measured at the end
 * @since 0.1.0
 */
public record LimitOptions(
    double kktGap, int mostSteps, double mostMultiplications, CertificateOptions certificate) {
  /** κ of 1e-5 within 500 steps and some ten seconds. */
  public static final LimitOptions STANDARD =
      new LimitOptions(
          1e-5,
          500,
          1e10,
          CertificateOptions.FINE.withAccuracy(new Accuracy(1e-7, 1e-3, 20_000, 1e10)));

  /**
   * Checks the numbers.
   *
   * @param kktGap at least 0
   * @param mostSteps at least 1
   * @param mostMultiplications at least 1
   * @param certificate how κ is measured at the end
   * @throws IllegalArgumentException if one lies outside
   */
  public LimitOptions {
    if (!(kktGap >= 0) || mostSteps < 1 || !(mostMultiplications >= 1)) {
      throw new IllegalArgumentException(
          "limit: gap %s, %s steps, %s multiplications; expected >= 0, >= 1 and >= 1"
              .formatted(kktGap, mostSteps, mostMultiplications));
    }
  }
}
