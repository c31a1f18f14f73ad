package org.mirrorflow.lab.study;

/** The verdict on margins that have to grow along training and never to fall. */
final class GrowingMargin {
  /** A margin is known to the error of the integrator. */
  private static final double NOISE = 1e-3;

  private GrowingMargin() {}

  /**
   * Holds when no margin falls and every one grows.
   *
   * @param id of the claim
   * @param question of the claim
   * @param figure that shows it
   * @param fall largest relative fall between marks
   * @param growth least ratio of the last margin to the first
   */
  static ClaimResult judge(String id, String question, String figure, double fall, double growth) {
    return new ClaimResult(
        id,
        question,
        fall < NOISE && growth > 1,
        figure,
        "largest relative fall "
            + Numbers.text(fall)
            + ", least growth by a factor "
            + Numbers.text(growth),
        "no fall beyond " + Numbers.text(NOISE) + ", growth above 1");
  }
}
