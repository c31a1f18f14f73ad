package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.SymmetricProduct;
import org.mirrorflow.numeric.Norms;

/**
 * A few rows of {@link OuterGradients}, stored, and the matrix of an interior-point method on them.
 *
 * <p>Let G hold the gradients of the margins times √W, and X, for the kinks of a unit, their
 * columns times √W. Let D = diag(y/w) of μ ≥ 0 and λ − μ ≥ 0. E couples a kink to the λ of its
 * margin. Eliminating the kinks gives GGᵀ + Δ − BᵀM⁻¹B with M = D + XXᵀ and B = XGᵀ − E. Let CCᵀ =
 * I + XᵀD⁻¹X, a matrix as small as the rows of the unit, and Z = C⁻¹XᵀD⁻¹. Then that is (GC⁻ᵀ +
 * EᵀZᵀ)(GC⁻ᵀ + EᵀZᵀ)ᵀ + Δ − EᵀD⁻¹E: one symmetric product, whatever the number of kinks. It takes
 * m²R/2 + m³/3 multiplications for m margins and R rows.
 */
public final class FewRows implements GradientMap, NewtonMatrix {
  private final ClarkeSet set;
  private final OuterGradients gradients;
  private final Kernel kernel;
  private final int rows;
  private final Unit[] units;

  /** The gradients of the margins on the rows, and what the class comment calls GC⁻ᵀ + EᵀZᵀ. */
  private final double[] plain;

  private final double[] reduced;
  private final double[] onKinks;
  private final double[] mixed;
  private final double[] product;
  private final double[][] lower;
  private final PanelCholesky schur;

  /**
   * The kinks of a unit.
   *
   * @param kinks their numbers
   * @param from its first row
   * @param count number of its rows
   * @param x kinks × rows
   * @param z rows × kinks
   */
  private record Unit(int[] kinks, int from, int count, double[][] x, double[][] z) {}

  /**
   * Some rows of A.
   *
   * @param set the coefficients x = (λ, μ)
   * @param gradients A
   * @param rows which, ascending
   */
  public FewRows(ClarkeSet set, OuterGradients gradients, int... rows) {
    this.set = set;
    this.gradients = gradients;
    this.kernel = gradients.kernels().create();
    this.rows = rows.length;
    int m = gradients.margins();
    this.plain = new double[Math.multiplyExact(m, rows.length)];
    this.reduced = new double[plain.length];
    this.product = new double[Math.multiplyExact(m, m)];
    this.onKinks = new double[gradients.kinks()];
    this.mixed = new double[onKinks.length];
    this.lower = new double[m][];
    double[] whole = new double[end(gradients)];
    for (int j = 0; j < m; j++) {
      lower[j] = new double[j + 1];
      Arrays.fill(whole, 0);
      gradients.gradient(j, whole);
      for (int k = 0; k < rows.length; k++) {
        plain[j * rows.length + k] = whole[rows[k]];
      }
    }
    this.schur = new PanelCholesky(m, kernel);
    int[][] kinks = gradients.kinksByUnit();
    this.units = new Unit[kinks.length];
    for (int u = 0; u < kinks.length; u++) {
      units[u] = unit(u, kinks[u], rows);
    }
  }

  private static int end(OuterGradients gradients) {
    return Arrays.stream(gradients.blocks()).mapToInt(b -> b.offset() + b.size()).max().getAsInt();
  }

  private Unit unit(int u, int[] kinks, int... rows) {
    Block block = gradients.blocks()[0];
    int start = block.offset() + u * block.cols();
    int from = lowerBound(rows, start);
    int count = lowerBound(rows, start + block.cols()) - from;
    double[][] x = new double[kinks.length][count];
    for (int a = 0; a < kinks.length; a++) {
      int input = gradients.sample()[gradients.owner()[kinks[a]]] * block.cols() - start;
      for (int k = 0; k < count; k++) {
        x[a][k] = gradients.factor()[kinks[a]] * gradients.inputs()[0][input + rows[from + k]];
      }
    }
    return new Unit(kinks, from, count, x, new double[count][kinks.length]);
  }

  private static int lowerBound(int[] ascending, int value) {
    int at = Arrays.binarySearch(ascending, value);
    return at < 0 ? -at - 1 : at;
  }

  @Override
  public int parameters() {
    return rows;
  }

  @Override
  public void combine(double[] x, double[] s) {
    Arrays.fill(s, 0);
    for (int j = 0; j < set.margins(); j++) {
      if (x[j] != 0) {
        Norms.add(x[j], plain, j * rows, s, 0, rows);
      }
    }
    for (Unit unit : units) {
      for (int a = 0; a < unit.kinks.length; a++) {
        Norms.add(x[set.margins() + unit.kinks[a]], unit.x[a], 0, s, unit.from, unit.count);
      }
    }
  }

  @Override
  public void along(double[] v, double[] m) {
    for (int j = 0; j < set.margins(); j++) {
      m[j] = Norms.dot(plain, j * rows, v, 0, rows);
    }
    for (Unit unit : units) {
      for (int a = 0; a < unit.kinks.length; a++) {
        m[set.margins() + unit.kinks[a]] = Norms.dot(unit.x[a], 0, v, unit.from, unit.count);
      }
    }
  }

  @Override
  public void factor(double[] weights, Slacks positive, Slacks below) {
    int m = gradients.margins();
    double[] root = Arrays.stream(weights).map(Math::sqrt).toArray();
    for (int k = 0; k < reduced.length; k++) {
      reduced[k] = root[k % rows] * plain[k];
    }
    double[] diagonal = new double[m];
    for (int j = 0; j < m; j++) {
      diagonal[j] = positive.ratio(j);
    }
    for (int c = 0; c < mixed.length; c++) {
      mixed[c] = below.ratio(m + c);
      onKinks[c] = positive.ratio(m + c) + mixed[c];
      diagonal[gradients.owner()[c]] += mixed[c] * (positive.ratio(m + c) / onKinks[c]);
    }
    for (Unit unit : units) {
      eliminate(unit, root);
    }
    double stiffness = 0;
    SymmetricProduct.of(kernel, reduced, m, rows, product);
    for (int j = 0; j < m; j++) {
      System.arraycopy(product, j * SymmetricProduct.length(j, m), lower[j], 0, j + 1);
      lower[j][j] += diagonal[j];
      stiffness += positive.w[j] * lower[j][j];
    }
    for (double[] row : lower) {
      for (int k = 0; k < row.length; k++) {
        row[k] += stiffness;
      }
    }
    schur.factor(lower);
  }

  /** Takes a unit's kinks out of the matrix. */
  private void eliminate(Unit unit, double[] root) {
    int count = unit.count;
    int own = unit.kinks.length;
    if (count == 0 || own == 0) {
      return;
    }
    double[][] z = unit.z;
    for (int k = 0; k < count; k++) {
      for (int a = 0; a < own; a++) {
        z[k][a] = root[unit.from + k] * unit.x[a][k] / onKinks[unit.kinks[a]];
      }
    }
    double[][] c = new double[count][];
    for (int k = 0; k < count; k++) {
      c[k] = new double[k + 1];
      for (int i = 0; i <= k; i++) {
        double sum = i == k ? 1 : 0;
        for (int a = 0; a < own; a++) {
          sum += z[k][a] * z[i][a] * onKinks[unit.kinks[a]];
        }
        double rest = sum - Norms.dot(c[k], 0, c[i], 0, i);
        c[k][i] = i < k ? rest / c[i][i] : Math.sqrt(rest);
      }
    }
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < k; i++) {
        Norms.add(-c[k][i], z[i], z[k]);
      }
      for (int a = 0; a < own; a++) {
        z[k][a] /= c[k][k];
      }
    }
    for (int j = 0; j < gradients.margins(); j++) {
      int at = j * rows + unit.from;
      for (int k = 0; k < count; k++) {
        reduced[at + k] = (reduced[at + k] - Norms.dot(c[k], 0, reduced, at, k)) / c[k][k];
      }
    }
    for (int a = 0; a < own; a++) {
      int at = gradients.owner()[unit.kinks[a]] * rows + unit.from;
      for (int k = 0; k < count; k++) {
        reduced[at + k] += mixed[unit.kinks[a]] * z[k][a];
      }
    }
  }

  @Override
  public void solve(double[] b) {
    int m = set.margins();
    double[] onRows = new double[rows];
    for (Unit unit : units) {
      double[] own = Arrays.stream(unit.kinks).mapToDouble(c -> b[m + c]).toArray();
      for (int k = 0; k < unit.count; k++) {
        onRows[unit.from + k] = Norms.dot(unit.z[k], 0, own, 0, own.length);
      }
    }
    for (int c = 0; c < mixed.length; c++) {
      b[m + c] /= onKinks[c];
      b[gradients.owner()[c]] += mixed[c] * b[m + c];
    }
    for (int j = 0; j < m; j++) {
      b[j] -= Norms.dot(reduced, j * rows, onRows, 0, rows);
    }
    schur.solve(b);
    for (int j = 0; j < m; j++) {
      Norms.add(b[j], reduced, j * rows, onRows, 0, rows);
    }
    for (int c = 0; c < mixed.length; c++) {
      b[m + c] += mixed[c] / onKinks[c] * b[gradients.owner()[c]];
    }
    for (Unit unit : units) {
      for (int k = 0; k < unit.count; k++) {
        for (int a = 0; a < unit.kinks.length; a++) {
          b[m + unit.kinks[a]] -= onRows[unit.from + k] * unit.z[k][a];
        }
      }
    }
  }
}
