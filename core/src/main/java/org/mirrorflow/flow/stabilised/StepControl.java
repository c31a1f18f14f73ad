package org.mirrorflow.flow.stabilised;

/**
 * By how much the length of a step changes after one that was made or refused. Sizes are in units
 * of what is allowed and go with the third power of the length.
 */
final class StepControl {
  private static final double SAFETY = 0.8;

  private static final double LARGEST_GROWTH = 3;

  /** The same from so many stages on, which would be lost if the step failed. */
  private static final double LARGEST_GROWTH_OF_MANY = 1.5;

  private static final int MANY_STAGES = 50;

  private static final double LARGEST_CUT = 0.2;

  /** A step without finite numbers is cut by this factor. */
  private static final double FAILURE_CUT = 0.1;

  /** A step that raises the loss is cut by this factor. */
  private static final double RISE_CUT = 0.5;

  private StepControl() {}

  /** The factor after a step that was made. */
  static double grown(double size, int stages) {
    double most = stages >= MANY_STAGES ? LARGEST_GROWTH_OF_MANY : LARGEST_GROWTH;
    return Math.min(most, Math.max(LARGEST_CUT, factor(size)));
  }

  /** The factor after a step that was refused, for its size or as it raised the loss. */
  static double cut(double size, boolean rises) {
    double cut = Double.isFinite(size) ? Math.max(LARGEST_CUT, factor(size)) : FAILURE_CUT;
    return rises ? Math.min(cut, RISE_CUT) : cut;
  }

  /** The length that the next step should have, for one of this size. */
  static double share(double size) {
    return Math.min(1, Math.cbrt(size) / SAFETY);
  }

  private static double factor(double size) {
    return size == 0 ? LARGEST_GROWTH : SAFETY * Math.cbrt(1 / size);
  }
}
