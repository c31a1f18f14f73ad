package org.mirrorflow.examples;

import org.mirrorflow.analysis.MarkSchedule;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** A new measurement along a flow: how many samples carry the gradient. */
public final class OwnAnalysis {

  /** exp(−Σ λ log λ) of the weights λ of the samples: n at the start, few at the end. */
  static double effectiveSamples(FlowPoint point, Dataset data) {
    double entropy = 0;
    double[] outputs = point.outputs();
    for (int i = 0; i < data.size(); i++) {
      int sign = data.labels()[i] == 1 ? 1 : -1;
      double log = -sign * outputs[i] - point.logLoss();
      entropy -= Math.exp(log) * log;
    }
    return Math.exp(entropy);
  }

  public static void main(String[] args) {
    Dataset data = DataSpec.load("synthetic:xor,n=20,d=5");
    var network = ModelSpec.parse("dense:50").on(data);
    FlowProblem problem = FlowProblem.of(network, data, Loss.EXPONENTIAL, MapSpec.parse("p:3"));
    double[] weights = new Initialisation(0.1, 0).parameters(network.layout());
    double[] next = {Double.POSITIVE_INFINITY};
    ExplicitFlow.until(problem, -100)
        .run(
            problem.start(weights),
            (state, point) -> {
              if (point.logLoss() <= next[0]) {
                next[0] = MarkSchedule.STANDARD.next(point.logLoss());
                System.out.printf("%10.3f %8.3f%n", point.logLoss(), effectiveSamples(point, data));
              }
              return true;
            });
  }
}
