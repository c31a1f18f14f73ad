package org.mirrorflow.djl.train;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.analysis.MarginSummary;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.Loss;

/**
 * The numbers that only a homogeneous network has.
 *
 * @param gauge Q, the limit gauge of the map
 * @param qMargin γ, null where the images are not separated
 * @param smoothed γ̃, likewise
 * @param balance D_b/L_b of every layer
 * @param regime how fast the map nears its gauge
 * @param layers features of the hidden layers
 */
record Theory(
    String gauge,
    Double qMargin,
    Double smoothed,
    List<Double> balance,
    String regime,
    List<TrainResult.Layer> layers) {

  /** Of a network outside the theory. */
  static final Theory NONE = new Theory(null, null, null, null, null, List.of());

  /**
   * Measures trained weights.
   *
   * @param setup the training
   * @param start θ at the start
   * @param theta θ at the end
   * @param train evaluation of θ on the training images
   * @param epochs passes over the training images
   */
  static Theory of(
      DjlModel model,
      TrainSetup setup,
      double[] start,
      double[] theta,
      Evaluation train,
      int epochs) {
    ParameterMap map = MapSpec.parse(setup.spec().map()).on(model.layout());
    FoundRates rates = setup.spec().rates();
    boolean one = rates == null || rates.equal();
    MapHorizon horizon = one ? MapHorizon.of(map) : MapHorizon.separate(map);
    MarginSummary margin =
        MarginSummary.of(
            horizon.gauge(), theta, train.minimum(), Loss.CROSS_ENTROPY, train.logLoss());
    double[] balance = new BalanceLaws(model, map, start).blockPotentials(theta);
    for (int b = 0; b < balance.length && rates != null; b++) {
      balance[b] *= rates.layers().get(0) / rates.layers().get(b);
    }
    boolean separated = train.minimum() > 0;
    return new Theory(
        horizon.gauge().spec(),
        separated ? TrainResult.orNull(margin.qMargin()) : null,
        separated ? TrainResult.orNull(margin.smoothedMargin()) : null,
        Arrays.stream(balance).mapToObj(TrainResult::orNull).toList(),
        horizon.regime().kind().name(),
        new LayerReport(model, map, start, theta, setup).layers(epochs));
  }
}
