package org.mirrorflow.map;

import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.numeric.JacobiSvd;

/**
 * R(W) = Σ_i r(σ_i(W)) over the singular values; ∇R(W) = U r'(σ) Vᵀ (Lewis, J. Convex Anal. 2,
 * 1995). Horizon: that of r over the singular values (Schatten norms).
 *
 * <p>A null direction of W is a null direction of ∇R(W) only up to rounding, ε σ₁ of the stored
 * matrix Z. For p &gt; 2 the inverse turns this into a relative size ε^{1/(p−1)}. For cosh it
 * becomes an absolute size of order s once σ₁/s exceeds 37. Such a value cannot be told from a
 * weight, so nothing is cut off.
 *
 * @param potential r
 * @since 0.1.0
 */
public record SpectralMap(Potential potential) implements MirrorMap {

  /**
   * Checks that there is a potential.
   *
   * @param potential not null
   */
  public SpectralMap {
    Objects.requireNonNull(potential, "potential");
  }

  @Override
  public double sum(DoubleUnaryOperator f, double[] theta, Block block) {
    double sum = 0;
    for (double sigma : new JacobiSvd(theta, block).sigma()) {
      sum += f.applyAsDouble(sigma);
    }
    return sum;
  }

  @Override
  public void gradient(double[] theta, Block block, double[] z) {
    new JacobiSvd(theta, block).apply(potential::gradient, z);
  }

  @Override
  public void inverse(double[] z, Block block, double[] theta) {
    new JacobiSvd(z, block).apply(potential::inverse, theta);
  }

  @Override
  public Curvature conjugateCurvature(double[] z, double[] theta, Block block) {
    return new SpectralCurvature(potential, z, block);
  }

  @Override
  public Parts over() {
    return Parts.SINGULAR_VALUES;
  }

  @Override
  public String spec() {
    return "spectral(" + potential.spec() + ")";
  }
}
