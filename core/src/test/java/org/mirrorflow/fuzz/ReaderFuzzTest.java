package org.mirrorflow.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.io.InputException;

/**
 * Damaged inputs are read or refused in one line, soon and in bounded memory, by every reader and
 * parser. {@code -Dfuzz.inputs=N} tries N of them for each; the profile {@code nightly} 10^5.
 */
final class ReaderFuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 1000);
  private static final long LONGEST_NANOS = 1_000_000_000L;

  /** Every sound input has less than 10 kB; nothing it may turn into needs more than this. */
  private static final long MOST_BYTES = 32L << 20;

  private static final int LONGEST_MESSAGE = 1000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  static List<FuzzTarget> targets() {
    return FuzzTarget.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void soundInputsAreRead(FuzzTarget target) throws IOException {
    for (byte[] sound : target.sound().apply(file())) {
      target.reader().accept(Files.write(file(), sound));
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void damagedInputsAreReadOrRefusedInOneLine(FuzzTarget target) throws IOException {
    List<byte[]> sound = target.sound().apply(file());
    long slowest = 0;
    for (int seed = 0; seed < INPUTS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] input = Mutation.of(sound.get(random.nextInt(sound.size())), random);
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long begin = threads.getCurrentThreadCpuTime();
      read(target, input, seed);
      slowest = Math.max(slowest, threads.getCurrentThreadCpuTime() - begin);
      assertThat(threads.getCurrentThreadAllocatedBytes() - bytes)
          .as("bytes allocated for input %d of %s", seed, target)
          .isLessThan(MOST_BYTES);
    }
    assertThat(slowest).as("CPU nanoseconds of the slowest input").isLessThan(LONGEST_NANOS);
  }

  private Path file() {
    return folder.resolve("input");
  }

  private void read(FuzzTarget target, byte[] input, int seed) throws IOException {
    try {
      target.reader().accept(Files.write(file(), input));
    } catch (InputException e) {
      assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(LONGEST_MESSAGE);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      byte[] shown = Arrays.copyOf(input, Math.min(input.length, 200));
      fail(target + ", input " + seed + ": " + HexFormat.of().formatHex(shown), e);
    }
  }
}
