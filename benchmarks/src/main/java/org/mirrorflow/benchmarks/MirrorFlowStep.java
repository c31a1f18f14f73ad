package org.mirrorflow.benchmarks;

import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.Pass;

/** The gradient step of this library. */
public final class MirrorFlowStep implements Step {
  private final Problem problem;
  private final Pass pass;
  private final double[] outputs;
  private final double[] cotangent;
  private final double[] gradient;

  /** Binds the problem to a kernel. */
  public MirrorFlowStep(Problem problem, KernelFactory kernels) {
    this.problem = problem;
    this.pass = problem.network().pass(problem.inputs(), problem.samples(), kernels);
    this.outputs = new double[problem.samples() * problem.network().outputs()];
    this.cotangent = new double[outputs.length];
    this.gradient = new double[problem.theta().length];
  }

  @Override
  public void run() {
    pass.forward(problem.theta(), outputs);
    if (problem.binary()) {
      exponentialLoss();
    } else {
      crossEntropy();
    }
    pass.pullback(cotangent, gradient);
  }

  private void exponentialLoss() {
    for (int i = 0; i < outputs.length; i++) {
      double y = problem.sign(i);
      cotangent[i] = -y * Math.exp(-y * outputs[i]);
    }
  }

  private void crossEntropy() {
    int classes = problem.network().outputs();
    for (int i = 0; i < problem.samples(); i++) {
      int row = i * classes;
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        max = Math.max(max, outputs[row + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        cotangent[row + c] = Math.exp(outputs[row + c] - max);
        sum += cotangent[row + c];
      }
      for (int c = 0; c < classes; c++) {
        cotangent[row + c] /= sum;
      }
      cotangent[row + problem.labels()[i]] -= 1;
    }
  }

  @Override
  public double[] gradient() {
    return gradient.clone();
  }
}
