package org.mirrorflow.analysis;

import static org.mirrorflow.analysis.Quantity.End.ABSENT;
import static org.mirrorflow.analysis.Quantity.End.ASKED;
import static org.mirrorflow.analysis.Quantity.End.LARGEST;
import static org.mirrorflow.analysis.Quantity.End.LAST;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.HomogeneousModel;

/**
 * All that is measured at the marks of a run. The columns of trajectories and stores, the numbers
 * in the result of a run and the page that explains them are made from these lists.
 *
 * @since 0.2.0
 */
public final class Quantities {
  /** Where along the run a mark is. */
  public static final Quantity<Mark> STEPS =
      last("steps", "Accepted steps.", Mark::steps).counted();

  /** Of a mark; the column has the name of the quantity. */
  public static final List<Quantity<Mark>> OF_MARK =
      List.of(
          STEPS,
          along(
              "logUnit",
              "c, where s, work and dual potentials are stored divided by e^c. It is 0 unless they"
                  + " would overflow float64.",
              Mark::logUnit),
          along("s", "Rescaled time s, with ds = ℒ dt, divided by e^c.", Mark::s),
          along("work", "Work W = ∫ Σ p q ds since the start, divided by e^c.", Mark::work),
          last(
              "logTime", "log t, where t is the time of the flow; −∞ at the start.", Mark::logTime),
          last("logLoss", "Natural logarithm of the loss ℒ, the sum over samples.", Mark::logLoss),
          along("minMargin", "q_min(θ), the smallest margin.", m -> m.margin().minMargin()),
          along(
              "gaugeValue",
              "Q(θ), the limit gauge of the map at the weights.",
              m -> m.margin().gaugeValue()),
          last("qMargin", "Q-margin γ = q_min / Q(θ)^L.", m -> m.margin().qMargin()),
          last(
              "smoothedMargin",
              "Smoothed margin ℓ⁻¹(ℒ) / Q(θ)^L.",
              m -> m.margin().smoothedMargin()),
          along(
              "logScale",
              "log ρ(θ), where ρ is the scale of the weights.",
              m -> m.approach().logScale()),
          along(
              "horizonGap",
              "h = ρ(θ)/Q(θ) − 1: how far the gauge at the present scale is from the limit gauge.",
              m -> m.approach().horizonGap()),
          last(
              "accuracy",
              "Share of the training samples that are classified correctly.",
              Mark::accuracy),
          asked(
              "testAccuracy",
              "Share of the samples held out by --test that are classified correctly.",
              m -> m.besides().testAccuracy()),
          asked(
              "testLogLoss",
              "Log of the mean loss over the samples held out by --test.",
              m -> m.besides().testLogLoss()),
          largest(
              "balanceDrift",
              "Largest change of D_b/L_b − D_c/L_c over pairs of weight layers since the start,"
                  + " relative to max D_b/L_b.",
              m -> m.balance().balanceDrift()),
          largest(
              "neuronBalanceDrift",
              "Largest change of D(w_h) − k D(a_h) over hidden neurons since the start, relative to"
                  + " max D(w_h) + k D(a_h) of the layer; empty where the law does not apply.",
              m -> m.balance().neuronBalanceDrift()),
          along(
              "balanceResidual",
              "Largest error of the balance law, by which D_b/L_b is its value at the start plus"
                  + " W; relative to max D_b/L_b.",
              m -> m.balance().balanceResidual()),
          certified(
              "kktGap",
              "Upper bound of the KKT gap κ, with free slopes at kinks.",
              Certificate::kktGap),
          certified(
              "kktGapFixed",
              "KKT gap κ with the slopes of the activation: one Clarke element per sample.",
              Certificate::kktGapFixed),
          certified(
              "kktGapLower",
              "Lower bound of the KKT gap κ, with free slopes at kinks.",
              Certificate::kktGapLower),
          certified(
              "kinkDistance",
              "Distance from θ to the point whose KKT gap is kktGap, as a share of Q(θ).",
              Certificate::kinkDistance),
          certified("kinks", "Number of free slopes.", Certificate::kinks).counted());

  /** Of a weight layer at a mark; the column ends in {@code _} and the name of the layer. */
  public static final List<Quantity<BlockBalance>> OF_BLOCK =
      List.of(
          block(
              "dualPotentialPerDegree",
              "D_b/L_b divided by e^c, with D_b = ⟨θ_b, ∇R_b⟩ − R_b. The balance law conserves its"
                  + " differences between layers.",
              BlockBalance::dualPotentialPerDegree),
          block(
              "predictedDualPotentialPerDegree",
              "What the balance law predicts for it: D_b/L_b at the start plus W, divided by e^c.",
              BlockBalance::predictedDualPotentialPerDegree));

  /** Of a hidden layer at a mark; the column ends in {@code _} and its number, from 1. */
  public static final List<Quantity<LayerFeatures>> OF_LAYER =
      List.of(
          feature(
                  "active",
                  "Neurons with more than 5 % of the strength of the strongest.",
                  f -> f.strengths().active())
              .counted()
              .reportedAs("activeNeurons"),
          feature("dead", "Neurons that fire on no training sample.", LayerFeatures::dead)
              .counted()
              .reportedAs("deadNeurons"),
          feature(
              "participationRatio",
              "Effective number of neurons: (Σc)²/Σc², where c are the strengths.",
              f -> f.strengths().participationRatio()),
          feature(
              "hoyer",
              "Hoyer's sparsity of the strengths, from 0 (equal) to 1 (a single one).",
              f -> f.strengths().hoyer()),
          feature("gini", "Gini coefficient of the strengths.", f -> f.strengths().gini()),
          feature(
              "firingFraction",
              "Mean share of neurons that fire on a sample.",
              LayerFeatures::firingFraction),
          feature(
              "labelAlignment",
              "Centred kernel alignment of the activations to the labels, from 0 to 1.",
              LayerFeatures::labelAlignment),
          feature(
              "featureDrift",
              "1 − centred kernel alignment of the activations to those at the start.",
              LayerFeatures::featureDrift));

  /** Of a gauge of --gauges at a mark; the column ends in {@code _} and the gauge. */
  public static final List<Quantity<Besides.InGauge>> OF_GAUGE =
      List.of(
          inGauge("qMargin", "Q-margin γ = q_min / Q(θ)^L.", g -> g.margin().qMargin()),
          inGauge(
              "smoothedMargin",
              "Smoothed margin ℓ⁻¹(ℒ) / Q(θ)^L.",
              g -> g.margin().smoothedMargin()),
          inGauge(
              "kktGap",
              "Upper bound of the KKT gap κ in this gauge, with free slopes at kinks.",
              g -> g.certified() ? g.certificate().kktGap() : Double.NaN),
          inGauge(
              "kktGapLower",
              "Lower bound of the KKT gap κ, with free slopes at kinks.",
              g -> g.certified() ? g.certificate().kktGapLower() : Double.NaN));

  private Quantities() {}

  /** A number that the result of a run does not have. */
  private static Quantity<Mark> along(String name, String meaning, ToDoubleFunction<Mark> value) {
    return new Quantity<>(name, meaning, false, ABSENT, name, value);
  }

  private static Quantity<Mark> last(String name, String meaning, ToDoubleFunction<Mark> value) {
    return new Quantity<>(name, meaning, false, LAST, name, value);
  }

  /** A number that only some runs have. */
  private static Quantity<Mark> asked(String name, String meaning, ToDoubleFunction<Mark> value) {
    return new Quantity<>(name, meaning, false, ASKED, name, value);
  }

  private static Quantity<Mark> largest(String name, String meaning, ToDoubleFunction<Mark> value) {
    return new Quantity<>(name, meaning, false, LARGEST, name, value);
  }

  private static Quantity<Mark> certified(
      String name, String meaning, ToDoubleFunction<Certificate> value) {
    return last(
        name,
        meaning,
        mark -> mark.certified() ? value.applyAsDouble(mark.certificate()) : Double.NaN);
  }

  private static Quantity<BlockBalance> block(
      String name, String meaning, ToDoubleFunction<BlockBalance> value) {
    return new Quantity<>(name, meaning, false, ABSENT, name, value);
  }

  private static Quantity<Besides.InGauge> inGauge(
      String name, String meaning, ToDoubleFunction<Besides.InGauge> value) {
    return new Quantity<>(name, meaning, false, LAST, name, value);
  }

  private static Quantity<LayerFeatures> feature(
      String name, String meaning, ToDoubleFunction<LayerFeatures> value) {
    return new Quantity<>(name, meaning, false, LAST, name, value);
  }

  /**
   * {@return the names of the columns of a model's marks}
   *
   * @param model what flows
   * @param gauges that are asked for
   */
  public static List<String> columns(HomogeneousModel model, List<GaugeSpec> gauges) {
    List<String> columns = new ArrayList<>();
    OF_MARK.forEach(q -> columns.add(q.name()));
    for (Block block : model.layout().blocks()) {
      OF_BLOCK.forEach(q -> columns.add(q.name() + "_" + block.name()));
    }
    for (int l = 1; l <= model.hiddenLayers().size(); l++) {
      int layer = l;
      OF_LAYER.forEach(q -> columns.add(q.name() + "_" + layer));
    }
    for (GaugeSpec gauge : gauges) {
      OF_GAUGE.forEach(q -> columns.add(q.name() + "_" + gauge.spec()));
    }
    return columns;
  }

  /**
   * {@return one number per column}
   *
   * @param mark what was measured
   */
  public static double[] row(Mark mark) {
    List<Double> row = new ArrayList<>();
    OF_MARK.forEach(q -> row.add(q.value().applyAsDouble(mark)));
    for (BlockBalance block : mark.balance().blocks()) {
      OF_BLOCK.forEach(q -> row.add(q.value().applyAsDouble(block)));
    }
    for (LayerFeatures layer : mark.layers()) {
      OF_LAYER.forEach(q -> row.add(q.value().applyAsDouble(layer)));
    }
    for (Besides.InGauge gauge : mark.besides().gauges()) {
      OF_GAUGE.forEach(q -> row.add(q.value().applyAsDouble(gauge)));
    }
    return row.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
