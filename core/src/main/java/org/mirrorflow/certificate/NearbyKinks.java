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
 * <p>Kinks are chosen by a threshold t on {@link LayerKinks} and θ' is the nearest point where they
 * are 0. More kinks give more freedom and a longer way, on which the margin falls, so κ(θ') first
 * falls with t and then rises. Thresholds are tried from the largest with Q(θ' − θ̂) ≤ δ and
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
  private static final double RELATIVE = 0.02;

  /** A comparison has this share of the full effort, */
  private static final double EFFORT = 0.2;

  /** and there are at most so many. */
  private static final int MOST_COMPARISONS = 6;

  /** Moving to a place may take this share of the effort. */
  private static final double MOVING = 0.1;

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

  /** θ', of gauge 1, how far it lies, and what is taken to be 0 there. */
  private record Place(double[] unit, double distance, boolean[] kinks) {}

  /** The best of a point with the slopes that the activation picks and those near it. */
  CertifiedPoint best(CertifiedPoint fixed) {
    CertifiedPoint first = first(fixed);
    return model
        .layered()
        .filter(layered -> layered.activation().kinked() && layered.layout().count() > 2)
        .map(layered -> new DeeperKinks(layered, data, gauge, options).best(first, fixed.unit()))
        .orElse(first);
  }

  /** With free slopes in the first hidden layer. */
  private CertifiedPoint first(CertifiedPoint fixed) {
    Optional<LayerKinks> found = LayerKinks.of(model, data, fixed.unit(), options.kernels());
    if (found.isEmpty()) {
      return fixed;
    }
    Places places = new Places(found.get(), fixed.unit());
    Accuracy coarse = options.accuracy().coarser(ABSOLUTE, RELATIVE, EFFORT);
    CertifiedPoint chosen = null;
    CertifiedPoint before = fixed;
    int largest = places.largest();
    for (int k = largest; k >= Math.max(0, largest - MOST_COMPARISONS + 1); k--) {
      Place place = places.at(k);
      MarginGradients gradients = gradients(place, fixed.unit());
      if (!(gradients.minimum() > 0)) {
        continue;
      }
      CertifiedPoint point = before.near(gauge, place.unit, gradients, place.distance, coarse);
      if (chosen != null && !(point.upper() < chosen.upper())) {
        break;
      }
      chosen = point;
      before = point;
    }
    // roughly solved, a better point may look worse, but not if even its lower bound is higher
    if (chosen == null || chosen.lower() > fixed.upper()) {
      return fixed;
    }
    CertifiedPoint fine =
        finished(chosen) ? chosen : chosen.finer(gauge, options.accuracy(), fixed);
    return fine.upper() <= fixed.upper() ? fine : fixed;
  }

  private boolean finished(CertifiedPoint point) {
    return point.upper() - point.lower() <= options.accuracy().allowed(point.upper());
  }

  /** The points for ascending thresholds, one for every set of kinks, made when asked for. */
  private final class Places {
    private final LayerKinks found;
    private final double[] from;
    private final List<boolean[]> kinks = new ArrayList<>();
    private final Place[] made;

    Places(LayerKinks found, double[] from) {
      this.found = found;
      this.from = from;
      boolean[] before = new boolean[0];
      double most = MOVING * options.accuracy().mostMultiplications();
      for (double t = SMALLEST;
          t <= LayerKinks.LARGEST_RATIO;
          t = t == SMALLEST ? FIRST : t * RATIO) {
        boolean[] now = found.within(t);
        if (Arrays.equals(now, before) || none(now)) {
          continue;
        }
        if (found.effort(now) > most) {
          break;
        }
        before = now;
        kinks.add(now);
      }
      this.made = new Place[kinks.size()];
    }

    Place at(int k) {
      if (made[k] == null) {
        double[] moved = found.moved(kinks.get(k));
        made[k] = new Place(gauge.normalize(moved), distance(from, moved), kinks.get(k));
      }
      return made[k];
    }

    /** The last that is near enough, by bisection: more kinks lie farther away; −1 if none is. */
    int largest() {
      int near = -1;
      int far = kinks.size();
      while (far - near > 1) {
        int middle = (near + far) >>> 1;
        if (at(middle).distance <= options.kinkTolerance()) {
          near = middle;
        } else {
          far = middle;
        }
      }
      return near;
    }
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

  private MarginGradients gradients(Place place, double[] from) {
    LayeredModel layered = model.layered().orElseThrow();
    LayerKinks there = LayerKinks.of(model, data, place.unit, options.kernels()).orElseThrow();
    return MarginGradients.free(layered, data, place.unit, there, there.zeros(place.kinks, from));
  }
}
