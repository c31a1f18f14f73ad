package org.mirrorflow.data;

import java.util.Arrays;
import org.mirrorflow.io.InputException;

/**
 * Class indices of integer labels: the distinct labels in ascending order become 0, 1, …; so −1/1
 * and 0/1 both become 0/1.
 *
 * @param indices one per sample
 * @param classes number of distinct labels, at least 2
 */
record Labels(int[] indices, int classes) {

  /**
   * @throws InputException if all labels are the same
   */
  static Labels of(String place, int[] raw) {
    int[] distinct = Arrays.stream(raw).sorted().distinct().toArray();
    if (distinct.length < 2) {
      throw new InputException(
          place,
          distinct.length == 0 ? "no samples" : "only the class " + distinct[0],
          "samples of at least two classes",
          "add samples of another class");
    }
    int[] indices = new int[raw.length];
    Arrays.setAll(indices, i -> Arrays.binarySearch(distinct, raw[i]));
    return new Labels(indices, distinct.length);
  }
}
