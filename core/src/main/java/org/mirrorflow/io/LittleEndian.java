package org.mirrorflow.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes arrays of numbers, lowest byte first. */
final class LittleEndian {

  private static final int CHUNK = 1 << 13;

  private LittleEndian() {}

  static void writeDoubles(OutputStream out, double[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(8 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < values.length; start += CHUNK) {
      buffer.clear();
      for (int i = start; i < Math.min(values.length, start + CHUNK); i++) {
        buffer.putDouble(values[i]);
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }

  static void writeFloats(OutputStream out, double[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < values.length; start += CHUNK) {
      buffer.clear();
      for (int i = start; i < Math.min(values.length, start + CHUNK); i++) {
        buffer.putFloat((float) values[i]);
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }
}
