package org.mirrorflow.djl.train;

import java.util.List;
import org.mirrorflow.data.Samples;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.Network;

/** What a training of these options has to say at its end. */
record TrainEnd(TrainSpec spec, TrainSetup setup, Network network, MarginTrainer trainer) {

  /** The numbers of a training that was interrupted: those of its last mark, which may be null. */
  TrainResult ofMark(int epochs, double seconds, double[] mark) {
    return new TrainResult(
        TrainOutcome.INTERRUPTED.name(),
        epochs,
        seconds,
        mark == null ? null : mark[2],
        null,
        null,
        mark == null ? null : mark[1],
        mark == null ? null : mark[3],
        null,
        null,
        null,
        null,
        null,
        network.parameters(),
        zeros(),
        trainer.optimizer().assignments(),
        spec.rates(),
        List.of(),
        List.of());
  }

  /** The numbers of the final weights, on all images and in float64 where the model allows. */
  TrainResult of(
      TrainOutcome outcome, int epochs, double seconds, double[] startWeights, EpochLog log) {
    TrainData data = setup.data();
    double[] theta = network.weightValues();
    Evaluation train = evaluation(data.train(), theta);
    Evaluation test = evaluation(data.test(), theta);
    Theory theory =
        network
            .model()
            .map(m -> Theory.of(m, setup, startWeights, theta, train, epochs))
            .orElse(Theory.NONE);
    boolean held = spec.validation() > 0;
    return new TrainResult(
        outcome.name(),
        epochs,
        seconds,
        TrainResult.orNull(train.accuracy()),
        held ? null : TrainResult.orNull(test.accuracy()),
        held ? TrainResult.orNull(test.accuracy()) : null,
        TrainResult.orNull(train.logLoss()),
        TrainResult.orNull(train.minimum()),
        theory.gauge(),
        theory.qMargin(),
        theory.smoothed(),
        theory.balance(),
        theory.regime(),
        network.parameters(),
        zeros(),
        trainer.optimizer().assignments(),
        spec.rates(),
        Warnings.of(spec, data, log, train, theory.layers()),
        theory.layers());
  }

  private Evaluation evaluation(Samples images, double[] theta) {
    return network
        .model()
        .map((DjlModel model) -> Evaluation.exact(images, model, theta, network.manager()))
        .orElseGet(() -> Evaluation.of(images, network.manager(), setup.type(), trainer::evaluate));
  }

  private List<Double> zeros() {
    double[] theta = network.weightValues();
    return network.weights().blocks().stream().map(b -> EpochLog.zeros(theta, b)).toList();
  }
}
