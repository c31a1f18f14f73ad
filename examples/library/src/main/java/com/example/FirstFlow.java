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

public final class FirstFlow {
  public static void main(String[] args) {
    var data = DataSpec.load("synthetic:xor,n=20,d=5");
    var network = ModelSpec.parse("dense:50").on(data);
    var problem = FlowProblem.of(network, data, Loss.EXPONENTIAL, MapSpec.parse("p:1.5"));
    var start = problem.start(new Initialisation(0.1, 0).parameters(network.layout()));
    var end = ExplicitFlow.until(problem, -50).run(start, FlowObserver.NONE);
    var gauge = MapHorizon.of(problem.map()).gauge();
    var weights = problem.parameters(end.state());
    var certificate = Certificate.of(network, data, gauge, weights, CertificateOptions.FINE);
    System.out.printf("%s, KKT gap in %s: %.4f%n", end.outcome(), gauge.spec(), certificate.kktGap());
  }
}
