package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.SymmetricProduct;

/**
 * The matrix of a program on {@link OuterGradients}, formed row of weights by row of weights.
 *
 * <p>Let W_r be the weights in row r of a layer. That row's part of AᵀWA is g_j g_k ⟨A(i_j), W_r
 * A(i_k)⟩ with g = G(·)_r. This is a product of the inputs of the samples that are active there.
 * For W = 1 it is the same for all rows. Kinks couple within their unit alone. So the kinks of
 * every unit are eliminated by a small Cholesky factor of their own. What is left is one matrix of
 * the size of the margins. Let there be m margins, K kinks, n samples and P parameters, and let a
 * unit be active for about half of the samples. A step then takes about K m²/4 + m³/3
 * multiplications and, unless W = 1, P n²/8 more.
 */
final class UnitNewton implements NewtonMatrix {
  /** Rows of the matrix that kinks are taken out of at once. */
  private static final int TOGETHER = 64;

  private final OuterGradients gradients;

  private final Kernel kernel;

  /** The inputs without columns that are 0 for all samples, and which ones these are not. */
  private final double[][] inputs;

  private final int[][] columns;
  private final int[][] kinks;

  /** Per layer and row of weights the samples that count, and the margins. */
  private final int[][][] samples;

  private final int[][][] margins;

  /** ⟨A_0(i), A_0(k)⟩ and AᵀA on the margins; made when first needed. */
  private double[] plainInner;

  private double[][] plainGram;

  private final double[][] lower;
  private final PanelCholesky schur;
  private final UnitKinks[] units;

  private double[] inner = new double[0];
  private double[] weighted = new double[0];

  UnitNewton(ClarkeSet set, OuterGradients gradients) {
    this.gradients = gradients;
    this.kernel = gradients.kernels().create();
    this.kinks = gradients.kinksByUnit();
    int layers = gradients.layers();
    this.inputs = new double[layers][];
    this.columns = new int[layers][];
    this.samples = new int[layers][][];
    this.margins = new int[layers][][];
    for (int l = 0; l < layers; l++) {
      columns[l] = columnsInUse(l);
      inputs[l] = inUse(l);
      int rows = gradients.blocks()[l].rows();
      samples[l] = new int[rows][];
      margins[l] = new int[rows][];
      for (int r = 0; r < rows; r++) {
        margins[l][r] = gradients.margins(l, r);
        samples[l][r] = gradients.samples(l, r, l == 0 ? kinks[r] : new int[0]);
      }
    }
    int m = gradients.margins();
    this.lower = new double[m][];
    for (int j = 0; j < m; j++) {
      lower[j] = new double[j + 1];
    }
    this.schur = new PanelCholesky(m, kernel);
    this.units = new UnitKinks[kinks.length];
    for (int u = 0; u < kinks.length; u++) {
      units[u] = new UnitKinks(gradients, u, kinks[u], margins[0][u]);
    }
  }

  private int[] columnsInUse(int l) {
    int cols = gradients.blocks()[l].cols();
    double[] all = gradients.inputs()[l];
    return IntStream.range(0, cols)
        .filter(c -> IntStream.range(0, all.length / cols).anyMatch(i -> all[i * cols + c] != 0))
        .toArray();
  }

  private double[] inUse(int l) {
    int cols = gradients.blocks()[l].cols();
    double[] all = gradients.inputs()[l];
    int used = columns[l].length;
    double[] packed = new double[gradients.samples() * used];
    for (int k = 0; k < packed.length; k++) {
      packed[k] = all[k / used * cols + columns[l][k % used]];
    }
    return packed;
  }

  @Override
  public void factor(double[] weights, Slacks positive, Slacks below) {
    int m = gradients.margins();
    double[] mixed = new double[gradients.kinks()];
    double[] onKinks = new double[mixed.length];
    double[] onMargins = new double[m];
    for (int j = 0; j < m; j++) {
      onMargins[j] = positive.ratio(j);
    }
    for (int c = 0; c < mixed.length; c++) {
      mixed[c] = below.ratio(m + c);
      onKinks[c] = positive.ratio(m + c) + mixed[c];
      onMargins[gradients.owner()[c]] += mixed[c];
    }
    start(weights);
    if (weights == null) {
      SampleProducts all = inner(0, 0, null);
      kernel.share(
          units.length,
          (long) m * m,
          (own, from, to) -> {
            for (int u = from; u < to; u++) {
              units[u].eliminate(all, onKinks, mixed);
            }
          });
    } else {
      for (int u = 0; u < units.length; u++) {
        SampleProducts some = inner(0, u, weights);
        addRow(0, u, some);
        units[u].eliminate(some, onKinks, mixed);
      }
    }
    subtractKinks();
    double stiffness = 0;
    for (int j = 0; j < m; j++) {
      lower[j][j] += onMargins[j];
      stiffness += positive.w[j] * Math.max(0, lower[j][j]);
    }
    for (int j = 0; j < m; j++) {
      for (int k = 0; k <= j; k++) {
        lower[j][k] += stiffness;
      }
    }
    schur.factor(lower);
  }

  /** The part of the matrix on the margins that no kinks have to wait for. */
  private void start(double[] weights) {
    if (weights == null) {
      if (plainGram == null) {
        plainGram = plainGram();
      }
      for (int j = 0; j < lower.length; j++) {
        System.arraycopy(plainGram[j], 0, lower[j], 0, j + 1);
      }
      return;
    }
    for (double[] row : lower) {
      Arrays.fill(row, 0);
    }
    for (int l = 1; l < gradients.layers(); l++) {
      for (int r = 0; r < gradients.blocks()[l].rows(); r++) {
        addRow(l, r, inner(l, r, weights));
      }
    }
  }

  /** ⟨A(i), W_r A(k)⟩ of the samples that count in a row of weights. */
  private SampleProducts inner(int l, int r, double[] weights) {
    if (weights == null) {
      int n = gradients.samples();
      if (plainInner == null) {
        plainInner = new double[n * n];
        SymmetricProduct.of(kernel, inputs[0], n, columns[0].length, plainInner);
      }
      return new SampleProducts(plainInner, IntStream.range(0, n).toArray());
    }
    int[] some = samples[l][r];
    int n = some.length;
    int used = columns[l].length;
    inner = atLeast(inner, (long) n * n);
    weighted = atLeast(weighted, (long) n * used);
    Block block = gradients.blocks()[l];
    double[] roots = new double[used];
    for (int c = 0; c < used; c++) {
      roots[c] = Math.sqrt(weights[block.offset() + r * block.cols() + columns[l][c]]);
    }
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < used; c++) {
        weighted[i * used + c] = roots[c] * inputs[l][some[i] * used + c];
      }
    }
    SymmetricProduct.of(kernel, weighted, n, used, inner);
    return new SampleProducts(inner, some);
  }

  private static double[] atLeast(double[] room, long size) {
    return room.length < size ? new double[Math.toIntExact(size)] : room;
  }

  /** Adds a row of weights' part of AᵀWA on the margins. */
  private void addRow(int l, int r, SampleProducts inner) {
    int[] some = margins[l][r];
    int[] at = new int[some.length];
    double[] g = new double[some.length];
    for (int a = 0; a < some.length; a++) {
      at[a] = inner.index(gradients.sample()[some[a]]);
      g[a] = gradients.derivatives()[l][some[a]][r];
    }
    for (int a = 0; a < some.length; a++) {
      double[] row = lower[some[a]];
      for (int b = 0; b <= a; b++) {
        row[some[b]] += g[a] * g[b] * inner.at(at[a], at[b]);
      }
    }
  }

  /** AᵀA on the margins, all rows of a layer at once. */
  private double[][] plainGram() {
    int m = gradients.margins();
    double[][] gram = new double[m][];
    for (int j = 0; j < m; j++) {
      gram[j] = new double[j + 1];
    }
    int n = gradients.samples();
    double[] ofInputs = new double[n * n];
    double[] ofDerivatives = new double[m * m];
    for (int l = 0; l < gradients.layers(); l++) {
      int rows = gradients.blocks()[l].rows();
      SymmetricProduct.of(kernel, gradients.derivatives(l), m, rows, ofDerivatives);
      SymmetricProduct.of(kernel, inputs[l], n, columns[l].length, ofInputs);
      for (int j = 0; j < m; j++) {
        int i = gradients.sample()[j];
        for (int k = 0; k <= j; k++) {
          gram[j][k] +=
              SymmetricProduct.entry(ofDerivatives, j, k, m)
                  * SymmetricProduct.entry(ofInputs, i, gradients.sample()[k], n);
        }
      }
    }
    return gram;
  }

  /** Takes the kinks out of the matrix, some of its rows at once, which stay in the cache. */
  private void subtractKinks() {
    int m = gradients.margins();
    int groups = (m + TOGETHER - 1) / TOGETHER;
    long work = (long) TOGETHER * (m + TOGETHER) * gradients.kinks() / 2;
    kernel.share(
        (groups + 1) / 2,
        work,
        (own, from, to) -> {
          double[] product = new double[TOGETHER * m];
          for (int top = from; top < to; top++) {
            int bottom = groups - 1 - top;
            subtractKinks(own, top, product);
            if (bottom > top) {
              subtractKinks(own, bottom, product);
            }
          }
        });
  }

  private void subtractKinks(Kernel own, int group, double[] product) {
    int end = Math.min((group + 1) * TOGETHER, gradients.margins());
    for (UnitKinks unit : units) {
      unit.subtractFrom(lower, group * TOGETHER, end, own, product);
    }
  }

  @Override
  public void solve(double[] b) {
    for (UnitKinks unit : units) {
      unit.forward(b);
    }
    schur.solve(b);
    for (UnitKinks unit : units) {
      unit.backward(b);
    }
  }
}
