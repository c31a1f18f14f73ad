package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.model.SymmetricProduct;

/**
 * Products of the inputs of some samples.
 *
 * @param values as {@link SymmetricProduct} leaves them
 * @param samples which, ascending
 */
record SampleProducts(double[] values, int[] samples) {
  double at(int i, int k) {
    return SymmetricProduct.entry(values, Math.max(i, k), Math.min(i, k), samples.length);
  }

  int index(int sample) {
    return Arrays.binarySearch(samples, sample);
  }
}
