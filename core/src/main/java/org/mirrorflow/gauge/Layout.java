package org.mirrorflow.gauge;

import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a parameter vector, contiguous and in order.
 *
 * @param blocks first to last; block b + 1 starts where block b ends
 */
public record Layout(List<Block> blocks) {

  /** Checks that the blocks are contiguous. */
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

  /** A layout of one block; gauges of one block are values on this. */
  public static Layout of(Block block) {
    return new Layout(List.of(block));
  }

  /**
   * Weight layers of a chain network: layer l has {@code widths[l+1]} rows and {@code widths[l]}
   * columns, is named {@code W(l+1)} and has degree {@code degrees[l]}.
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

  /** Block {@code b}, counted from 0. */
  public Block block(int b) {
    return blocks.get(b);
  }

  /** Number of blocks. */
  public int count() {
    return blocks.size();
  }

  /** Index of the first entry. */
  public int start() {
    return blocks.get(0).offset();
  }

  /** Index after the last entry: the length of the parameter vector when the layout starts at 0. */
  public int end() {
    return blocks.get(blocks.size() - 1).end();
  }

  /** Homogeneity degree L = Σ_b L_b in all blocks together. */
  public int degree() {
    return blocks.stream().mapToInt(Block::degree).sum();
  }
}
