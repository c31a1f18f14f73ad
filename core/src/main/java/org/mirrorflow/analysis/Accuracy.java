package org.mirrorflow.analysis;

/**
 * How close the two bounds of a KKT gap κ are to come: within absolute + relative · κ.
 *
 * @param absolute in units of κ, at least 0
 * @param relative share of κ, at least 0
 * @param mostProducts effort: most products with the matrix of gradients or its transpose; on large
 *     problems less is spent
 */
public record Accuracy(double absolute, double relative, int mostProducts) {
  /** For certificates. */
  public static final Accuracy FINE = new Accuracy(1e-9, 1e-7, 50_000);

  /** For marks along a flow: the bounds stay valid, only their distance is larger. */
  public static final Accuracy COARSE = new Accuracy(1e-4, 1e-3, 4_000);

  /** Checks the numbers. */
  public Accuracy {
    if (!(absolute >= 0) || !(relative >= 0) || mostProducts < 1) {
      throw new IllegalArgumentException(
          "accuracy %s, %s, %s products; expected >= 0, >= 0 and >= 1"
              .formatted(absolute, relative, mostProducts));
    }
  }

  /** The same with another effort. */
  public Accuracy withMostProducts(int value) {
    return new Accuracy(absolute, relative, value);
  }

  /** The distance allowed at this κ. */
  double allowed(double kappa) {
    return absolute + relative * Math.max(0, kappa);
  }
}
