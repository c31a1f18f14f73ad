package org.mirrorflow.map;

import java.util.Optional;

/**
 * r(x) = λ|x| + x²/2, the elastic net: r'(x) = sgn(x)(λ + |x|), and (r')⁻¹(z) = sgn(z) max(|z| − λ,
 * 0), the soft threshold. Linearised Bregman iterations are mirror descent with it (Yin, Osher,
 * Goldfarb and Darbon 2008, doi:10.1137/070703983; for networks LinBreg: Bungert, Roith, Tenbrinck
 * and Burger 2022, arXiv 2105.04319).
 *
 * <p>r has a kink at 0, where every z in [−λ, λ] is a subgradient. {@link #gradient} gives the
 * subgradient 0. The inverse is exactly 0 on the interval, so θ does not determine z. So z is the
 * state. r* = max(|z| − λ, 0)²/2 is differentiable, and D = x²/2 is conserved as for other
 * potentials.
 *
 * <p>Horizon ℓ2, algebraic of order 1: λ becomes negligible beside growing weights, so the limit
 * direction is that of gradient descent. The zeros occur on the way: an entry is 0 until its dual
 * exceeds λ.
 *
 * @param lambda λ &gt; 0
 * @since 0.2.0
 */
public record ElasticNet(double lambda) implements Potential {

  /**
   * Checks λ.
   *
   * @param lambda positive and finite
   * @throws org.mirrorflow.io.InputException if it is not
   */
  public ElasticNet {
    Numbers.requireScale(
        "enet:lambda=" + Numbers.text(lambda), "lambda", lambda, "try enet:lambda=0.1");
  }

  @Override
  public double value(double x) {
    double a = Math.abs(x);
    return a * (lambda + 0.5 * a);
  }

  @Override
  public double gradient(double x) {
    return x == 0 ? x : Math.copySign(lambda + Math.abs(x), x);
  }

  @Override
  public double inverse(double z) {
    return Math.copySign(Math.max(Math.abs(z) - lambda, 0), z);
  }

  /** 1; +∞ at the kink, where ∇²R* is 0. */
  @Override
  public double curvature(double x) {
    return x == 0 ? Double.POSITIVE_INFINITY : 1;
  }

  @Override
  public double dualPotential(double x) {
    return 0.5 * x * x;
  }

  @Override
  public double logValue(double x) {
    return Math.log(x) + Math.log(lambda + 0.5 * x);
  }

  @Override
  public double logGradient(double x) {
    return Math.log(lambda + x);
  }

  @Override
  public double logDualPotential(double x) {
    return 2 * Math.log(x) - Math.log(2);
  }

  @Override
  public double logCurvature(double x) {
    return 0;
  }

  @Override
  public double inverseFromLog(double logZ) {
    return Math.max(Math.exp(logZ) - lambda, 0);
  }

  @Override
  public <T> Optional<T> inverse(OddFunctions<T> functions, T z) {
    return Optional.of(functions.shrink(lambda, z));
  }

  @Override
  public String spec() {
    return "enet:lambda=" + Numbers.text(lambda);
  }
}
