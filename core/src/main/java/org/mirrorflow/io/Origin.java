package org.mirrorflow.io;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/**
 * The origin of a checkpoint. It holds the name and the version of the program that wrote it, as
 * code points, and the SHA-256 of the options of its run, byte by byte. Only the same program with
 * the same options continues a state to the same bits.
 *
 * @since 0.2.0
 */
public final class Origin {
  /** Name and version of this program. */
  public static final String PROGRAM = "MirrorFlow 0.2.0";

  private static final String PROGRAM_ARRAY = "program";
  private static final String RUN_ARRAY = "run_code";

  private Origin() {}

  /**
   * Adds the origin to the arrays of a checkpoint.
   *
   * @param tensors arrays by name, changed
   * @param run everything that decides on how the run goes on, in words
   */
  public static void sign(Map<String, Tensor> tensors, String run) {
    double[] name = PROGRAM.chars().asDoubleStream().toArray();
    tensors.put(PROGRAM_ARRAY, Tensor.vector(name));
    tensors.put(RUN_ARRAY, code(run));
  }

  /**
   * Checks that a checkpoint was written by this program for this run.
   *
   * @param place the file
   * @param tensors its arrays by name
   * @param run as in {@link #sign}
   * @throws InputException if it was not
   */
  public static void verify(String place, Map<String, Tensor> tensors, String run) {
    String program = program(tensors.get(PROGRAM_ARRAY));
    if (!program.equals(PROGRAM)) {
      throw new InputException(
          place,
          "a checkpoint of " + program,
          "one of " + PROGRAM + ", which is this program",
          "go on with the program that wrote it, or run again with another --out");
    }
    Tensor code = tensors.get(RUN_ARRAY);
    if (code == null || !Arrays.equals(code.data(), code(run).data())) {
      throw new InputException(
          place,
          "a checkpoint of another run",
          "the one that this run wrote",
          "restore it, or run again with another --out");
    }
  }

  private static String program(Tensor name) {
    if (name == null) {
      return "an older program";
    }
    boolean plain = Arrays.stream(name.data()).allMatch(c -> c >= ' ' && c <= '~');
    if (!plain || name.data().length > 2 * PROGRAM.length()) {
      return "another program";
    }
    StringBuilder text = new StringBuilder();
    Arrays.stream(name.data()).forEach(c -> text.append((char) c));
    return text.toString();
  }

  /**
   * {@return the SHA-256 of words, byte by byte, as an array of a file}
   *
   * @param words any text
   */
  public static Tensor code(String words) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(words.getBytes(StandardCharsets.UTF_8));
      double[] code = new double[bytes.length];
      for (int i = 0; i < code.length; i++) {
        code[i] = Byte.toUnsignedInt(bytes[i]);
      }
      return Tensor.vector(code);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
