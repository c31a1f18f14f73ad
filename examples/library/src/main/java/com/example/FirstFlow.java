package com.example;

import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** A network trained with hyperbolic entropy, and how close it came to its limit. */
public final class FirstFlow {
  public static void main(String[] args) {
    var data = DataSpec.load("synthetic:xor,n=20,d=5");
    var network = ModelSpec.parse("dense:50").on(data);
    var map = MapSpec.parse("hyperbolic:beta=0.1");
    var problem = FlowProblem.of(network, data, Loss.EXPONENTIAL, map);
    double[] weights = new Initialisation(0.1, 0).parameters(network.layout());
    var end = ExplicitFlow.until(problem, -100).run(problem.start(weights), FlowObserver.NONE);
    weights = problem.parameters(end.state());
    var gauge = MapHorizon.of(problem.map()).gauge();
    var certificate = Certificate.of(network, data, gauge, weights, CertificateOptions.FINE);
    System.out.println(end.outcome() + " at log loss " + end.logLoss());
    System.out.println(gauge.spec() + " margin, KKT gap " + certificate.kktGap());
  }
}
