package org.mirrorflow.gauge;

import java.util.stream.IntStream;

/**
 * What a norm or a potential adds over: a vector is a sum Σ_g m_g e_g of parts with orthonormal
 * directions e_g, and they see its magnitudes m_g ≥ 0 alone.
 */
public enum Parts {
  /** Single entries; m_g = |v_g|. */
  ENTRIES {
    @Override
    public int count(Block block) {
      return block.size();
    }

    @Override
    public double[] magnitudes(double[] v, Layout layout) {
      double[] magnitudes = new double[layout.end() - layout.start()];
      for (int g = 0; g < magnitudes.length; g++) {
        magnitudes[g] = Math.abs(v[layout.start() + g]);
      }
      return magnitudes;
    }

    @Override
    Decomposition decompose(double[] v, Layout layout) {
      return new Groups(v, IntStream.rangeClosed(layout.start(), layout.end()).toArray());
    }

    @Override
    double effort(Layout layout) {
      return 0;
    }
  },

  /** Rows of the blocks, the incoming weights of a neuron; m_g = ‖v_g‖₂. */
  ROWS {
    @Override
    public int count(Block block) {
      return block.rows();
    }

    @Override
    public double[] magnitudes(double[] v, Layout layout) {
      return decompose(v, layout).magnitudes();
    }

    @Override
    Decomposition decompose(double[] v, Layout layout) {
      IntStream starts =
          layout.blocks().stream()
              .flatMapToInt(
                  b -> IntStream.range(0, b.rows()).map(row -> b.offset() + row * b.cols()));
      return new Groups(v, IntStream.concat(starts, IntStream.of(layout.end())).toArray());
    }

    @Override
    double effort(Layout layout) {
      return 2.0 * (layout.end() - layout.start());
    }
  },

  /** Products of singular vectors of the blocks; m_g the singular values. */
  SINGULAR_VALUES {
    @Override
    public int count(Block block) {
      return Math.min(block.rows(), block.cols());
    }

    @Override
    public double[] magnitudes(double[] v, Layout layout) {
      return Spectrum.values(v, layout);
    }

    @Override
    Decomposition decompose(double[] v, Layout layout) {
      return new Spectrum(v, layout);
    }

    @Override
    double effort(Layout layout) {
      return DECOMPOSITION
          * layout.blocks().stream().mapToDouble(b -> (double) b.size() * count(b)).sum();
    }
  };

  /** Multiplications that a decomposition takes, per entry of the matrix and singular value. */
  private static final double DECOMPOSITION = 30;

  /**
   * {@return number of parts of a block}
   *
   * @param block the matrix
   */
  public abstract int count(Block block);

  /**
   * {@return the m_g, block by block, a new array}
   *
   * @param v vector, read at the entries of the layout
   * @param layout the blocks
   */
  public abstract double[] magnitudes(double[] v, Layout layout);

  /** The parts of v, with their directions. */
  abstract Decomposition decompose(double[] v, Layout layout);

  /** Multiplications that decomposing and composing take, about. */
  abstract double effort(Layout layout);
}
