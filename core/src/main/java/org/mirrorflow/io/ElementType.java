package org.mirrorflow.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** The number formats of npy and safetensors files, and how their bytes become doubles. */
enum ElementType {
  F64("f8", "F64", 8),
  F32("f4", "F32", 4),
  F16("f2", "F16", 2),
  BF16("", "BF16", 2),
  I64("i8", "I64", 8),
  I32("i4", "I32", 4),
  I16("i2", "I16", 2),
  I8("i1", "I8", 1),
  U64("u8", "U64", 8),
  U32("u4", "U32", 4),
  U16("u2", "U16", 2),
  U8("u1", "U8", 1),
  BOOL("b1", "BOOL", 1);

  private static final int CHUNK = 1 << 16;

  private final String npy;
  private final String safetensors;
  private final int bytes;

  ElementType(String npy, String safetensors, int bytes) {
    this.npy = npy;
    this.safetensors = safetensors;
    this.bytes = bytes;
  }

  /** The type behind kind and size in an npy header, for example {@code f8}. */
  static Optional<ElementType> ofNpy(String code) {
    return Arrays.stream(values()).filter(t -> !code.isEmpty() && t.npy.equals(code)).findFirst();
  }

  /** The type of a dtype in a safetensors header, for example {@code BF16}. */
  static Optional<ElementType> ofSafetensors(String name) {
    return Arrays.stream(values()).filter(t -> t.safetensors.equals(name)).findFirst();
  }

  /** Bytes of one number. */
  int bytes() {
    return bytes;
  }

  /**
   * Reads {@code count} numbers. The result grows as bytes arrive beyond {@code backed} of them, so
   * that a promise alone takes no memory.
   *
   * @param place for messages
   * @param backed number of bytes that are known to exist
   * @throws InputException if the bytes end early, or an integer has no exact double
   */
  double[] read(String place, InputStream in, ByteOrder order, int count, long backed)
      throws IOException {
    double[] values = new double[(int) Math.min(count, Math.max(CHUNK, backed / bytes))];
    byte[] chunk = new byte[(int) Math.min(CHUNK, (long) count * bytes)];
    int size = 0;
    while (size < count) {
      int wanted = Math.min(chunk.length / bytes, count - size);
      int got = in.readNBytes(chunk, 0, wanted * bytes);
      if (got < wanted * bytes) {
        throw new InputException(
            place,
            "the data end after " + ((long) size * bytes + got) + " bytes",
            (long) count * bytes + " bytes as the header says",
            "get the whole file again");
      }
      if (size + wanted > values.length) {
        long doubled = Math.max(size + wanted, 2L * values.length);
        values = Arrays.copyOf(values, (int) Math.min(count, doubled));
      }
      ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, got).order(order);
      for (int i = 0; i < wanted; i++) {
        values[size++] = next(place, buffer);
      }
    }
    return values;
  }

  private double next(String place, ByteBuffer buffer) {
    return switch (this) {
      case F64 -> buffer.getDouble();
      case F32 -> buffer.getFloat();
      case F16 -> half(buffer.getShort());
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      case I64 -> signed(place, buffer.getLong());
      case I32 -> buffer.getInt();
      case I16 -> buffer.getShort();
      case I8 -> buffer.get();
      case U64 -> unsigned(place, buffer.getLong());
      case U32 -> Integer.toUnsignedLong(buffer.getInt());
      case U16 -> Short.toUnsignedInt(buffer.getShort());
      case U8 -> Byte.toUnsignedInt(buffer.get());
      case BOOL -> buffer.get() == 0 ? 0 : 1;
    };
  }

  /** IEEE 754 binary16: 1 sign bit, 5 exponent bits, 10 fraction bits. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  private static double signed(String place, long value) {
    double rounded = value;
    if (rounded == 0x1p63 || (long) rounded != value) {
      throw inexact(place, Long.toString(value));
    }
    return rounded;
  }

  private static double unsigned(String place, long value) {
    if (value >= 0) {
      return signed(place, value);
    }
    if ((value & 2047) != 0) {
      throw inexact(place, Long.toUnsignedString(value));
    }
    return (value >>> 11) * 2048.0;
  }

  private static InputException inexact(String place, String value) {
    return new InputException(
        place,
        "the integer " + value,
        "integers that float64 holds exactly (all up to 2^53)",
        "scale or convert the array to float64");
  }
}
