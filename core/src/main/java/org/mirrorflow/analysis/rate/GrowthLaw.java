package org.mirrorflow.analysis.rate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.map.Potential;
import org.mirrorflow.numeric.LogSum;

/**
 * How norm, loss and time grow together once the direction has settled, for any potentials.
 *
 * <p>Every block stays on a ray ρ_b ↦ ρ_b v_b. The balance equation dD_b/dt = L_b ℒ Σ p q keeps all
 * D_b(ρ_b)/L_b equal to one y, up to constants that are soon forgotten. Let w := q = γ Π ρ_b^{L_b}
 * and ℒ = e^{−w}. Then dy/dt = w e^{−w}, that is
 *
 * <p>t = ∫ e^w φ(w) dw, φ = y r/w², 1/r = Σ_b L_b/E_b, E_b = d log D_b/d log ρ_b,
 *
 * <p>for one block d/dt e^{γρ^L} = (Lγ)² ρ^{2L−1}/D'(ρ). The integral is computed in the log
 * domain: log t = w + log φ(w) + log ∫ e^{−x} φ(w − x)/φ(w) dx. The quadrature covers the few units
 * of w in which nearly all the time passes. Only slowly varying functions of log w are evaluated,
 * so that w may be 1e12, or no double itself: then log log t stays finite.
 *
 * <p>w is log(1/ℒ) up to the entropy of the weights p, at most log n, which moves log t by O(1/w)
 * relative to log φ only. Time runs from ℒ = 1/e; what passed before is forgotten like 1/t. See
 * docs/rates.md; for p = 2 it is that of Lyu and Li 2020 (arXiv 1906.05890, theorem 4.3).
 *
 * @param rays the blocks
 * @param logMargin log γ, γ = q_min at ρ_b = 1
 * @since 0.1.0
 */
public record GrowthLaw(List<Ray> rays, double logMargin) {
  /** log(1/ℒ) at which the clock starts. */
  private static final double START = 1;

  /** Time before the integrand fell by e^{−40} is below the last bit. */
  private static final double TAIL = 40;

  /** Gauss' rule with ten nodes on an exponential that falls by e^{−6}: error 1e-14. */
  private static final double PANEL = 6;

  /** Curvature of the integrand's logarithm that log t does not show, relative to log t. */
  private static final double STRAIGHT = 1e-13;

  private static final GaussIntegrator GAUSS = new GaussIntegratorFactory().legendre(10);

  private static final int MAX_STEPS = 100;

  /** Newton's error after a step of this relative size is below the last bit. */
  private static final double LAST_STEP = 1e-9;

  /** Scales of steeply growing potentials move by a factor e² at most in a step of Newton. */
  private static final double LONGEST_STEP = 2;

  /**
   * Norm, loss and time at one moment.
   *
   * @param logDecay log w, w = log(1/ℒ)
   * @param logDual log y, y = D_b/L_b
   * @param logScales log ρ_b of every block
   * @param logTime log t; −∞ up to w = 1, +∞ where it is no double
   * @param logLogTime log log t; NaN where t ≤ 1
   */
  public record Moment(
      double logDecay, double logDual, double[] logScales, double logTime, double logLogTime) {}

  /**
   * Copies the list.
   *
   * @param rays at least one block, copied
   * @param logMargin finite
   * @throws IllegalArgumentException if there is no block or log γ is not finite
   */
  public GrowthLaw {
    rays = List.copyOf(rays);
    if (rays.isEmpty() || !Double.isFinite(logMargin)) {
      throw new IllegalArgumentException(
          "growth law: %s blocks, log margin %s; expected at least one, and a finite number"
              .formatted(rays.size(), logMargin));
    }
  }

  /**
   * {@return the law of one block that a single coordinate stands for: D(ρ) itself}
   *
   * @param potential r
   * @param degree L, at least 1
   * @param margin γ &gt; 0, q = γ ρ^L
   * @throws IllegalArgumentException if one lies outside
   */
  public static GrowthLaw of(Potential potential, int degree, double margin) {
    return new GrowthLaw(List.of(new Ray(potential, new double[] {1}, degree)), Math.log(margin));
  }

  /**
   * {@return the law along the ray through θ: ρ_b = 1 there}
   *
   * @param map the mirror map
   * @param theta θ, no block of it 0
   * @param minimumMargin q_min(θ) &gt; 0
   * @throws IllegalArgumentException if one is not so
   */
  public static GrowthLaw along(ParameterMap map, double[] theta, double minimumMargin) {
    List<Ray> rays = new ArrayList<>();
    for (int b = 0; b < map.layout().count(); b++) {
      rays.add(Ray.of(map, b, theta));
    }
    return new GrowthLaw(rays, Math.log(minimumMargin));
  }

  /** {@return L = Σ_b L_b} */
  public int degree() {
    return rays.stream().mapToInt(Ray::degree).sum();
  }

  /**
   * {@return the moment at which the loss has fallen so far}
   *
   * @param logDecay log log(1/ℒ)
   */
  public Moment atDecay(double logDecay) {
    return moment(logDecay, balance(logDecay, null));
  }

  /**
   * {@return the moment at which a block has a scale}
   *
   * @param b number of the block, counted from 0
   * @param logScale log ρ_b
   */
  public Moment atScale(int b, double logScale) {
    double y = rays.get(b).at(logScale).logDual() - Math.log(rays.get(b).degree());
    double logDecay = logMargin;
    double[] scales = new double[rays.size()];
    for (int c = 0; c < scales.length; c++) {
      scales[c] = c == b ? logScale : scaleOfDual(rays.get(c), y, logScale);
      logDecay += rays.get(c).degree() * scales[c];
    }
    return moment(logDecay, balance(logDecay, scales));
  }

  /** Scales at which all D_b/L_b are one y; power = 1/r. */
  private record Balance(double[] logScales, double logDual, double power) {
    /** log φ(w) = log(y r/w²). */
    double logDensity(double logDecay) {
      return logDual - Math.log(power) - 2 * logDecay;
    }
  }

  /**
   * Solves log D_b(ρ_b) − log L_b = log y in all b and Σ L_b log ρ_b = log(w/γ) by Newton's method.
   * The powers E_b are known, so the linear system has a closed form.
   */
  private Balance balance(double logDecay, double[] guess) {
    double target = logDecay - logMargin;
    double[] u = guess == null || rays.size() == 1 ? evenly(target) : guess.clone();
    double logDual = 0;
    double power = 0;
    for (int step = 0; step < MAX_STEPS; step++) {
      Ray.Growth[] growth = new Ray.Growth[u.length];
      power = 0;
      double known = target;
      for (int b = 0; b < u.length; b++) {
        Ray ray = rays.get(b);
        growth[b] = ray.at(u[b]);
        double share = ray.degree() / growth[b].power();
        power += share;
        known += share * (growth[b].logDual() - Math.log(ray.degree())) - ray.degree() * u[b];
      }
      logDual = known / power;
      if (u.length == 1 || move(u, growth, logDual) <= LAST_STEP) {
        break;
      }
    }
    return new Balance(u, logDual, power);
  }

  /** Moves the scales towards the common dual; the largest relative change. */
  private double move(double[] u, Ray.Growth[] growth, double logDual) {
    double largest = 0;
    double[] change = new double[u.length];
    for (int b = 0; b < u.length; b++) {
      double own = growth[b].logDual() - Math.log(rays.get(b).degree());
      change[b] = (logDual - own) / growth[b].power();
      largest = Math.max(largest, Math.abs(change[b]));
    }
    double share = Math.min(1, LONGEST_STEP / largest);
    double relative = 0;
    for (int b = 0; b < u.length; b++) {
      u[b] += share * change[b];
      relative = Math.max(relative, share * Math.abs(change[b]) / Math.max(1, Math.abs(u[b])));
    }
    return relative;
  }

  private double[] evenly(double target) {
    double[] u = new double[rays.size()];
    Arrays.fill(u, target / degree());
    return u;
  }

  private static double scaleOfDual(Ray ray, double logDual, double guess) {
    double u = guess;
    for (int step = 0; step < MAX_STEPS; step++) {
      Ray.Growth growth = ray.at(u);
      double change = (logDual + Math.log(ray.degree()) - growth.logDual()) / growth.power();
      u += Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, change));
      if (Math.abs(change) <= LAST_STEP * Math.max(1, Math.abs(u))) {
        break;
      }
    }
    return u;
  }

  private Moment moment(double logDecay, Balance balance) {
    double w = Math.exp(logDecay);
    double logDensity = balance.logDensity(logDecay);
    double logTime;
    double logLogTime;
    if (w <= START) {
      logTime = Double.NEGATIVE_INFINITY;
      logLogTime = Double.NaN;
    } else if (w < Double.POSITIVE_INFINITY && logDensity < Double.POSITIVE_INFINITY) {
      logTime = w + logDensity + Math.log(new Window(w, balance, logDensity).integral());
      logLogTime = logTime > 0 ? Math.log(logTime) : Double.NaN;
    } else {
      // The terms beside w and a large log φ are of the order of log w.
      logTime = Double.POSITIVE_INFINITY;
      logLogTime = logDensity > 0 ? LogSum.of(logDecay, Math.log(logDensity)) : logDecay;
    }
    return new Moment(logDecay, balance.logDual(), balance.logScales(), logTime, logLogTime);
  }

  /** The integral ∫_0^{w − 1} e^{−x} φ(w − x)/φ(w) dx, over panels in which it falls little. */
  private final class Window {
    private final double w;
    private final Balance end;
    private final double logDensity;

    Window(double w, Balance end, double logDensity) {
      this.w = w;
      this.end = end;
      this.logDensity = logDensity;
    }

    /** log of the integrand. */
    double fall(double x) {
      double logDecay = Math.log(w) + Math.log1p(-x / w);
      return balance(logDecay, end.logScales()).logDensity(logDecay) - logDensity - x;
    }

    double integral() {
      double room = w - START;
      double to = Math.min(room, TAIL);
      double fall = fall(to);
      while (to < room && fall > -TAIL) {
        to = Math.min(room, 2 * to);
        fall = fall(to);
      }
      while (fall(0.5 * to) < -TAIL) {
        to *= 0.5;
        fall = fall(to);
      }
      boolean straight = Math.abs(fall(0.5 * to) - 0.5 * fall) < STRAIGHT * w;
      return straight ? to * Math.expm1(fall) / fall : panel(0, 0, to, fall, MAX_STEPS);
    }

    private double panel(double from, double fallFrom, double to, double fallTo, int depth) {
      if (Math.abs(fallTo - fallFrom) > PANEL && depth > 0) {
        double middle = 0.5 * (from + to);
        double fall = fall(middle);
        return panel(from, fallFrom, middle, fall, depth - 1)
            + panel(middle, fall, to, fallTo, depth - 1);
      }
      double sum = 0;
      double half = 0.5 * (to - from);
      for (int k = 0; k < GAUSS.getNumberOfPoints(); k++) {
        double x = from + half * (1 + GAUSS.getPoint(k));
        sum += GAUSS.getWeight(k) * Math.exp(fall(x));
      }
      return half * sum;
    }
  }
}
