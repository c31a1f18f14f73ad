package org.mirrorflow.certificate;

import org.mirrorflow.model.KernelFactory;

/**
 * How a certificate is computed.
 *
 * @param accuracy how close the bounds of κ are to come
 * @param kinkTolerance how far from θ the certified point may lie, as a share of Q(θ), at least 0.
 *     At that point preactivations close to 0 are exactly 0 and the slopes there are free.
 * @param kernels what it is computed with; changes no bit, only the speed
 * @since 0.1.0
 */
public record CertificateOptions(Accuracy accuracy, double kinkTolerance, KernelFactory kernels) {
  private static final KernelFactory ALL_CORES = KernelFactory.bestOnAllCores();

  /** Kinks late in a flow are much closer to the weights than this. */
  public static final double KINK_TOLERANCE = 1e-3;

  /** For a single certificate, outside a run. */
  public static final CertificateOptions FINE =
      new CertificateOptions(Accuracy.FINE, KINK_TOLERANCE);

  /** For marks along a flow. */
  public static final CertificateOptions COARSE =
      new CertificateOptions(Accuracy.COARSE, KINK_TOLERANCE);

  /**
   * On all cores of this machine.
   *
   * @param accuracy how close the bounds of κ are to come
   * @param kinkTolerance at least 0
   * @throws IllegalArgumentException if it is not
   */
  public CertificateOptions(Accuracy accuracy, double kinkTolerance) {
    this(accuracy, kinkTolerance, ALL_CORES);
  }

  /**
   * Checks the tolerance.
   *
   * @param accuracy not checked here
   * @param kinkTolerance at least 0
   * @param kernels not checked here
   * @throws IllegalArgumentException if it is not
   */
  public CertificateOptions {
    if (!(kinkTolerance >= 0)) {
      throw new IllegalArgumentException(
          "kink tolerance %s; expected >= 0".formatted(kinkTolerance));
    }
  }

  /**
   * {@return the same with another kink tolerance}
   *
   * @param value largest distance as a share of Q(θ), at least 0
   */
  public CertificateOptions withKinkTolerance(double value) {
    return new CertificateOptions(accuracy, value, kernels);
  }

  /**
   * {@return the same with another accuracy}
   *
   * @param value how close the bounds of κ are to come
   */
  public CertificateOptions withAccuracy(Accuracy value) {
    return new CertificateOptions(value, kinkTolerance, kernels);
  }
}
