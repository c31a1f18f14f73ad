package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.model.HiddenLayer;

/**
 * What one flow of a convolutional network shows.
 *
 * @param layers largest drift of the layers' invariants
 * @param channels of the channels'
 * @param decrease largest relative fall of the smoothed margin
 * @param growth smoothed margin at the end over that at log ℒ = −1
 * @param steepest largest ratio of κ at a decade of log(1/ℒ) to κ at the decade before; NaN with
 *     fewer than two decades
 * @param gap κ at the end
 * @param active active channels of all layers
 * @param share of the channels that take part, by their participation ratio, mean over layers
 */
record ConvolutionReading(
    double layers,
    double channels,
    double decrease,
    double growth,
    double steepest,
    double gap,
    double active,
    double share) {

  static ConvolutionReading of(FlowRun run) {
    Trajectory t = run.trajectory();
    double[] smoothed = Numbers.fitted(t).column("smoothedMargin");
    List<HiddenLayer> hidden = run.problem().model().hiddenLayers();
    int last = smoothed.length - 1;
    return new ConvolutionReading(
        t.largest("balanceDrift"),
        t.largest("neuronBalanceDrift"),
        MarginChapter.largestDecrease(t),
        last < 0 ? Double.NaN : smoothed[last] / smoothed[0],
        steepest(t),
        Numbers.lastGap(t),
        IntStream.range(0, hidden.size()).mapToDouble(l -> feature(run, l, "activeNeurons")).sum(),
        IntStream.range(0, hidden.size())
            .mapToDouble(l -> feature(run, l, "participationRatio") / hidden.get(l).neurons())
            .average()
            .orElse(Double.NaN));
  }

  private static double feature(FlowRun run, int layer, String name) {
    return run.result().layers().get(layer).feature(name);
  }

  /** Marks at the first log ℒ below −1, −10, −100, … */
  static double steepest(Trajectory trajectory) {
    Trajectory t = Numbers.fitted(trajectory);
    double[] decay = Numbers.decay(t);
    double[] gaps = t.column("kktGap");
    List<Double> met = new ArrayList<>();
    for (int i = 0; i < decay.length; i++) {
      if (decay[i] >= Math.pow(10, met.size())) {
        met.add(gaps[i]);
      }
    }
    return IntStream.range(1, met.size())
        .mapToDouble(d -> met.get(d) / met.get(d - 1))
        .max()
        .orElse(Double.NaN);
  }
}
