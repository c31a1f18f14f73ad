package org.mirrorflow.gauge;

import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a parameter vector, contiguous and in order.
 *
 * @param blocks first to last; block b + 1 starts where block b ends
 * @since 0.1.0
 */
public record Layout(List<Block> blocks) {

  /**
   * Checks that the blocks are contiguous.
   *
   * @param blocks at least one, copied
   * @throws IllegalArgumentException if there is no block, or a block does not start where the one
   *     before ends
   */
  public Layout {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("layout: no blocks; expected at least one");
    }
    for (int b = 1; b < blocks.size(); b++) {
      if (blocks.get(b).offset() != blocks.get(b - 1).end()) {
        throw new IllegalArgumentException(
            "layout: block %s starts at %s; expected %s"
                .formatted(blocks.get(b).name(), blocks.get(b).offset(), blocks.get(b - 1).end()));
      }
    }
  }

  /**
   * A layout of one block; gauges of one block are values on this.
   *
   * @param block the only block, at any offset
   * @return the layout of that block
   */
  public static Layout of(Block block) {
    return new Layout(List.of(block));
  }

  /**
   * Weight layers of a chain network: layer l has {@code widths[l+1]} rows and {@code widths[l]}
   * columns, is named {@code W(l+1)} and has degree {@code degrees[l]}.
   *
   * @param widths inputs, units of each hidden layer, outputs: H + 1 numbers for H weight layers
   * @param degrees L_b of each weight layer, H numbers
   * @return the layout, from index 0
   * @throws IllegalArgumentException if there is no layer, or a width or a degree is below 1
   */
  public static Layout chain(int[] widths, int[] degrees) {
    List<Block> blocks = new ArrayList<>();
    int offset = 0;
    for (int l = 0; l + 1 < widths.length; l++) {
      Block block = new Block("W" + (l + 1), offset, widths[l + 1], widths[l], degrees[l]);
      blocks.add(block);
      offset = block.end();
    }
    return new Layout(blocks);
  }

  /**
   * {@return block {@code b}}
   *
   * @param b number of the block, counted from 0
   */
  public Block block(int b) {
    return blocks.get(b);
  }

  /** {@return number of blocks} */
  public int count() {
    return blocks.size();
  }

  /** {@return index of the first entry} */
  public int start() {
    return blocks.get(0).offset();
  }

  /**
   * {@return index after the last entry: the length of the parameter vector when the layout starts
   * at 0}
   */
  public int end() {
    return blocks.get(blocks.size() - 1).end();
  }

  /** {@return homogeneity degree L = Σ_b L_b in all blocks together} */
  public int degree() {
    return blocks.stream().mapToInt(Block::degree).sum();
  }
}
