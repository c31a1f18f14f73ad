package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.numeric.Svd;

/**
 * The parts of a vector over which a norm or a potential is a sum. A vector is Σ_g m_g e_g with
 * orthonormal directions e_g; the norm or potential depends only on the magnitudes m_g ≥ 0.
 *
 * @since 0.2.0
 */
public enum Parts {
  /** Single entries; m_g = |v_g|. */
  ENTRIES("", true, true) {
    @Override
    public double[] magnitudes(double[] v, Layout layout) {
      return Arrays.stream(v, layout.start(), layout.end()).map(Math::abs).toArray();
    }

    @Override
    Decomposition decompose(double[] v, Layout layout) {
      return new Groups(v, IntStream.rangeClosed(layout.start(), layout.end()).toArray());
    }

    @Override
    boolean single(Layout layout) {
      return layout.end() - layout.start() == 1;
    }

    @Override
    double effort(Layout layout) {
      return 0;
    }
  },

  /** Rows of the blocks, the incoming weights of a neuron; m_g = ‖v_g‖₂. */
  ROWS("group:", true, false) {
    @Override
    Decomposition decompose(double[] v, Layout layout) {
      IntStream starts =
          layout.blocks().stream()
              .flatMapToInt(b -> IntStream.range(0, b.rows()).map(i -> b.offset() + i * b.cols()));
      return new Groups(v, IntStream.concat(starts, IntStream.of(layout.end())).toArray());
    }

    @Override
    boolean single(Layout layout) {
      return layout.count() == 1 && layout.block(0).rows() == 1;
    }

    @Override
    double effort(Layout layout) {
      return 2.0 * (layout.end() - layout.start());
    }
  },

  /** Products of singular vectors of the blocks; m_g the singular values. */
  SINGULAR_VALUES("schatten:", false, false) {
    @Override
    String text(Lp norm) {
      return norm.index();
    }

    @Override
    String norm(String text) {
      return "lp:" + text;
    }

    @Override
    public double[] magnitudes(double[] v, Layout layout) {
      return layout.blocks().stream()
          .flatMapToDouble(block -> Arrays.stream(Svd.values(v, block)))
          .toArray();
    }

    @Override
    Decomposition decompose(double[] v, Layout layout) {
      return new Spectrum(v, layout);
    }

    @Override
    boolean single(Layout layout) {
      return layout.count() == 1 && Math.min(layout.block(0).rows(), layout.block(0).cols()) == 1;
    }

    /** 30 for each entry of a matrix and singular value. */
    @Override
    double effort(Layout layout) {
      return layout.blocks().stream()
          .mapToDouble(b -> 30.0 * b.size() * Math.min(b.rows(), b.cols()))
          .sum();
    }
  };

  private final String prefix;
  private final boolean addOverRows;
  private final boolean addOverColumns;

  Parts(String prefix, boolean addOverRows, boolean addOverColumns) {
    this.prefix = prefix;
    this.addOverRows = addOverRows;
    this.addOverColumns = addOverColumns;
  }

  /** {@return whether the parts of a matrix are the parts of its rows, one row after the other} */
  public boolean addOverRows() {
    return addOverRows;
  }

  /** {@return whether the parts of a matrix are the parts of its columns, one after the other} */
  public boolean addOverColumns() {
    return addOverColumns;
  }

  /**
   * {@return the m_g, block by block, a new array}
   *
   * @param v vector, read at the entries of the layout
   * @param layout the blocks
   */
  public double[] magnitudes(double[] v, Layout layout) {
    return decompose(v, layout).magnitudes();
  }

  /** What a norm of these parts begins with in a specification. */
  final String prefix() {
    return prefix;
  }

  /** What follows the prefix for this norm of the magnitudes. */
  String text(Lp norm) {
    return norm.name();
  }

  /** The name of the norm of the magnitudes, of what {@link #text} gave. */
  String norm(String text) {
    return text;
  }

  /** The parts of v, with their directions. */
  abstract Decomposition decompose(double[] v, Layout layout);

  /**
   * Whether there is a single part whatever the vector, so that every norm of the magnitudes is
   * one.
   */
  abstract boolean single(Layout layout);

  /** Multiplications that it takes to decompose a vector and to compose it again, about. */
  abstract double effort(Layout layout);
}
