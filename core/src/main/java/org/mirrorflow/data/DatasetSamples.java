package org.mirrorflow.data;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * A data set as samples.
 *
 * @param data the set
 */
record DatasetSamples(Dataset data) implements Samples {

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public int features() {
    return data.features();
  }

  @Override
  public int classes() {
    return data.classes();
  }

  @Override
  public ImageShape shape() {
    return data.image().orElseGet(() -> new ImageShape(1, 1, data.features()));
  }

  @Override
  public int label(int i) {
    return data.labels()[i];
  }

  @Override
  public float value(int i, int j) {
    return (float) data.inputs()[i * data.features() + j];
  }

  @Override
  public Samples select(int... samples) {
    return data.select(samples).samples();
  }

  @Override
  public long code() {
    CRC32 code = new CRC32();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES);
    for (double x : data.inputs()) {
      code.update(bytes.putDouble(0, x).array());
    }
    for (int label : data.labels()) {
      code.update(label);
    }
    return code.getValue();
  }
}
