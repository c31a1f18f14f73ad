package org.mirrorflow.examples;

import java.util.List;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.map.Entrywise;
import org.mirrorflow.map.MapFamilies;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.Potential;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** A potential that the library does not have, its horizon, and a flow with it. */
public final class OwnPotential {

  /** r(x) = x²/2 + |x|³/6, so r'(x) = x + sgn(x) x²/2. */
  record Cubic() implements Potential {
    @Override
    public double value(double x) {
      return x * x / 2 + Math.abs(x * x * x) / 6;
    }

    @Override
    public double gradient(double x) {
      return x + Math.copySign(x * x, x) / 2;
    }

    /** 2z/(1 + √(1 + 2|z|)), the root without cancellation, halved so that no 2z overflows. */
    @Override
    public double inverse(double z) {
      return z / (0.5 + Math.sqrt(0.25 + Math.abs(z) / 2));
    }

    @Override
    public double curvature(double x) {
      return 1 + Math.abs(x);
    }

    @Override
    public double dualPotential(double x) {
      return x * x / 2 + Math.abs(x * x * x) / 3;
    }

    @Override
    public String spec() {
      return "cubic";
    }
  }

  /** Makes the name {@code cubic} known where a map is named, once this class is a service. */
  public static final class Families implements MapFamilies {
    @Override
    public List<MapRegistry.Family> families() {
      return List.of(
          new MapRegistry.Family(
              "cubic", "x + sgn(x) x^2/2", List.of(), v -> new Cubic(), List.of("cubic")));
    }
  }

  public static void main(String[] args) {
    Horizon horizon = Horizon.of(new Cubic());
    System.out.printf("p = %.4f, %s%n", horizon.p(), horizon.regime().kind());
    Dataset data = DataSpec.load("synthetic:xor,n=20,d=5");
    var network = ModelSpec.parse("dense:50").on(data);
    MapSpec map = new MapSpec(List.of(new Entrywise(new Cubic())));
    FlowProblem problem = FlowProblem.of(network, data, Loss.LOGISTIC, map);
    double[] weights = new Initialisation(0.5, 0).parameters(network.layout());
    var end = ExplicitFlow.until(problem, -50).run(problem.start(weights), FlowObserver.NONE);
    System.out.println(end.outcome() + " after " + end.state().steps() + " steps");
  }
}
