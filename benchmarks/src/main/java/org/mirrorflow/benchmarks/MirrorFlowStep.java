package org.mirrorflow.benchmarks;

import java.util.Arrays;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.Pass;

/** The gradient step of this library. */
public final class MirrorFlowStep implements Step {
  private final Problem problem;
  private final Pass pass;
  private final double[] outputs;
  private final double[] cotangent;
  private final double[] gradient;
  private final Margins margins;
  private double logLoss;

  /** Binds the problem to a kernel. */
  public MirrorFlowStep(Problem problem, KernelFactory kernels) {
    this.problem = problem;
    this.pass = problem.network().pass(problem.inputs(), problem.samples(), kernels);
    this.outputs = new double[problem.samples() * problem.network().outputs()];
    this.cotangent = new double[outputs.length];
    this.gradient = new double[problem.theta().length];
    this.margins = problem.margins();
  }

  @Override
  public void run() {
    pass.forward(problem.theta(), outputs);
    logLoss = margins.weights(outputs, cotangent);
    pass.pullback(cotangent, gradient);
  }

  /** The step has the direction of the flow, −∂ℒ/ℒ. */
  @Override
  public double[] gradient() {
    double scale = -Math.exp(logLoss);
    return Arrays.stream(gradient).map(g -> scale * g).toArray();
  }
}
