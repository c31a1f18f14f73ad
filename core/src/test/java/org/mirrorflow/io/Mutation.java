package org.mirrorflow.io;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages bytes the way fuzzers do. */
final class Mutation {

  private static final byte[] TELLING = {0, 1, -1, 127, -128, '{', '}', '(', '-', '9', '"', '\\'};

  private Mutation() {}

  /** One to four of: another byte, a flipped bit, a deletion, a repetition, a cut. */
  static byte[] of(byte[] bytes, SplittableRandom random) {
    byte[] mutant = bytes.clone();
    for (int rest = 1 + random.nextInt(4); rest > 0 && mutant.length > 1; rest--) {
      int at = random.nextInt(mutant.length);
      int length = 1 + random.nextInt(Math.min(16, mutant.length - at));
      switch (random.nextInt(6)) {
        case 0 -> mutant[at] = TELLING[random.nextInt(TELLING.length)];
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutant[at] = (byte) random.nextInt(256);
        case 3 -> mutant = spliced(mutant, at, length, 0);
        case 4 -> mutant = spliced(mutant, at, length, 2);
        default -> mutant = Arrays.copyOf(mutant, mutant.length - random.nextInt(at + 1) / 4);
      }
    }
    return mutant;
  }

  private static byte[] spliced(byte[] bytes, int at, int length, int times) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    for (int i = 0; i < times; i++) {
      out.write(bytes, at, length);
    }
    out.write(bytes, at + length, bytes.length - at - length);
    return out.toByteArray();
  }
}
