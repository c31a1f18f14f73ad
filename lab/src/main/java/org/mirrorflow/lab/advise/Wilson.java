package org.mirrorflow.lab.advise;

/**
 * Wilson's confidence interval of a proportion (Wilson 1927): all p whose distance from the
 * observed share is at most z standard errors at p. Its width is not 0 at shares of 0 and 1.
 *
 * @param low smallest p
 * @param high largest p
 */
record Wilson(double low, double high) {

  /**
   * The interval of {@code errors} standard errors.
   *
   * @param share observed, 0 to 1
   * @param samples number of samples, above 0
   * @param errors 1.96 for 95 %
   */
  static Wilson of(double share, double samples, double errors) {
    double square = errors * errors / samples;
    double middle = (share + square / 2) / (1 + square);
    double half =
        Math.sqrt(square * Math.max(0, share * (1 - share)) + square * square / 4) / (1 + square);
    return new Wilson(Math.max(0, middle - half), Math.min(1, middle + half));
  }

  double halfWidth() {
    return 0.5 * (high - low);
  }
}
