package org.mirrorflow.model;

/**
 * A convolution of 3×3 kernels at stride 1 with zeros around the image, as a product with shifted
 * planes: h(r, s) = Σ_k w[r, k] x(s + shift_k). k runs over the channels of the input and the nine
 * neighbours of a position, row by row, in the order of PyTorch.
 *
 * @since 0.2.0
 */
public final class Correlation {
  /** Neighbours of a position with itself. */
  public static final int AREA = 9;

  private final Planes in;
  private final Planes out;
  private final int[] shifts;
  private final int[] places;

  /**
   * The correlation of these planes with a kernel for each channel of the result.
   *
   * @param in planes with a border
   * @param channels of the result
   */
  Correlation(Planes in, int channels) {
    this.in = in;
    this.out = in.withChannels(channels);
    this.shifts = new int[in.channels() * AREA];
    for (int k = 0; k < shifts.length; k++) {
      int dy = k % AREA / 3 - 1;
      int dx = k % 3 - 1;
      shifts[k] = k / AREA * in.plane() + dy * in.stride() + dx * in.lanes();
    }
    this.places = in.places();
  }

  /** {@return where the input stands} */
  public Planes in() {
    return in;
  }

  /** {@return where the result stands} */
  public Planes out() {
    return out;
  }

  /** {@return channels of the result} */
  public int rows() {
    return out.channels();
  }

  /** {@return weights of a channel of the result} */
  public int columns() {
    return shifts.length;
  }

  /**
   * {@return how far from a position of the first plane what the weights of a row meet stands, for
   * k = 0, 1, …; read-only by convention}
   */
  public int[] shifts() {
    return shifts;
  }

  /**
   * {@return distances from the start of a plane to its positions, of the input as of the result;
   * read-only by convention}
   */
  public int[] places() {
    return places;
  }

  /**
   * {@return the first row of positions for which weight k of a row meets the image}
   *
   * @param k number of the weight
   */
  public int firstRow(int k) {
    return k % AREA / 3 == 0 ? 1 : 0;
  }

  /**
   * {@return the row after the last one for which weight k of a row meets the image}
   *
   * @param k number of the weight
   */
  public int endRow(int k) {
    return in.height() - (k % AREA / 3 == 2 ? 1 : 0);
  }

  /** The correlation whose result are derivatives in the input, from those in the result. */
  Correlation adjoint() {
    return new Correlation(out, in.channels());
  }

  /** Writes the kernels of {@link #adjoint}: channels exchanged, every kernel turned by 180°. */
  void turn(double[] w, int from, double[] turned) {
    for (int r = 0; r < rows(); r++) {
      for (int k = 0; k < columns(); k++) {
        int channel = k / AREA;
        int place = AREA - 1 - k % AREA;
        turned[(channel * rows() + r) * AREA + place] = w[from + r * columns() + k];
      }
    }
  }
}
