package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Gauge;

/**
 * A point whose κ is bounded: θ̂ itself, or one near it.
 *
 * @param unit the point, of gauge 1
 * @param gradients the margins there and their Clarke elements
 * @param bounds of κ there
 * @param distance Q(θ' − θ̂)
 * @param copies the sample of every copy of one that the gradients have, with slopes of its own;
 *     the samples themselves come first
 * @param deeper number of free slopes in the second hidden layer, the third, …
 */
record CertifiedPoint(
    double[] unit,
    MarginGradients gradients,
    Bounds bounds,
    double distance,
    int[] copies,
    int[] deeper) {

  private CertifiedPoint(double[] unit, MarginGradients gradients, Bounds bounds, double distance) {
    this(
        unit,
        gradients,
        bounds,
        distance,
        IntStream.range(0, gradients.samples()).toArray(),
        new int[0]);
  }

  /**
   * κ at θ̂ itself with the slopes that the activation picks.
   *
   * @param start λ to begin with
   * @param effort share of the full effort, up to 1
   */
  static CertifiedPoint fixed(
      Gauge gauge,
      double[] unit,
      MarginGradients gradients,
      Accuracy accuracy,
      double[] start,
      double effort) {
    Bounds bounds =
        program(gauge, gradients, accuracy).solve(gradients.extend(start), null, effort);
    return new CertifiedPoint(unit, gradients, bounds, 0);
  }

  /** κ at a point near this one, about: from above, and on few margins. */
  CertifiedPoint near(
      Gauge gauge, double[] point, MarginGradients there, double way, Accuracy accuracy) {
    Bounds about = program(gauge, there, accuracy).solveOnce(there.extend(bounds.x()), bounds.v());
    return new CertifiedPoint(point, there, about, way);
  }

  /**
   * κ here, from where it is known about, or from the solution of another point if that is better.
   */
  CertifiedPoint finer(Gauge gauge, Accuracy accuracy, CertifiedPoint other) {
    double[] x = gradients.extend(other.bounds.x());
    double[] s = new double[gradients.parameters()];
    gradients.combine(x, s);
    boolean better = gauge.polar().value(s) < bounds.upper();
    WorkingSet program = program(gauge, gradients, accuracy);
    Bounds finer =
        better ? program.solve(x, other.bounds.v(), 1) : program.solve(bounds.x(), bounds.v(), 1);
    return new CertifiedPoint(unit, gradients, finer, distance);
  }

  private static WorkingSet program(Gauge gauge, MarginGradients gradients, Accuracy accuracy) {
    double scale = gauge.layout().degree() * gradients.minimum();
    return new WorkingSet(gradients, gauge, scale, accuracy);
  }

  /** λ, one per margin. */
  double[] lambda() {
    int perSample = gradients.set().margins() / copies.length;
    double[] lambda = new double[perSample * (Arrays.stream(copies).max().getAsInt() + 1)];
    for (int j = 0; j < gradients.set().margins(); j++) {
      lambda[copies[j / perSample] * perSample + j % perSample] += bounds.x()[j];
    }
    return lambda;
  }

  /** Number of free slopes per hidden layer, pairs of margin and unit. */
  int[] kinksByLayer(int hiddenLayers) {
    int[] kinks = new int[hiddenLayers];
    if (hiddenLayers > 0) {
      int first = gradients.set().start()[lambda().length];
      kinks[0] = first - gradients.set().margins();
      System.arraycopy(deeper, 0, kinks, 1, deeper.length);
    }
    return kinks;
  }

  /** κ from above; κ ≥ 0, so that rounding may be taken off. */
  double upper() {
    return Math.max(0, bounds.kappaUpper());
  }

  /** κ from below, likewise. */
  double lower() {
    return Math.max(0, Math.min(bounds.kappaLower(), bounds.kappaUpper()));
  }
}
