package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.numeric.Norms;

/**
 * Gradients of margins that are outer products layer by layer, as those of a dense network are. The
 * gradient of margin j in weight layer l is G_l(j) ⊗ A_l(i), where i is the sample of margin j. So
 * ⟨g_j, g_k⟩ = Σ_l ⟨G_l(j), G_l(k)⟩⟨A_l(i_j), A_l(i_k)⟩ costs a few widths instead of all
 * parameters. A kink of margin j is one number in place of G_0(j), at one unit of the first layer,
 * and kinks of different units are orthogonal.
 *
 * @param blocks where in the vector of parameters the weights of layer l stand
 * @param derivatives G_l(j), first index l, second j
 * @param inputs A_l, samples × columns of the block, row-major, index l first
 * @param sample the sample of every margin, ascending
 * @param owner the margin of every kink, ascending
 * @param unit the unit of the first layer of every kink
 * @param factor what every kink has in place of G_0(j)
 * @param kernels what their products are computed with
 */
public record OuterGradients(
    Block[] blocks,
    double[][][] derivatives,
    double[][] inputs,
    int[] sample,
    int[] owner,
    int[] unit,
    double[] factor,
    KernelFactory kernels) {

  /** Entries of a matrix that is still stored: 400 MB. */
  private static final double MOST_ENTRIES = 5e7;

  /** Multiplications of a matrix product in the time of one whose factor comes from memory. */
  private static final double FROM_MEMORY = 10;

  int margins() {
    return sample.length;
  }

  int kinks() {
    return factor.length;
  }

  int layers() {
    return blocks.length;
  }

  int samples() {
    return inputs[0].length / blocks[0].cols();
  }

  /**
   * Writes the gradient of a margin.
   *
   * @param j number of the margin
   * @param out receives it
   */
  public void gradient(int j, double[] out) {
    for (int l = 0; l < blocks.length; l++) {
      int cols = blocks[l].cols();
      int at = blocks[l].offset();
      for (double derivative : derivatives[l][j]) {
        if (derivative != 0) {
          Norms.add(derivative, inputs[l], sample[j] * cols, out, at, cols);
        }
        at += cols;
      }
    }
  }

  /** {@return ‖g_j‖₂² of every margin} */
  public double[] squares() {
    double[] squares = new double[sample.length];
    for (int j = 0; j < squares.length; j++) {
      for (int l = 0; l < blocks.length; l++) {
        int cols = blocks[l].cols();
        double[] g = derivatives[l][j];
        double input =
            Norms.dotInOrder(inputs[l], sample[j] * cols, inputs[l], sample[j] * cols, cols);
        squares[j] += Norms.dotInOrder(g, g) * input;
      }
    }
    return squares;
  }

  /** G_l of all margins, one row each. */
  double[] derivatives(int layer) {
    int rows = blocks[layer].rows();
    double[] all = new double[margins() * rows];
    for (int j = 0; j < margins(); j++) {
      System.arraycopy(derivatives[layer][j], 0, all, j * rows, rows);
    }
    return all;
  }

  /** The kinks of every unit of the first layer, ascending. */
  int[][] kinksByUnit() {
    int[] count = new int[blocks[0].rows()];
    for (int h : unit) {
      count[h]++;
    }
    int[][] kinks = Arrays.stream(count).mapToObj(int[]::new).toArray(int[][]::new);
    Arrays.fill(count, 0);
    for (int c = 0; c < unit.length; c++) {
      kinks[unit[c]][count[unit[c]]++] = c;
    }
    return kinks;
  }

  /** The margins whose gradients are not 0 in a row of weights, ascending. */
  int[] margins(int layer, int row) {
    return IntStream.range(0, sample.length).filter(j -> derivatives[layer][j][row] != 0).toArray();
  }

  /**
   * {@return multiplications of a product with AᵀA by {@link #hessian}, about, in those of a matrix
   * product}
   */
  public double hessianWork() {
    return Math.min(storedWork(), gramWork());
  }

  /** {@return AᵀA, stored or by the products of the inputs, whichever is less work} */
  public ClarkeQuadratic.Hessian hessian() {
    return storedWork() <= gramWork() ? new StoredHessian(this) : new GramHessian(this);
  }

  private double storedWork() {
    double entries = (double) margins() * (margins() + kinks());
    return entries > MOST_ENTRIES
        ? Double.POSITIVE_INFINITY
        : FROM_MEMORY * StoredHessian.work(margins(), kinks());
  }

  private double gramWork() {
    double rows = Arrays.stream(blocks).mapToInt(Block::rows).sum();
    double entries = (double) samples() * samples();
    return entries > MOST_ENTRIES ? Double.POSITIVE_INFINITY : rows * (entries + 2.0 * margins());
  }

  /**
   * {@return multiplications that the products of the inputs in all rows of weights take, each row
   * with weights of its own}
   */
  public double weightedWork() {
    double work = 0;
    int[][] kinks = kinksByUnit();
    for (int l = 0; l < blocks.length; l++) {
      for (int r = 0; r < blocks[l].rows(); r++) {
        double n = marked(l, r, l == 0 ? kinks[r] : new int[0]).cardinality();
        work += n * n * blocks[l].cols() / 2;
      }
    }
    return work;
  }

  /** The samples of the margins that are not 0 in a row and of some kinks, ascending. */
  int[] samples(int layer, int row, int[] kinks) {
    return marked(layer, row, kinks).stream().toArray();
  }

  private BitSet marked(int layer, int row, int... kinks) {
    BitSet marked = new BitSet(samples());
    for (int j = 0; j < sample.length; j++) {
      if (derivatives[layer][j][row] != 0) {
        marked.set(sample[j]);
      }
    }
    for (int c : kinks) {
      marked.set(sample[owner[c]]);
    }
    return marked;
  }
}
