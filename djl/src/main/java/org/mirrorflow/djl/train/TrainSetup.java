package org.mirrorflow.djl.train;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.mirrorflow.djl.Architecture;
import org.mirrorflow.djl.MarginLoss;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.MirrorDescent;
import org.mirrorflow.djl.Network;
import org.mirrorflow.djl.Schedule;
import org.mirrorflow.djl.StepLimit;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.ChainSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/**
 * What a training is made of: networks at their start, and loops over them.
 *
 * @param spec what is asked
 * @param data its images
 */
record TrainSetup(TrainSpec spec, TrainData data) {

  DataType type() {
    return spec.precision().equals("float64") ? DataType.FLOAT64 : DataType.FLOAT32;
  }

  /** A network at the initial weights, to be closed. */
  Network network() {
    int classes = data.train().classes();
    Network network =
        new Network(
            Architecture.parse(spec.model()),
            data.shape(),
            classes == 2 ? 1 : classes,
            type(),
            spec.device(),
            new Initialisation(initialScale(), spec.seed()));
    if (spec.initDensity() < 1) {
      network.setWeights(
          SparseStart.of(
              network.weightValues(), network.weights(), spec.initDensity(), spec.seed()));
    }
    return network;
  }

  /** The scale asked for, else that at which activations keep their size from layer to layer. */
  double initialScale() {
    return spec.initScale() != null
        ? spec.initScale()
        : Architecture.parse(spec.model())
            .chain()
            .map(ChainSpec::activation)
            .map(sigma -> sigma.gain())
            .orElse(TrainSpec.DEFAULT_SCALE);
  }

  /** Steps of an epoch. */
  int batches() {
    return spec.fullBatch() ? 1 : (data.train().size() + spec.batch() - 1) / spec.batch();
  }

  /**
   * First image of batch k of an epoch. All batches are of one size, give or take an image: the
   * mean over a last batch of a few would be noisy, and the step on it as long as any.
   */
  int from(int k) {
    return (int) ((long) k * data.train().size() / batches());
  }

  /** The limit asked for, before the first step. */
  StepLimit limit() {
    return new StepLimit(spec.stepLimit() == 0 ? Double.POSITIVE_INFINITY : spec.stepLimit());
  }

  /** A loop over a network that takes no step. */
  MarginTrainer idle(Network network) {
    return trainer(network, List.of(), 1, 1, limit());
  }

  /**
   * A loop over a network.
   *
   * @param rates of the weight layers, or none
   * @param rate factor on them
   * @param steps over which the rate changes as asked
   * @param limit of the steps
   */
  MarginTrainer trainer(
      Network network, List<Double> rates, double rate, int steps, StepLimit limit) {
    MirrorDescent optimizer =
        MirrorDescent.builder(network.block(), MapSpec.parse(spec.map()))
            .layerRates(rates)
            .momentum(spec.momentum())
            .optWeightDecays((float) spec.weightDecay())
            .learningRate(rate, Schedule.parse(spec.schedule()), steps)
            .build();
    return new MarginTrainer(
        network.block(), network.manager(), new MarginLoss(Loss.CROSS_ENTROPY), optimizer, limit);
  }
}
