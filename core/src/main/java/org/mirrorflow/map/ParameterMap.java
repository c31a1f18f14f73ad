package org.mirrorflow.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirrorflow.gauge.Layout;

/**
 * The mirror map of a whole parameter vector, R(θ) = Σ_b R_b(θ_b): one map per block.
 *
 * <p>Arrays are indexed as the layout says; entries outside it are left alone. Input and output
 * arrays must be different arrays.
 *
 * @param layout the blocks
 * @param maps one map per block, in the order of the blocks
 * @since 0.1.0
 */
public record ParameterMap(Layout layout, List<MirrorMap> maps) {
  /**
   * Checks that there is one map per block.
   *
   * @param layout at least one block
   * @param maps as many as there are blocks, copied
   * @throws IllegalArgumentException if there are more or fewer
   */
  public ParameterMap {
    maps = List.copyOf(maps);
    if (maps.size() != layout.count()) {
      throw new IllegalArgumentException(
          "%s maps for %s blocks; expected one per block".formatted(maps.size(), layout.count()));
    }
  }

  /**
   * {@return the map of block b}
   *
   * @param b number of the block, counted from 0
   */
  public MirrorMap map(int b) {
    return maps.get(b);
  }

  /**
   * {@return R(θ)}
   *
   * @param theta θ
   */
  public double value(double[] theta) {
    double sum = 0;
    for (int b = 0; b < maps.size(); b++) {
      sum += maps.get(b).value(theta, layout.block(b));
    }
    return sum;
  }

  /**
   * Writes z = ∇R(θ).
   *
   * @param theta θ
   * @param z receives ∇R(θ)
   */
  public void gradient(double[] theta, double[] z) {
    for (int b = 0; b < maps.size(); b++) {
      maps.get(b).gradient(theta, layout.block(b), z);
    }
  }

  /**
   * Writes θ = ∇R*(z).
   *
   * @param z dual variable
   * @param theta receives ∇R*(z)
   */
  public void inverse(double[] z, double[] theta) {
    for (int b = 0; b < maps.size(); b++) {
      maps.get(b).inverse(z, layout.block(b), theta);
    }
  }

  /**
   * {@return e^{−c} R, the same map with z and D in units of e^c}
   *
   * @param logUnit c; 0 unless all charts are primal
   * @throws IllegalArgumentException if c ≠ 0 and a chart is {@link MirrorMap.Chart#DUAL}
   */
  public ParameterMap inUnits(double logUnit) {
    return logUnit == 0
        ? this
        : new ParameterMap(layout, maps.stream().map(m -> m.inUnits(logUnit)).toList());
  }

  /**
   * {@return the same map, {@linkplain MirrorMap#straightened straightened} in every block; empty
   * where there is nothing to straighten}
   *
   * @param theta θ
   * @param share of the curvature at the largest part of a block, in (0, 1)
   */
  public Optional<ParameterMap> straightened(double[] theta, double share) {
    List<MirrorMap> straight = new ArrayList<>();
    for (int b = 0; b < maps.size(); b++) {
      straight.add(maps.get(b).straightened(theta, layout.block(b), share));
    }
    return straight.equals(maps)
        ? Optional.empty()
        : Optional.of(new ParameterMap(layout, straight));
  }

  /**
   * {@return D(θ) = Σ_b D_b(θ_b)}
   *
   * @param theta θ
   */
  public double dualPotential(double[] theta) {
    double sum = 0;
    for (int b = 0; b < maps.size(); b++) {
      sum += dualPotential(theta, b);
    }
    return sum;
  }

  /**
   * {@return D_b(θ_b), the dual potential of block b alone; D_b/L_b − D_c/L_c is conserved by the
   * flow}
   *
   * @param theta θ
   * @param b number of the block, counted from 0
   */
  public double dualPotential(double[] theta, int b) {
    return maps.get(b).dualPotential(theta, layout.block(b));
  }

  /**
   * {@return ∇²R*(z), block by block; a diagonal where that of every block is}
   *
   * @param z dual variable, not copied
   * @param theta θ = ∇R*(z), not copied
   */
  public Curvature conjugateCurvature(double[] z, double[] theta) {
    List<Curvature> blocks = new ArrayList<>();
    for (int b = 0; b < maps.size(); b++) {
      blocks.add(maps.get(b).conjugateCurvature(z, theta, layout.block(b)));
    }
    return new Blockwise(blocks);
  }

  private record Blockwise(List<Curvature> blocks) implements Curvature {
    @Override
    public void apply(double[] v, double[] out) {
      blocks.forEach(block -> block.apply(v, out));
    }

    @Override
    public boolean diagonal() {
      return blocks.stream().allMatch(Curvature::diagonal);
    }
  }
}
