package org.mirrorflow.spark;

import java.io.Serializable;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.FileSpec;

/**
 * Some rows of the data, always the same ones: blocks, not partitions, are what sums are made of.
 *
 * @param index number of the block, from 0
 * @param inputs rows × features, row-major
 * @param labels class indices
 */
record RowBlock(int index, double[] inputs, int[] labels) implements Serializable {

  Dataset dataset(SparkData.Shape shape) {
    return FileSpec.parse(shape.data())
        .images(new Dataset("block " + index, inputs, labels, shape.features(), shape.classes()));
  }
}
