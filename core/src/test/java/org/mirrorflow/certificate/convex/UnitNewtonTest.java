package org.mirrorflow.certificate.convex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.numeric.Norms;

/** Programs on gradients that are outer products, with kinks by unit, small and random. */
class UnitNewtonTest {
  private static final double GAP = 1e-5;
  private static final double CLOSE = 1e-9;
  private static final int MOST = 80;

  /** Random factors of a network with one hidden layer, and the same gradients as columns. */
  private record Problem(ClarkeSet set, OuterGradients gradients, Columns columns) {
    static Problem of(int margins, int inputs, int units, int kinks, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int samples = (margins + 1) / 2;
      int[] owner = random.ints(kinks, 0, margins).sorted().toArray();
      int[] start = new int[margins + 1];
      start[0] = margins;
      for (int j = 0; j < margins; j++) {
        int own = j;
        start[j + 1] = start[j] + (int) Arrays.stream(owner).filter(o -> o == own).count();
      }
      double[][][] derivatives = {
        gaussian(random, margins, units, 0.5), gaussian(random, margins, 2, 0)
      };
      double[][] values = {
        gaussian(random, 1, samples * inputs, 0.3)[0], gaussian(random, 1, samples * units, 0)[0]
      };
      Block[] blocks = {
        new Block("W1", 0, units, inputs, 1), new Block("W2", units * inputs, 2, units, 1)
      };
      OuterGradients gradients =
          new OuterGradients(
              blocks,
              derivatives,
              values,
              IntStream.range(0, margins).map(j -> j / 2).toArray(),
              owner,
              random.ints(kinks, 0, units).toArray(),
              random.doubles(kinks, -1, 1).toArray(),
              KernelFactory.best());
      return new Problem(
          new ClarkeSet(margins, start), gradients, columns(gradients, inputs, blocks[1].end()));
    }

    private static Columns columns(OuterGradients gradients, int inputs, int parameters) {
      int margins = gradients.margins();
      double[][] columns = new double[margins + gradients.kinks()][];
      int[] from = new int[columns.length];
      for (int j = 0; j < margins; j++) {
        columns[j] = new double[parameters];
        gradients.gradient(j, columns[j]);
      }
      for (int c = 0; c < gradients.kinks(); c++) {
        int own = gradients.sample()[gradients.owner()[c]] * inputs;
        double factor = gradients.factor()[c];
        columns[margins + c] =
            Arrays.stream(gradients.inputs()[0], own, own + inputs).map(v -> factor * v).toArray();
        from[margins + c] = gradients.unit()[c] * inputs;
      }
      return new Columns(columns, from, parameters);
    }

    private static double[][] gaussian(SplittableRandom random, int rows, int cols, double zeros) {
      double[][] matrix = new double[rows][cols];
      for (double[] row : matrix) {
        Arrays.setAll(row, k -> random.nextDouble() < zeros ? 0 : random.nextGaussian());
      }
      return matrix;
    }
  }

  /** Every ‖Ax‖ is at least the value and every min ⟨·, Aᵀv⟩/‖v‖ at most, whatever the method. */
  @ParameterizedTest
  @CsvSource({"1, 3, 4, 0", "5, 30, 4, 7", "13, 4, 3, 20", "40, 6, 5, 150", "130, 100, 8, 200"})
  void findsTheLeastValueInEveryNorm(int margins, int inputs, int units, int kinks) {
    for (int seed = 0; seed < 3; seed++) {
      Problem problem = Problem.of(margins, inputs, units, kinks, seed);
      for (double q : new double[] {1, 1.5, 2, 3, Double.POSITIVE_INFINITY}) {
        InteriorPoint program =
            new InteriorPoint(problem.set, problem.columns, problem.gradients, q);
        double[] best = {Double.POSITIVE_INFINITY, 0};
        double[] m = new double[problem.set.size()];
        double p = Lp.of(q).conjugate();
        program.run(
            MOST,
            (x, s, v) -> {
              problem.columns.along(v, m);
              best[0] = Math.min(best[0], Lp.of(q).norm(s, 0, s.length));
              double size = Lp.of(p).norm(v, 0, v.length);
              best[1] = Math.max(best[1], size > 0 ? problem.set.minimum(m) / size : 0);
              return best[0] - best[1] <= GAP * best[0];
            });
        assertThat((best[0] - best[1]) / best[0]).as("q = %s", q).isBetween(-CLOSE, GAP);
        double[] inside = program.point().clone();
        problem.set.restore(inside);
        assertThat(inside).containsExactly(program.point(), within(CLOSE));
      }
    }
  }

  /** Both forms of the matrix solve the same equations, with weights and without. */
  @Test
  void solvesWhatTheDenseMatrixSolves() {
    Problem problem = Problem.of(150, 9, 6, 120, 4);
    int size = problem.set.size();
    SplittableRandom random = new SplittableRandom(9);
    Slacks positive = slacks(0, size, random);
    Slacks below = slacks(problem.set.margins(), size, random);
    NewtonMatrix units = new UnitNewton(problem.set, problem.gradients);
    NewtonMatrix dense = new DenseNewton(problem.set, problem.columns);
    double[] weights = random.doubles(problem.columns.parameters(), 0.1, 10).toArray();
    for (double[] w : new double[][] {null, weights, null}) {
      units.factor(w, positive, below);
      dense.factor(w, positive, below);
      // right sides whose solution keeps Σλ, so that the weight of that equation does not matter
      double[] first = random.doubles(size, -1, 1).toArray();
      assertThat(solved(units, problem.set, first))
          .containsExactly(solved(dense, problem.set, first), within(1e-8));
    }
  }

  /** On a few rows of A, some units having none of them. */
  @Test
  void fewRowsSolveWhatTheDenseMatrixSolvesWithoutTheOthers() {
    Problem problem = Problem.of(150, 9, 6, 120, 4);
    SplittableRandom random = new SplittableRandom(3);
    int size = problem.set.size();
    int[] some = {2, 3, 7, 9, 17, 30, 31, 32, 33, 34, 35, 50, 58, 61};
    FewRows rows = new FewRows(problem.set, problem.gradients, some);
    double[] weights = random.doubles(some.length, 0.1, 10).toArray();
    double[] all = new double[problem.columns.parameters()];
    for (int k = 0; k < some.length; k++) {
      all[some[k]] = weights[k];
    }
    Slacks positive = slacks(0, size, random);
    Slacks below = slacks(problem.set.margins(), size, random);
    NewtonMatrix dense = new DenseNewton(problem.set, problem.columns);
    rows.factor(weights, positive, below);
    dense.factor(all, positive, below);
    double[] right = random.doubles(size, -1, 1).toArray();
    assertThat(solved(rows, problem.set, right))
        .containsExactly(solved(dense, problem.set, right), within(1e-8));

    double[] whole = new double[all.length];
    problem.columns.combine(right, whole);
    double[] s = new double[some.length];
    rows.combine(right, s);
    assertThat(s)
        .containsExactly(IntStream.of(some).mapToDouble(j -> whole[j]).toArray(), within(CLOSE));
    double[] m = new double[size];
    rows.along(weights, m);
    double[] expected = new double[size];
    problem.columns.along(all, expected);
    assertThat(m).containsExactly(expected, within(CLOSE));
  }

  /** So does the matrix by its roots, whose factor is orthogonal. */
  @Test
  void rootsSolveWhatTheDenseMatrixSolves() {
    Problem problem = Problem.of(40, 6, 5, 30, 5);
    int size = problem.set.size();
    SplittableRandom random = new SplittableRandom(8);
    Slacks positive = slacks(0, size, random);
    Slacks below = slacks(problem.set.margins(), size, random);
    NewtonMatrix roots = new OrthogonalNewton(problem.set, problem.columns);
    NewtonMatrix dense = new DenseNewton(problem.set, problem.columns);
    double[] weights = random.doubles(problem.columns.parameters(), 0.1, 10).toArray();
    double[] right = random.doubles(size, -1, 1).toArray();
    for (double[] w : new double[][] {null, weights}) {
      roots.factor(w, positive, below);
      dense.factor(w, positive, below);
      assertThat(solved(roots, problem.set, right))
          .containsExactly(solved(dense, problem.set, right), within(1e-8));
    }
  }

  /** A start near the solution of a program takes it to the same value in fewer iterations. */
  @Test
  void aStartNearWhatIsKnownIsShorter() {
    Problem problem = Problem.of(300, 60, 10, 200, 6);
    double[] cold = {0, 0};
    double[] known = run(problem, null, cold).point().clone();
    problem.set.restore(known);
    double[] warm = {0, 0};
    run(problem, known, warm);
    assertThat(warm[0]).isCloseTo(cold[0], within(GAP * cold[0]));
    assertThat(warm[1]).isLessThan(cold[1]);
  }

  /** In ℓ2; writes the value and the number of iterations. */
  private static InteriorPoint run(Problem problem, double[] known, double[] out) {
    InteriorPoint program = new InteriorPoint(problem.set, problem.columns, problem.gradients, 2);
    if (known != null) {
      program.startNear(known);
    }
    double[] m = new double[problem.set.size()];
    program.run(
        MOST,
        (x, s, v) -> {
          out[0] = Norms.euclidean(s);
          out[1]++;
          problem.columns.along(v, m);
          return out[0] - problem.set.minimum(m) / Norms.euclidean(v) <= GAP * out[0];
        });
    return program;
  }

  private static Slacks slacks(int from, int to, SplittableRandom random) {
    Slacks slacks = new Slacks(from, to);
    for (int k = 0; k < to; k++) {
      slacks.w[k] = random.nextDouble(0.1, 1);
      slacks.y[k] = random.nextDouble(0.1, 1);
    }
    return slacks;
  }

  private static double[] solved(NewtonMatrix matrix, ClarkeSet set, double[] right) {
    double[] x = right.clone();
    double[] ones = new double[x.length];
    Arrays.fill(ones, 0, set.margins(), 1);
    matrix.solve(x);
    matrix.solve(ones);
    double sum = Arrays.stream(x, 0, set.margins()).sum();
    Norms.add(-sum / Arrays.stream(ones, 0, set.margins()).sum(), ones, x);
    return x;
  }
}
