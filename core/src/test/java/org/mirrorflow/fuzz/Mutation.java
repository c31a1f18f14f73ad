package org.mirrorflow.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes the way fuzzers do. */
final class Mutation {

  private static final byte[] TELLING = {0, 1, -1, 127, -128, '{', '}', '(', '-', '9', '"', '\\'};

  /** Words that readers of numbers and specifications stumble over. */
  private static final List<byte[]> WORDS =
      List.of(
              "NaN",
              "Infinity",
              "1e999",
              "-0",
              "99999999999999999999",
              "0x1p3",
              "1e-400",
              "((((",
              "))",
              "|",
              ",,",
              ":",
              "=",
              "\n",
              "\r\n",
              "\t",
              "\"",
              "\u00e9",
              "^^",
              "exp(",
              "*x",
              "/0")
          .stream()
          .map(word -> word.getBytes(StandardCharsets.UTF_8))
          .toList();

  private Mutation() {}

  /** One to four of: another byte, a flipped bit, a deletion, a repetition, a word, a cut. */
  static byte[] of(byte[] bytes, SplittableRandom random) {
    byte[] mutant = bytes.clone();
    for (int rest = 1 + random.nextInt(4); rest > 0 && mutant.length > 1; rest--) {
      int at = random.nextInt(mutant.length);
      int length = 1 + random.nextInt(Math.min(16, mutant.length - at));
      switch (random.nextInt(7)) {
        case 0 -> mutant[at] = TELLING[random.nextInt(TELLING.length)];
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutant[at] = (byte) random.nextInt(256);
        case 3 -> mutant = spliced(mutant, at, length, new byte[0]);
        case 4 -> mutant = spliced(mutant, at, 0, Arrays.copyOfRange(mutant, at, at + length));
        case 5 -> mutant = spliced(mutant, at, 0, WORDS.get(random.nextInt(WORDS.size())));
        default -> mutant = Arrays.copyOf(mutant, mutant.length - random.nextInt(at + 1) / 4);
      }
    }
    return mutant;
  }

  /** {@code length} bytes at a place replaced by others. */
  private static byte[] spliced(byte[] bytes, int at, int length, byte[] others) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(others);
    out.write(bytes, at + length, bytes.length - at - length);
    return out.toByteArray();
  }
}
