package org.mirrorflow.examples;

import java.util.List;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.DenseSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/** A network whose activation bends upwards on the negative side: h for h > 0, −h/2 below. */
public final class OwnActivation {
  public static void main(String[] args) {
    Activation folded = new Activation(1, -0.5);
    Dataset data = DataSpec.load("synthetic:xor,n=20,d=5");
    var network = new DenseSpec(List.of(30), folded).on(data);
    FlowProblem problem =
        FlowProblem.of(network, data, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    double[] weights = new Initialisation(0.1, 0).parameters(network.layout());
    var end = ExplicitFlow.until(problem, -50).run(problem.start(weights), FlowObserver.NONE);
    weights = problem.parameters(end.state());
    int active = NeuronStrengths.of(network.hiddenLayers().get(0), weights).active();
    System.out.println(folded.spec() + ": " + active + " active neurons of 30");
  }
}
