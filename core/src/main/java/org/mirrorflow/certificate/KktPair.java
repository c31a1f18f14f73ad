package org.mirrorflow.certificate;

import java.util.Arrays;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.numeric.Norms;

/**
 * The (ε, δ)-KKT pair of a point (Dutta et al. 2013, doi:10.1007/s10898-012-9920-5; Lyu and Li
 * 2020, arXiv 1906.05890). At θ' = θ/q_min^{1/L}, with λ' = λ Q(θ')²/(L Σ λ_j q_j(θ')): ε is the ℓ2
 * distance of Σ λ'_j g_j from ∂(½Q²)(θ'), δ = max_j λ'_j (q_j(θ') − 1).
 *
 * @param epsilon stationarity
 * @param delta complementary slackness
 */
record KktPair(double epsilon, double delta) {

  /**
   * The pair of θ̂ of gauge 1, scaled to q_min = 1.
   *
   * @param x the coefficients of the gradients
   * @param lambda λ, one per margin; the first margins of the gradients are these
   */
  static KktPair of(
      Gauge gauge, double[] unit, MarginGradients gradients, double[] x, double[] lambda) {
    int degree = gauge.layout().degree();
    double[] q = Arrays.copyOf(gradients.margins(), lambda.length);
    double minimum = gradients.minimum();
    double size = Math.pow(minimum, -1.0 / degree); // Q(θ')
    double weighted = Norms.dotInOrder(q, lambda);
    double factor = size * size / (degree * weighted / minimum); // λ'/λ
    double delta = 0;
    for (int j = 0; j < q.length; j++) {
      delta = Math.max(delta, factor * lambda[j] * (q[j] / minimum - 1));
    }
    double[] s = new double[unit.length];
    gradients.combine(x, s);
    // gradients are homogeneous of degree L − 1: g(θ') = Q(θ')^{L−1} g(θ̂); and ∂(½Q²) = Q(θ')
    // ∂Q(θ̂)
    double gradientFactor = factor * Math.pow(size, degree - 1) / size;
    double[] scaled = Arrays.stream(s).map(g -> gradientFactor * g).toArray();
    return new KktPair(size * gauge.distance(unit, scaled), delta);
  }
}
