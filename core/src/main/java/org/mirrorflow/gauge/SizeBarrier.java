package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.Optional;

/**
 * A barrier φ(m) of {‖m‖_p ≤ 1} for magnitudes m ≥ 0 of {@link Parts}, at one m. Its derivatives
 * are ∂φ/∂m_i = g(m_i) with one odd function g, and its Hessian is diag(g'(m_i)) + rrᵀ with r_i =
 * r(m_i).
 *
 * <ul>
 *   <li>p = ∞: −Σ log(1 − m_i²).
 *   <li>p = 2: −log(1 − Σ m_i²).
 *   <li>p = 1: the least of −Σ log(w_i² − m_i²) − log(1 − Σ w_i) over bounds w. With τ = 1/(1 − Σ
 *       w_i) it has w_i = (1 + √(1 + τ²m_i²))/τ.
 * </ul>
 */
interface SizeBarrier {
  /** φ(m). */
  double value();

  /** g at one magnitude. */
  double slope(double m);

  /** (g(a) − g(b))/(a − b), also where b is negative or equal to a: then it is g'(a). */
  double between(double a, double b);

  /** The entry of r for a magnitude. */
  double coupling(double m);

  /** {@return φ at m; empty for other p and where ‖m‖_p ≥ 1} */
  static Optional<SizeBarrier> at(Lp norm, double[] m) {
    if (!(norm.norm(m, 0, m.length) < 1)) {
      return Optional.empty();
    }
    if (Double.isInfinite(norm.p())) {
      double value = -Arrays.stream(m).map(x -> Math.log1p(-x * x)).sum();
      return Optional.of(new Largest(value));
    }
    if (norm.p() == 2) {
      double rest = 1 - Arrays.stream(m).map(x -> x * x).sum();
      return rest > 0 ? Optional.of(new Euclidean(rest)) : Optional.empty();
    }
    return norm.p() == 1 ? Optional.of(Sum.at(m)) : Optional.empty();
  }

  /** Whether there is one for this norm. */
  static boolean known(Lp norm) {
    return norm.p() == 1 || norm.p() == 2 || Double.isInfinite(norm.p());
  }

  /** p = ∞. */
  record Largest(double value) implements SizeBarrier {
    @Override
    public double slope(double m) {
      return 2 * m / ((1 - m) * (1 + m));
    }

    @Override
    public double between(double a, double b) {
      return 2 * (1 + a * b) / ((1 - a) * (1 + a) * (1 - b) * (1 + b));
    }

    @Override
    public double coupling(double m) {
      return 0;
    }
  }

  /**
   * p = 2.
   *
   * @param rest 1 − Σ m_i²
   */
  record Euclidean(double rest) implements SizeBarrier {
    @Override
    public double value() {
      return -Math.log(rest);
    }

    @Override
    public double slope(double m) {
      return 2 * m / rest;
    }

    @Override
    public double between(double a, double b) {
      return 2 / rest;
    }

    @Override
    public double coupling(double m) {
      return 2 * m / rest;
    }
  }

  /**
   * p = 1. With y = τm and S = √(1 + y²), g = τy/(1 + S).
   *
   * @param tau τ, the solution of τ − n − 1 = Σ √(1 + τ²m_i²)
   * @param fall the derivative of the two sides' difference
   * @param value φ
   */
  record Sum(double tau, double fall, double value) implements SizeBarrier {
    /** Newton's method comes from the left to the root of a concave function, and ends there. */
    static Sum at(double[] m) {
      double tau = 2 * m.length + 1;
      while (true) {
        double next = tau - excess(m, tau) / fall(m, tau);
        if (!(next > tau)) {
          break;
        }
        tau = next;
      }
      double last = tau;
      double logs = Arrays.stream(m).map(x -> Math.log(2 * (1 + Math.hypot(1, last * x)))).sum();
      return new Sum(tau, fall(m, tau), (2 * m.length + 1) * Math.log(tau) - logs);
    }

    private static double excess(double[] m, double tau) {
      return tau - m.length - 1 - Arrays.stream(m).map(x -> Math.hypot(1, tau * x)).sum();
    }

    private static double fall(double[] m, double tau) {
      return 1 - Arrays.stream(m).map(x -> x * tau * x / Math.hypot(1, tau * x)).sum();
    }

    private double ratio(double m) {
      return tau * m / (1 + Math.hypot(1, tau * m));
    }

    @Override
    public double slope(double m) {
      return tau * ratio(m);
    }

    /** With ρ = y/(1 + S), y = 2ρ/(1 − ρ²) and 1 − ρ² = 2/(1 + S). */
    @Override
    public double between(double a, double b) {
      double product = (1 + Math.hypot(1, tau * a)) * (1 + Math.hypot(1, tau * b));
      return 2 * tau * tau / (product * (1 + ratio(a) * ratio(b)));
    }

    @Override
    public double coupling(double m) {
      return Math.sqrt(tau / fall) * tau * m / Math.hypot(1, tau * m);
    }
  }
}
