package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;

/**
 * The kinks of one unit, eliminated from the matrix of {@link UnitNewton}.
 *
 * <p>Let M be the block of these kinks, LLᵀ = M, and B the block that couples them to the λ of some
 * margins, margins × kinks. What is left of the matrix loses RRᵀ with R = BL⁻ᵀ.
 */
final class UnitKinks {
  private final OuterGradients gradients;
  private final int unit;
  private final int[] kinks;

  /** The margins that the kinks are coupled to, ascending. */
  private final int[] coupled;

  private final double[][] lower;
  private final double[] reduced;

  /** What the kinks have of a right side. */
  private final double[] eliminated;

  /**
   * @param kinks their numbers, ascending
   * @param active the margins whose gradients are not 0 at the unit, ascending
   */
  UnitKinks(OuterGradients gradients, int unit, int[] kinks, int... active) {
    this.gradients = gradients;
    this.unit = unit;
    this.kinks = kinks;
    this.coupled =
        kinks.length == 0
            ? kinks
            : IntStream.concat(
                    Arrays.stream(active), Arrays.stream(kinks).map(c -> gradients.owner()[c]))
                .sorted()
                .distinct()
                .toArray();
    this.lower = new double[kinks.length][];
    Arrays.setAll(lower, a -> new double[a + 1]);
    this.reduced = new double[Math.multiplyExact(kinks.length, coupled.length)];
    this.eliminated = new double[kinks.length];
  }

  /**
   * Forms L and R.
   *
   * @param inner products of the inputs of all samples that count here
   * @param onKinks what is added to the diagonal, per kink
   * @param mixed what is subtracted between a kink and the λ of its margin
   */
  void eliminate(SampleProducts inner, double[] onKinks, double[] mixed) {
    int own = kinks.length;
    int[] at = new int[own];
    for (int a = 0; a < own; a++) {
      double f = gradients.factor()[kinks[a]];
      at[a] = inner.index(gradients.sample()[gradients.owner()[kinks[a]]]);
      for (int b = 0; b <= a; b++) {
        lower[a][b] = f * gradients.factor()[kinks[b]] * inner.at(at[a], at[b]);
      }
      lower[a][a] += onKinks[kinks[a]];
    }
    factor();
    for (int k = 0; k < coupled.length; k++) {
      int sample = inner.index(gradients.sample()[coupled[k]]);
      double g = gradients.derivatives()[0][coupled[k]][unit];
      for (int a = 0; a < own; a++) {
        int c = kinks[a];
        double value = g == 0 ? 0 : gradients.factor()[c] * g * inner.at(at[a], sample);
        reduced[k * own + a] = gradients.owner()[c] == coupled[k] ? value - mixed[c] : value;
      }
      substitute(reduced, k * own);
    }
  }

  private void factor() {
    for (int a = 0; a < lower.length; a++) {
      for (int b = 0; b <= a; b++) {
        double rest = lower[a][b];
        for (int i = 0; i < b; i++) {
          rest -= lower[a][i] * lower[b][i];
        }
        lower[a][b] = b < a ? rest / lower[b][b] : PanelCholesky.pivot(rest, lower[a][a]);
      }
    }
  }

  /** L⁻¹ in place. */
  private void substitute(double[] x, int from) {
    for (int a = 0; a < lower.length; a++) {
      double rest = x[from + a];
      for (int b = 0; b < a; b++) {
        rest -= lower[a][b] * x[from + b];
      }
      x[from + a] = rest / lower[a][a];
    }
  }

  /**
   * Subtracts RRᵀ from some rows of a lower triangle.
   *
   * @param matrix its rows
   * @param from first of these
   * @param to end of these
   * @param product room for {@code to − from} rows of it
   */
  void subtractFrom(double[][] matrix, int from, int to, Kernel kernel, double[] product) {
    int low = lowerBound(from);
    int high = lowerBound(to);
    int own = kinks.length;
    if (low == high) {
      return;
    }
    double[] some = Arrays.copyOfRange(reduced, low * own, high * own);
    Block all = Block.matrix(high, own);
    kernel.outputs(0, high - low, some, reduced, all, product, false, Kernel.Finish.NONE);
    for (int j = low; j < high; j++) {
      double[] row = matrix[coupled[j]];
      int at = (j - low) * high;
      for (int k = 0; k <= j; k++) {
        row[coupled[k]] -= product[at + k];
      }
    }
  }

  private int lowerBound(int margin) {
    int at = Arrays.binarySearch(coupled, margin);
    return at < 0 ? -at - 1 : at;
  }

  /** Takes the kinks out of a right side; those of margins come first. */
  void forward(double[] b) {
    int own = kinks.length;
    int margins = gradients.margins();
    for (int a = 0; a < own; a++) {
      eliminated[a] = b[margins + kinks[a]];
    }
    substitute(eliminated, 0);
    for (int k = 0; k < coupled.length; k++) {
      for (int a = 0; a < own; a++) {
        b[coupled[k]] -= eliminated[a] * reduced[k * own + a];
      }
    }
  }

  /** Solves for the kinks where the margins are solved for. */
  void backward(double[] b) {
    int own = kinks.length;
    int margins = gradients.margins();
    for (int k = 0; k < coupled.length; k++) {
      double x = b[coupled[k]];
      for (int a = 0; a < own; a++) {
        eliminated[a] -= reduced[k * own + a] * x;
      }
    }
    for (int a = own - 1; a >= 0; a--) {
      double value = eliminated[a] / lower[a][a];
      b[margins + kinks[a]] = value;
      for (int i = 0; i < a; i++) {
        eliminated[i] -= value * lower[a][i];
      }
    }
  }
}
