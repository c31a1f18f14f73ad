package org.mirrorflow.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.LayeredModel;

/**
 * The point θ' near θ̂ with the least κ among those where chosen preactivations of the first hidden
 * layer are exactly 0 and their slopes are free.
 *
 * <p>Kinks are chosen by a threshold t on {@link FirstLayerKinks} and θ' is the nearest point where
 * they are 0. More kinks give more freedom and a longer way, on which the margin falls, so κ(θ')
 * first falls with t and then rises. Thresholds are tried from the largest with Q(θ' − θ̂) ≤ δ and
 * positive margins downwards until κ no longer falls.
 */
final class NearbyKinks {
  /** What is 0 up to rounding; the others lie on a grid of half decades above it. */
  private static final double SMALLEST = 1e-14;

  private static final double FIRST = 1e-9;
  private static final double RATIO = Math.sqrt(10);

  /** While thresholds are compared κ needs to be known within this, */
  private static final double ABSOLUTE = 1e-4;

  /** and this share of itself. */
  private static final double RELATIVE = 0.05;

  /** A comparison has this share of the full effort, */
  private static final double EFFORT = 0.25;

  /** and there are at most so many. */
  private static final int MOST_COMPARISONS = 6;

  private final HomogeneousModel model;
  private final Dataset data;
  private final Gauge gauge;
  private final CertificateOptions options;

  NearbyKinks(HomogeneousModel model, Dataset data, Gauge gauge, CertificateOptions options) {
    this.model = model;
    this.data = data;
    this.gauge = gauge;
    this.options = options;
  }

  /** θ' with its gradients. */
  private record Place(double[] unit, MarginGradients gradients, double distance) {}

  /** The better of a point with the slopes that the activation picks and those near it. */
  CertifiedPoint best(CertifiedPoint fixed) {
    CertifiedPoint best = fixed;
    Place chosen = null;
    List<Place> places = places(fixed.unit());
    Accuracy coarse = options.accuracy().coarser(ABSOLUTE, RELATIVE, EFFORT);
    double last = Double.POSITIVE_INFINITY;
    for (int k = places.size() - 1; k >= Math.max(0, places.size() - MOST_COMPARISONS); k--) {
      CertifiedPoint point = certified(places.get(k), best, coarse);
      if (!(point.upper() < last)) {
        break;
      }
      last = point.upper();
      if (point.upper() <= best.upper()) {
        best = point;
        chosen = places.get(k);
      }
    }
    if (chosen == null || finished(best)) {
      return best;
    }
    CertifiedPoint fine = certified(chosen, best, options.accuracy());
    return fine.upper() <= best.upper() ? fine : best;
  }

  private boolean finished(CertifiedPoint point) {
    return point.upper() - point.lower() <= options.accuracy().allowed(point.upper());
  }

  private CertifiedPoint certified(Place place, CertifiedPoint near, Accuracy accuracy) {
    return CertifiedPoint.of(
        gauge,
        place.unit,
        place.gradients,
        place.distance,
        accuracy,
        near.bounds().x(),
        near.bounds().v(),
        1);
  }

  /** The points for ascending thresholds, one for every set of kinks. */
  private List<Place> places(double[] unit) {
    List<Place> places = new ArrayList<>();
    Optional<FirstLayerKinks> found = FirstLayerKinks.of(model, data, unit);
    if (found.isEmpty()) {
      return places;
    }
    boolean[] before = new boolean[0];
    for (double t = SMALLEST;
        t <= FirstLayerKinks.LARGEST_RATIO;
        t = t == SMALLEST ? FIRST : t * RATIO) {
      boolean[] kinks = found.get().within(t);
      if (Arrays.equals(kinks, before) || none(kinks)) {
        continue;
      }
      before = kinks;
      if (found.get().effort(kinks) > options.accuracy().mostMultiplications()) {
        break;
      }
      double[] moved = found.get().moved(kinks);
      double distance = distance(unit, moved);
      if (!(distance <= options.kinkTolerance())) {
        break;
      }
      place(gauge.normalize(moved), kinks, unit, distance).ifPresent(places::add);
    }
    return places;
  }

  private static boolean none(boolean[] kinks) {
    for (boolean kink : kinks) {
      if (kink) {
        return false;
      }
    }
    return true;
  }

  private double distance(double[] from, double[] to) {
    double[] difference = to.clone();
    for (int k = 0; k < difference.length; k++) {
      difference[k] -= from[k];
    }
    return gauge.value(difference);
  }

  private Optional<Place> place(double[] moved, boolean[] kinks, double[] from, double distance) {
    LayeredModel layered = model.layered().orElseThrow();
    FirstLayerKinks there = FirstLayerKinks.of(model, data, moved).orElseThrow();
    MarginGradients gradients =
        MarginGradients.free(layered, data, moved, there, there.zeros(kinks, from));
    return gradients.minimum() > 0
        ? Optional.of(new Place(moved, gradients, distance))
        : Optional.empty();
  }
}
