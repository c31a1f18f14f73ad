package org.mirrorflow.lab.report;

import java.util.List;
import java.util.Map;

/** Something to look at, with a heading and a sentence that says what to see. */
public sealed interface Figure permits Chart, HeatMap, ImageGrid, DecisionMap, Shapes, Explorer {

  /** {@return heading} */
  String title();

  /** {@return a sentence that says what to see} */
  String caption();

  /** {@return the axes; none for images} */
  List<Axis> axes();

  /** {@return whether it needs the width of the page, where two charts stand beside each other} */
  default boolean wide() {
    return false;
  }

  /**
   * {@return what the script that draws it reads: names and values, the function that draws it as
   * {@code type}. To find the entries of a record takes a library longer than to write a page}
   */
  Map<String, Object> entries();
}
