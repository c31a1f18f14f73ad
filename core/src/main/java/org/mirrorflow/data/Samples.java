package org.mirrorflow.data;

/**
 * Labelled samples, read value by value as minibatch training needs them. They are stored as bytes
 * ({@link Images}) or doubles ({@link Dataset#samples}).
 *
 * @since 0.2.0
 */
public interface Samples {

  /** {@return number of samples n} */
  int size();

  /** {@return number of values of a sample} */
  int features();

  /** {@return number of classes} */
  int classes();

  /** {@return how the values of a sample are an image; one row where they are none} */
  ImageShape shape();

  /**
   * {@return the class of a sample}
   *
   * @param i number of the sample, counted from 0
   */
  int label(int i);

  /**
   * {@return a value, rounded to float32}
   *
   * @param i number of the sample, counted from 0
   * @param j number of the value in it, channel by channel, row by row
   */
  float value(int i, int j);

  /**
   * {@return some of the samples, copied}
   *
   * @param samples their numbers, counted from 0
   */
  Samples select(int... samples);

  /** {@return a checksum of values and labels: tells these samples from others} */
  long code();
}
