package org.mirrorflow.io;

/**
 * Lengths of arrays as products of sizes that users choose.
 *
 * @since 0.2.0
 */
public final class Sizes {
  private Sizes() {}

  /**
   * {@return whether an array can have as many entries as the product of some sizes}
   *
   * @param factors sizes, each at least 0
   */
  public static boolean fit(long... factors) {
    double product = 1;
    for (long factor : factors) {
      product *= factor;
    }
    return product <= Tensor.MOST_ENTRIES;
  }

  /**
   * {@return the product of some sizes, as the length of an array}
   *
   * @param place what is too large otherwise, for example {@code model dense:5}
   * @param remedy what to change then
   * @param factors sizes, each at least 0
   * @throws InputException if no array can have as many entries
   */
  public static int product(String place, String remedy, long... factors) {
    if (!fit(factors)) {
      StringBuilder sizes = new StringBuilder();
      for (long factor : factors) {
        sizes.append(sizes.isEmpty() ? "" : " x ").append(factor);
      }
      throw new InputException(
          place, sizes + " numbers at once", "fewer than " + Integer.MAX_VALUE, remedy);
    }
    int product = 1;
    for (long factor : factors) {
      product *= (int) factor;
    }
    return product;
  }
}
