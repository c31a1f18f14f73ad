package org.mirrorflow.flow.implicit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.model.Loss;

/** Implicit steps of a convolutional net where its samples carry weight beside their kinks. */
class ImplicitConvolutionTest {

  /**
   * Weights of conv:8-16 at log ℒ = −9776 under cosh, on digits 3 and 8. The gradients of the last
   * stage were those of a point 5e-4 away, so kinks are off by many temperatures. The multipliers
   * that follow lead 4 % away to a margin below 0, where 204 samples carry weight instead of 31 and
   * 3,952 kinks may act instead of 271: systems of hours.
   */
  @Test
  @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
  void aFirstGuessThatRaisesTheLossIsNotTaken(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("conv-cosh.npz");
    try (InputStream kept = getClass().getResourceAsStream("conv-cosh.npz")) {
      Files.copy(kept, file);
    }
    Map<String, Tensor> arrays = Npz.read(file);
    double[] theta = arrays.get("theta").data();
    double logStep = arrays.get("logStep").data()[0];
    FlowProblem problem =
        Problems.problem("conv:8-16", DataSpec.load("digits:3,8"), Loss.EXPONENTIAL, "cosh");
    Stepper stepper = ImplicitFlow.standard().bind(problem, FlowOptions.DEFAULT_TOLERANCE);
    stepper.load(new FlowState(theta, 5.19, 5332, 9766, logStep, 191));
    double before = stepper.point().logLoss();
    assertThat(before).isBetween(-9777.0, -9776.0);
    assertThat(stepper.step()).isEqualTo(Stepper.Verdict.ACCEPTED);
    assertThat(stepper.point().logLoss()).isLessThan(1.08 * before);
  }
}
