package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;

final class CheckpointTest {
  private static final int PARAMETERS = 3;
  private static final Trajectory SHAPE = new Trajectory(List.of("a", "b"), List.of());
  private static final int MUTATIONS = Integer.getInteger("fuzz.inputs", 1000);

  @TempDir Path folder;

  private static Checkpoint sample() {
    double[] odd = {-0.0, Double.MIN_VALUE, -1e300};
    return new Checkpoint(
        new FlowState(odd, 700, 0.1, -2, Double.NEGATIVE_INFINITY, Double.NaN, 1L << 40)
            .withMemory(new double[] {-0.0, Double.MIN_VALUE, Double.NaN, 4}),
        new double[] {1, 2, 3},
        new Trajectory(
            List.of("a", "b"),
            List.of(new double[] {1, Double.NaN}, new double[] {-0.0, Double.POSITIVE_INFINITY})),
        0xFFFFFFFFL);
  }

  private static List<Object> contents(Checkpoint c) {
    List<List<Long>> rows = c.trajectory().rows().stream().map(CheckpointTest::bits).toList();
    return List.of(
        bits(c.state().coordinates()),
        bits(
            c.state().logUnit(),
            c.state().s(),
            c.state().work(),
            c.state().logTime(),
            c.state().logStep()),
        c.state().steps(),
        bits(c.state().memory()),
        bits(c.start()),
        rows,
        c.dataCode());
  }

  private static List<Long> bits(double... values) {
    return Arrays.stream(TrajectoryTest.bits(values)).boxed().toList();
  }

  @Test
  void readsBackToTheSameBits() {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    assertThat(contents(Checkpoint.read(file, SHAPE, PARAMETERS))).isEqualTo(contents(sample()));
  }

  @Test
  void anEmptyTrajectoryReadsBack() {
    Path file = folder.resolve("c.npz");
    new Checkpoint(sample().state(), sample().start(), SHAPE, 7).write(file);
    assertThat(Checkpoint.read(file, SHAPE, PARAMETERS).trajectory().rows()).isEmpty();
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    Trajectory wider = new Trajectory(List.of("a", "b", "c"), List.of());
    assertThatThrownBy(() -> Checkpoint.read(file, wider, PARAMETERS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("trajectory");
    assertThatThrownBy(() -> Checkpoint.read(file, SHAPE, PARAMETERS + 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("coordinates");
  }

  /** Files of version 1 held arrays dual and start_dual, and no version. */
  @Test
  void anOldCheckpointIsRefusedByItsVersion() {
    Path file = folder.resolve("c.npz");
    Npz.write(
        file,
        Map.of(
            "dual", Tensor.vector(1, 2, 3),
            "start_dual", Tensor.vector(1, 2, 3),
            "clock", Tensor.vector(0, 0, 0, 0, 0),
            "data_code", Tensor.scalar(0),
            "trajectory", Tensor.matrix(0, 2, new double[0])));
    assertThatThrownBy(() -> Checkpoint.read(file, SHAPE, PARAMETERS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("version 1")
        .hasMessageContaining("--out");
  }

  /** Whatever becomes of a file: it is refused in words, or its contents are what was written. */
  @Test
  void damageIsRefusedOrHarmless() throws IOException {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    byte[] good = Files.readAllBytes(file);
    List<Object> contents = contents(sample());
    SplittableRandom random = new SplittableRandom(0);
    int refused = 0;
    for (int k = 0; k < MUTATIONS; k++) {
      Files.write(file, damaged(good, random, k));
      try {
        assertThat(contents(Checkpoint.read(file, SHAPE, PARAMETERS))).isEqualTo(contents);
      } catch (InputException e) {
        refused++;
        assertThat(e.getMessage()).contains(file.toString()).doesNotContain("\n");
      }
    }
    assertThat(refused).isGreaterThan(MUTATIONS / 2);
  }

  private static byte[] damaged(byte[] good, SplittableRandom random, int k) {
    byte[] bad = good.clone();
    if (k % 3 == 0) {
      bad = Arrays.copyOf(good, random.nextInt(good.length));
    } else {
      for (int i = 0; i < k % 3; i++) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bad;
  }

  @Test
  void theCodeOfDataSeesEveryBitAndLabel() {
    double[] x = {1, 0};
    long code = Checkpoint.codeOf(new Dataset("d", x, new int[] {0, 1}, 1, 2));
    assertThat(Checkpoint.codeOf(new Dataset("other name", x, new int[] {0, 1}, 1, 2)))
        .isEqualTo(code);
    assertThat(Checkpoint.codeOf(new Dataset("d", x, new int[] {1, 0}, 1, 2))).isNotEqualTo(code);
    assertThat(Checkpoint.codeOf(new Dataset("d", new double[] {1, -0.0}, new int[] {0, 1}, 1, 2)))
        .isNotEqualTo(code);
  }
}
