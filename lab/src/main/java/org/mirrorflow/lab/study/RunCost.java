package org.mirrorflow.lab.study;

import java.util.Optional;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.ModelSpec;

/** What a flow is expected to cost, for the order of a study's flows and its progress. */
final class RunCost {
  private RunCost() {}

  /** In seconds, roughly: steps are proportional to log(1/ℒ) or, implicit, to its logarithm. */
  static double of(RunSpec spec) {
    double decay = Math.max(1, 15 - Math.min(0, spec.untilLogLoss()));
    double far = Math.log10(10 + decay);
    boolean digits = !spec.data().startsWith("synthetic");
    boolean images = spec.data().contains("mnist");
    HomogeneousModel model =
        ModelSpec.parse(spec.model()).on(1, Optional.of(new ImageShape(1, 1, 1)), 1);
    double size = 1 + model.hiddenLayers().stream().mapToInt(HiddenLayer::neurons).sum();
    double samples = images ? 800 : digits ? 60 : 1;
    double steps = spec.integrator().equals("explicit") ? decay / 50 : far;
    return 0.05 + 0.003 * steps * size * samples;
  }
}
