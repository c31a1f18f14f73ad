package org.mirrorflow.gauge;

/**
 * The specification of a gauge, not yet bound to a parameter space. It can be read from text,
 * printed and compared. It is one norm for all blocks ({@link NormSpec}), one per block ({@link
 * BlockSpec}), or one of rows.
 *
 * @since 0.1.0
 */
public sealed interface GaugeSpec permits NormSpec, BlockSpec, RowSpec {

  /**
   * {@return this gauge on a parameter space}
   *
   * @param layout its blocks
   * @throws org.mirrorflow.io.InputException if there is a norm per block and the layout has
   *     another number of blocks
   */
  Gauge on(Layout layout);

  /** {@return the text that parses to this specification, for example {@code lp:1.5}} */
  String spec();

  /**
   * Reads a gauge from text. Over entries: {@code l1}, {@code l2}, {@code linf}, {@code lp:1.5}.
   * Over row norms: {@code group:l1}, {@code group:lp:1.5}. Over singular values: {@code
   * schatten:1.5}, {@code nuclear} (Schatten 1) and {@code operator} (Schatten ∞). {@code
   * rowsum:linf} is the largest ℓ1 norm of a row. Its polar {@code rowmax:l1} is the sum of the
   * largest entries of the rows. {@code rowsum:l1} is the sum of the ℓ1 norms of the rows, that is
   * {@code l1}. {@code blocks:l1|l2} is the largest over blocks, {@code sum:linf|l2} its polar.
   *
   * @param spec the text; space around it is ignored
   * @return the gauge it names
   * @throws org.mirrorflow.io.InputException if the text is no gauge or an index lies outside [1,
   *     ∞]
   */
  static GaugeSpec parse(String spec) {
    return GaugeParser.parse(spec);
  }

  /**
   * {@return the ℓp norm over all entries}
   *
   * @param p index in [1, ∞]
   * @throws IllegalArgumentException if p lies outside
   */
  static NormSpec lp(double p) {
    return new NormSpec(p, Parts.ENTRIES);
  }
}
