package org.mirrorflow.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** An image set of ten classes of noisy bars, 8 by 8, under the names of MNIST. */
final class TinyImages {
  private static final int SIDE = 8;

  private TinyImages() {}

  /** Writes 200 images for training and 100 for the test into a data folder. */
  static Path write(Path data) throws IOException {
    return write(data, 200);
  }

  /** The same with another number of images for training. */
  static Path write(Path data, int n) throws IOException {
    Files.createDirectories(data.resolve("mnist"));
    write(data, "train", n, 1);
    write(data, "t10k", 100, 2);
    return data;
  }

  private static void write(Path data, String part, int n, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + n * SIDE * SIDE);
    images.putInt(2051).putInt(n).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + n).putInt(2049).putInt(n);
    for (int i = 0; i < n; i++) {
      int label = i % 10;
      labels.put((byte) label);
      for (int j = 0; j < SIDE * SIDE; j++) {
        boolean bar = label < 5 ? j / SIDE == label + 1 : j % SIDE == label - 4;
        images.put((byte) (random.nextInt(60) + (bar ? 180 : 0)));
      }
    }
    Files.write(data.resolve("mnist/" + part + "-images-idx3-ubyte"), images.array());
    Files.write(data.resolve("mnist/" + part + "-labels-idx1-ubyte"), labels.array());
  }
}
