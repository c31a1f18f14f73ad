package org.mirrorflow.flow.stabilised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Loss;

class BlockChangesTest {
  private static final double BITS = 1e-12;

  /** D_b/L_b changes at this rate along a velocity of z. */
  private static double rate(Block block, double[] theta, double[] velocity) {
    double sum = 0;
    for (int j = block.offset(); j < block.end(); j++) {
      sum += theta[j] * velocity[j];
    }
    return sum / block.degree();
  }

  /** Any velocity is made one along which the balance is kept; the force is one already. */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:3"})
  void balancedVelocitiesKeepTheBalance(String map) {
    FlowProblem problem =
        Problems.problem("dense:5,4", Problems.random(8, 3, 3, 1), Loss.CROSS_ENTROPY, map);
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(Problems.start(problem, 1, 2).coordinates());
    point.computeDirection();
    double[] theta = point.theta();
    double[] z = new double[theta.length];
    problem.map().gradient(theta, z);
    double[] force = point.direction().clone();
    BlockChanges.balance(problem.map().layout(), theta, z, force);
    double[] velocity = new SplittableRandom(3).doubles(z.length, -1, 1).toArray();
    BlockChanges.balance(problem.map().layout(), theta, z, velocity);
    Block first = problem.map().layout().block(0);
    for (Block block : problem.map().layout().blocks()) {
      assertThat(rate(block, theta, velocity))
          .isCloseTo(rate(first, theta, velocity), within(BITS));
    }
    for (int j = 0; j < z.length; j++) {
      assertThat(force[j]).isCloseTo(point.direction()[j], within(BITS));
    }
  }
}
