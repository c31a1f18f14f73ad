package org.mirrorflow.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.map.Coordinates;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.HomogeneousModel;

/**
 * The balance equation of a mirror flow, measured against its value at the start.
 *
 * <p>Let D(θ) = ⟨θ, ∇R(θ)⟩ − R(θ). Then dD_b/ds = L_b Σ p_j q_j for every block b, so D_b/L_b −
 * D_c/L_c is conserved. For every hidden neuron D(w_h) − k D(a_h) is conserved if the potentials of
 * both layers are sums over neurons (Jacobs and Montúfar 2026, arXiv 2605.19458; for R = ½‖θ‖² Du,
 * Hu and Lee 2018, arXiv 1806.00900). The drift of these invariants is the integrator's own error.
 *
 * @since 0.1.0
 */
public final class BalanceLaws {
  private final HomogeneousModel model;
  private final ParameterMap map;
  private final Coordinates coordinates;
  private final double[] blocksAtStart;
  private final List<double[]> neuronsAtStart;

  /**
   * The laws of a flow that starts in θ.
   *
   * @param model gives blocks, degrees and hidden layers
   * @param map the mirror map ∇R, on the layout of the model
   * @param start θ at time 0, not kept
   */
  public BalanceLaws(HomogeneousModel model, ParameterMap map, double[] start) {
    this.model = model;
    this.map = map;
    this.coordinates = new Coordinates(map);
    this.blocksAtStart = blockPotentials(start);
    this.neuronsAtStart = new ArrayList<>();
    for (HiddenLayer layer : model.hiddenLayers()) {
      neuronsAtStart.add(applies(layer) ? neuronInvariants(layer, start) : null);
    }
  }

  /**
   * {@return D_b(θ)/L_b of every block, first to last, a new array}
   *
   * @param theta θ
   */
  public double[] blockPotentials(double[] theta) {
    return blockPotentials(theta, 0);
  }

  /**
   * {@return D_b(θ)/L_b of every block over e^c, first to last, a new array}
   *
   * @param theta θ
   * @param logUnit c; 0 unless all charts are primal
   */
  public double[] blockPotentials(double[] theta, double logUnit) {
    ParameterMap units = map.inUnits(logUnit);
    double[] d = new double[model.layout().count()];
    for (int b = 0; b < d.length; b++) {
      d[b] = units.dualPotential(theta, b) / model.layout().block(b).degree();
    }
    return d;
  }

  /**
   * {@return D_b/L_b over e^c predicted after work, first block to last, a new array}
   *
   * @param work W = ∫ Σ p q ds since the start, over e^c
   * @param logUnit c
   */
  public double[] predictedBlockPotentials(double work, double logUnit) {
    double[] d = blocksAtStart.clone();
    for (int b = 0; b < d.length; b++) {
      d[b] = Math.exp(-logUnit) * d[b] + work;
    }
    return d;
  }

  /** Log of a unit in which the dual potentials of θ are doubles; it cancels in every drift. */
  private double logUnit(double[] theta) {
    return coordinates.logUnitAt(theta);
  }

  /**
   * {@return max over pairs of blocks of |I(θ) − I(0)| / max_b D_b/L_b, I = D_b/L_b − D_c/L_c;
   * dimensionless}
   *
   * @param theta θ
   */
  public double blockDrift(double[] theta) {
    double unit = logUnit(theta);
    double[] d = blockPotentials(theta, unit);
    double[] start = predictedBlockPotentials(0, unit);
    double scale = 0;
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    for (int b = 0; b < d.length; b++) {
      scale = Math.max(scale, d[b]);
      highest = Math.max(highest, d[b] - start[b]);
      lowest = Math.min(lowest, d[b] - start[b]);
    }
    return (highest - lowest) / scale;
  }

  /**
   * {@return max_b |measured − predicted| / max_b D_b/L_b, formed in units of e^c; dimensionless}
   *
   * @param theta θ
   * @param work W = ∫ Σ p q ds since the start, over e^c
   * @param logUnit c; 0 unless all charts are primal
   */
  public double balanceResidual(double[] theta, double work, double logUnit) {
    double[] measured = blockPotentials(theta, logUnit);
    double[] predicted = predictedBlockPotentials(work, logUnit);
    double scale = 0;
    double worst = 0;
    for (int b = 0; b < measured.length; b++) {
      scale = Math.max(scale, measured[b]);
      worst = Math.max(worst, Math.abs(measured[b] - predicted[b]));
    }
    return worst / scale;
  }

  /**
   * {@return max over neurons of all layers of |I_h(θ) − I_h(0)| / max_h (D(w_h) + k D(a_h)),
   * dimensionless; empty where the law applies to no hidden layer} The scale is taken layer by
   * layer.
   *
   * @param theta θ
   */
  public OptionalDouble neuronDrift(double[] theta) {
    OptionalDouble drift = OptionalDouble.empty();
    for (int l = 0; l < neuronsAtStart.size(); l++) {
      double[] atStart = neuronsAtStart.get(l);
      if (atStart != null) {
        double worst = layerDrift(model.hiddenLayers().get(l), atStart, theta);
        drift = OptionalDouble.of(Math.max(worst, drift.orElse(0)));
      }
    }
    return drift;
  }

  /**
   * {@return whether the neuron law holds for a layer: both potentials add over its neurons}
   *
   * @param layer a hidden layer of the model
   */
  public boolean applies(HiddenLayer layer) {
    Parts in = map.maps().get(model.layout().blocks().indexOf(layer.incoming())).over();
    Parts out = map.maps().get(model.layout().blocks().indexOf(layer.outgoing())).over();
    return in.addOverRows() && out.addOverColumns();
  }

  /**
   * {@return I_h = D(w_h) − k D(a_h) of every neuron of a layer, a new array}
   *
   * @param layer a hidden layer of the model to which the law {@linkplain #applies applies}
   * @param theta θ
   */
  public double[] neuronInvariants(HiddenLayer layer, double[] theta) {
    double[] invariants = new double[layer.neurons()];
    for (int h = 0; h < invariants.length; h++) {
      invariants[h] =
          incoming(map, layer, h, theta) - layer.exponent() * outgoing(map, layer, h, theta);
    }
    return invariants;
  }

  private double layerDrift(HiddenLayer layer, double[] atStart, double[] theta) {
    double unit = logUnit(theta);
    ParameterMap units = map.inUnits(unit);
    double old = Math.exp(-unit);
    double scale = 0;
    double worst = 0;
    for (int h = 0; h < atStart.length; h++) {
      double in = incoming(units, layer, h, theta);
      double out = layer.exponent() * outgoing(units, layer, h, theta);
      scale = Math.max(scale, in + out);
      worst = Math.max(worst, Math.abs(in - out - old * atStart[h]));
    }
    return worst / scale;
  }

  private double incoming(ParameterMap units, HiddenLayer layer, int h, double[] theta) {
    Block block = layer.incoming();
    Block row = new Block(block.name(), block.offset() + h * block.cols(), 1, block.cols(), 1);
    return units.maps().get(model.layout().blocks().indexOf(block)).dualPotential(theta, row);
  }

  private double outgoing(ParameterMap units, HiddenLayer layer, int h, double[] theta) {
    double[] weights = layer.outgoingWeights(theta, h);
    Block block = Block.matrix(weights.length, 1);
    return units
        .maps()
        .get(model.layout().blocks().indexOf(layer.outgoing()))
        .dualPotential(weights, block);
  }
}
