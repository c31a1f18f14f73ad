package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.REPARAMETRISATION;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirrorflow.flow.explicit.Tableau;
import org.mirrorflow.model.Loss;

/**
 * Gradient flow in factors of θ is mirror flow in θ under the hyperbolic entropy: an oracle with
 * another state, another map and another integrator, in plain time t.
 */
class ReparametrisationTest {
  private static final double[] X = {1, 0.5, -0.3, -0.4, 0.8, 0.2, 0.9, -0.1, 0.6};
  private static final int[] LABELS = {1, 0, 1};
  private static final double BETA = 0.3;

  /** Two factors of every weight: their product form, and the flow of both under −∇ℒ(θ). */
  private enum Factors {
    /** θ = u∘u − v∘v: β = 2|u v|, four times as fast. */
    SQUARES(4) {
      @Override
      double weight(double u, double v) {
        return u * u - v * v;
      }

      @Override
      double[] velocity(double u, double v, double force) {
        return new double[] {2 * u * force, -2 * v * force};
      }

      @Override
      double second(double u) {
        return BETA / (2 * u);
      }
    },
    /** θ = m∘w: β = |m² − w²|/2, twice as fast. */
    PRODUCT(2) {
      @Override
      double weight(double m, double w) {
        return m * w;
      }

      @Override
      double[] velocity(double m, double w, double force) {
        return new double[] {w * force, m * force};
      }

      @Override
      double second(double m) {
        double square = m * m > 2 * BETA ? m * m - 2 * BETA : m * m + 2 * BETA;
        return (m > 0 ? 1 : -1) * Math.sqrt(square);
      }
    };

    final double speed;

    Factors(double speed) {
      this.speed = speed;
    }

    abstract double weight(double a, double b);

    abstract double[] velocity(double a, double b, double force);

    /** The second factor that gives the entropy's β. */
    abstract double second(double a);
  }

  /** d(a, b)/dt for the loss Σ e^{−y_i ⟨x_i, θ⟩}. */
  private static double[] velocity(Factors factors, double[] state) {
    double[] force = new double[3];
    for (int i = 0; i < 3; i++) {
      double q = 0;
      double y = 2 * LABELS[i] - 1;
      for (int j = 0; j < 3; j++) {
        q += y * X[3 * i + j] * factors.weight(state[j], state[3 + j]);
      }
      for (int j = 0; j < 3; j++) {
        force[j] += Math.exp(-q) * y * X[3 * i + j];
      }
    }
    double[] velocity = new double[6];
    for (int j = 0; j < 3; j++) {
      double[] pair = factors.velocity(state[j], state[3 + j], force[j]);
      velocity[j] = pair[0];
      velocity[3 + j] = pair[1];
    }
    return velocity;
  }

  /** The classical Runge–Kutta method in time t. */
  private static double[] follow(Factors factors, double[] start, double time, int steps) {
    double h = time / steps;
    double[] y = start.clone();
    for (int k = 0; k < steps; k++) {
      double[] k1 = velocity(factors, y);
      double[] k2 = velocity(factors, plus(y, 0.5 * h, k1));
      double[] k3 = velocity(factors, plus(y, 0.5 * h, k2));
      double[] k4 = velocity(factors, plus(y, h, k3));
      for (int j = 0; j < y.length; j++) {
        y[j] += h / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
      }
    }
    return y;
  }

  private static double[] plus(double[] y, double h, double[] k) {
    double[] sum = y.clone();
    for (int j = 0; j < y.length; j++) {
      sum[j] += h * k[j];
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(Factors.class)
  void factorsFollowTheHyperbolicEntropy(Factors factors) {
    FlowProblem problem =
        Problems.problem(
            "linear", Problems.data(2, 3, X, LABELS), Loss.EXPONENTIAL, "hyperbolic:beta=" + BETA);
    double[] start = {0.3, -0.5, 0.9, 0, 0, 0};
    double[] theta = new double[3];
    for (int j = 0; j < 3; j++) {
      start[3 + j] = factors.second(start[j]);
      theta[j] = factors.weight(start[j], start[3 + j]);
    }
    for (double target : new double[] {0, -1, -3}) {
      FlowState end =
          Problems.flow(problem, Tableau.HEUN, 1e-8, target)
              .run(problem.start(theta), FlowObserver.NONE)
              .state();
      double time = Math.exp(end.logTime()) / factors.speed;
      double[] expected = follow(factors, start, time, 20_000);
      double[] actual = Problems.theta(problem, end);
      for (int j = 0; j < 3; j++) {
        assertThat(actual[j])
            .isCloseTo(factors.weight(expected[j], expected[3 + j]), within(REPARAMETRISATION));
      }
    }
  }
}
