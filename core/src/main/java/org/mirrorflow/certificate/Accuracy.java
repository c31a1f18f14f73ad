package org.mirrorflow.certificate;

import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.HomogeneousModel;

/**
 * The required distance of the two bounds of a KKT gap κ: at most absolute + relative · κ.
 *
 * @param absolute in units of κ, at least 0
 * @param relative share of κ, at least 0
 * @param mostProducts effort: most products with the matrix of gradients or its transpose
 * @param mostMultiplications effort: most multiplications, so that large problems get fewer
 *     products; some 10⁹ take a second
 * @since 0.1.0
 */
public record Accuracy(
    double absolute, double relative, int mostProducts, double mostMultiplications) {
  /** For certificates: some ten seconds for a program that is not solved before. */
  public static final Accuracy FINE = new Accuracy(1e-9, 1e-7, 50_000, 1e11);

  /** The bounds stay valid, only their distance is larger. */
  public static final Accuracy COARSE = new Accuracy(1e-4, 1e-3, 4_000, 1e11);

  /** For the end of a run: seconds, however large the problem. */
  public static final Accuracy END = new Accuracy(1e-4, 1e-3, 4_000, 1e10);

  /** For marks along a run of a small network: little beside the steps between two of them. */
  public static final Accuracy MARK = new Accuracy(1e-4, 1e-3, 4_000, 5e8);

  /** Gradients that a mark may cost besides; between two marks a flow takes hundreds. */
  private static final double GRADIENTS = 15;

  /**
   * Multiplications of these gradients, at most. A certificate solves ten programs or more, and
   * those of ten thousand samples would take longer than the steps between two marks.
   */
  private static final double MOST_OF_GRADIENTS = 4.5e9;

  /**
   * Checks the numbers.
   *
   * @param absolute at least 0
   * @param relative at least 0
   * @param mostProducts at least 1
   * @param mostMultiplications at least 1
   * @throws IllegalArgumentException if one lies outside
   */
  public Accuracy {
    if (!(absolute >= 0) || !(relative >= 0) || mostProducts < 1 || !(mostMultiplications >= 1)) {
      throw new IllegalArgumentException(
          "accuracy %s, %s, %s products, %s multiplications; expected >= 0, >= 0, >= 1 and >= 1"
              .formatted(absolute, relative, mostProducts, mostMultiplications));
    }
  }

  /**
   * {@return {@link #MARK} with the work of some gradients besides, which is little beside the
   * steps of a network of any size}
   *
   * @param model the model that flows
   * @param data its samples
   */
  public static Accuracy mark(HomogeneousModel model, Dataset data) {
    double gradients =
        Math.min(
            MOST_OF_GRADIENTS,
            GRADIENTS * data.size() * OutputJacobian.multiplications(model, data));
    return new Accuracy(
        MARK.absolute, MARK.relative, MARK.mostProducts, MARK.mostMultiplications + gradients);
  }

  /**
   * {@return the distance of the bounds allowed at this κ}
   *
   * @param kappa κ from above
   */
  public double allowed(double kappa) {
    return absolute + relative * Math.max(0, kappa);
  }

  /**
   * {@return the same with less asked for}
   *
   * @param absolute at least so much is allowed
   * @param relative likewise
   * @param share of the effort, up to 1
   */
  Accuracy coarser(double absolute, double relative, double share) {
    return new Accuracy(
        Math.max(this.absolute, absolute),
        Math.max(this.relative, relative),
        (int) Math.max(1, share * mostProducts),
        Math.max(1, share * mostMultiplications));
  }
}
