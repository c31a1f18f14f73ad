package org.mirrorflow.djl.train;

import org.mirrorflow.data.ImageShape;
import org.mirrorflow.data.Samples;

/**
 * Images whose channels have mean 0 and deviation 1 over the training images.
 *
 * @param inner the images
 * @param mean of every channel over the training images
 * @param deviation likewise; 1 for a constant channel
 */
record NormalisedSamples(Samples inner, float[] mean, float[] deviation) implements Samples {

  /** These images by their own means and deviations. */
  static NormalisedSamples of(Samples train) {
    int channels = train.shape().channels();
    int size = train.features() / channels;
    float[] mean = new float[channels];
    float[] deviation = new float[channels];
    double count = (double) train.size() * size;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double square = 0;
      for (int i = 0; i < train.size(); i++) {
        for (int j = c * size; j < (c + 1) * size; j++) {
          double x = train.value(i, j);
          sum += x;
          square += x * x;
        }
      }
      mean[c] = (float) (sum / count);
      double variance = square / count - sum / count * (sum / count);
      deviation[c] = variance > 0 ? (float) Math.sqrt(variance) : 1;
    }
    return new NormalisedSamples(train, mean, deviation);
  }

  /** Other images by the means and deviations of these. */
  NormalisedSamples likewise(Samples others) {
    return new NormalisedSamples(others, mean, deviation);
  }

  @Override
  public int size() {
    return inner.size();
  }

  @Override
  public int features() {
    return inner.features();
  }

  @Override
  public int classes() {
    return inner.classes();
  }

  @Override
  public ImageShape shape() {
    return inner.shape();
  }

  @Override
  public int label(int i) {
    return inner.label(i);
  }

  @Override
  public float value(int i, int j) {
    int c = j / (features() / mean.length);
    return (inner.value(i, j) - mean[c]) / deviation[c];
  }

  @Override
  public Samples select(int... samples) {
    return likewise(inner.select(samples));
  }

  @Override
  public long code() {
    return inner.code();
  }
}
