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
              "c: s, work and the dual potentials are in units of e^c; 0 unless they are about to"
                  + " leave the range of doubles.",
              Mark::logUnit),
          along("s", "Rescaled time s, ds = ℒ dt, over e^c.", Mark::s),
          along("work", "W = ∫ Σ p q ds since the start, over e^c.", Mark::work),
          last("logTime", "log t, t the time of the flow; −∞ at the start.", Mark::logTime),
          last("logLoss", "log ℒ, natural.", Mark::logLoss),
          along("minMargin", "q_min(θ), the smallest margin.", m -> m.margin().minMargin()),
          along("gaugeValue", "Q(θ), Q the limit gauge of the map.", m -> m.margin().gaugeValue()),
          last("qMargin", "γ = q_min / Q(θ)^L.", m -> m.margin().qMargin()),
          last("smoothedMargin", "γ̃ = ℓ⁻¹(ℒ) / Q(θ)^L.", m -> m.margin().smoothedMargin()),
          along("logScale", "log ρ(θ), ρ the present scale.", m -> m.approach().logScale()),
          along(
              "horizonGap",
              "h = ρ(θ)/Q(θ) − 1, relative distance of the present gauge from the limit gauge.",
              m -> m.approach().horizonGap()),
          last("accuracy", "Share of the training samples that are classified.", Mark::accuracy),
          asked(
              "testAccuracy",
              "The same of the samples held out by --test.",
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
              "The same of D(w_h) − k D(a_h) over hidden neurons; none where the law does not"
                  + " apply.",
              m -> m.balance().neuronBalanceDrift()),
          along(
              "balanceResidual",
              "Largest difference of D_b/L_b from its value at the start plus W, relative to max"
                  + " D_b/L_b.",
              m -> m.balance().balanceResidual()),
          certified(
              "kktGap", "κ from above, the slopes at kinks free; relative.", Certificate::kktGap),
          certified(
              "kktGapFixed",
              "κ from above, one Clarke element per sample; relative.",
              Certificate::kktGapFixed),
          certified(
              "kktGapLower",
              "κ from below, the slopes at kinks free; relative.",
              Certificate::kktGapLower),
          certified(
              "kinkDistance",
              "How far from θ the point lies whose κ is kktGap, as a share of Q(θ).",
              Certificate::kinkDistance),
          certified("kinks", "Number of slopes that were free.", Certificate::kinks).counted());

  /** Of a weight layer at a mark; the column ends in {@code _} and the name of the layer. */
  public static final List<Quantity<BlockBalance>> OF_BLOCK =
      List.of(
          block(
              "dualPotentialPerDegree",
              "D_b/L_b over e^c, D_b = ⟨θ_b, ∇R_b⟩ − R_b: the balance law keeps its differences"
                  + " between layers.",
              BlockBalance::dualPotentialPerDegree),
          block(
              "predictedDualPotentialPerDegree",
              "D_b/L_b at the start plus W, over e^c: what the balance equation predicts for it.",
              BlockBalance::predictedDualPotentialPerDegree));

  /** Of a hidden layer at a mark; the column ends in {@code _} and its number, from 1. */
  public static final List<Quantity<LayerFeatures>> OF_LAYER =
      List.of(
          feature("active", "Neurons above 5 % of the strongest.", f -> f.strengths().active())
              .counted()
              .reportedAs("activeNeurons"),
          feature("dead", "Neurons that fire on no training sample.", LayerFeatures::dead)
              .counted()
              .reportedAs("deadNeurons"),
          feature(
              "participationRatio",
              "(Σc)²/Σc², c the strengths: an effective number of neurons.",
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
          inGauge("qMargin", "γ = q_min / Q(θ)^L.", g -> g.margin().qMargin()),
          inGauge("smoothedMargin", "γ̃ = ℓ⁻¹(ℒ) / Q(θ)^L.", g -> g.margin().smoothedMargin()),
          inGauge(
              "kktGap",
              "κ from above, the slopes at kinks free; relative.",
              g -> g.certified() ? g.certificate().kktGap() : Double.NaN),
          inGauge(
              "kktGapLower",
              "κ from below, the slopes at kinks free; relative.",
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
