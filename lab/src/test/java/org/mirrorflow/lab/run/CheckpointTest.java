package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProgress;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Origin;
import org.mirrorflow.io.Tensor;

final class CheckpointTest {
  private static final int PARAMETERS = 3;
  private static final Trajectory SHAPE = new Trajectory(List.of("a", "b"), List.of());
  private static final int MUTATIONS = Integer.getInteger("fuzz.inputs", 1000);

  private static final String RUN = "the words of a run";

  @TempDir Path folder;

  private static Checkpoint sample() {
    double[] odd = {-0.0, Double.MIN_VALUE, -1e300};
    return new Checkpoint(
        new FlowState(odd, 700, 0.1, -2, Double.NEGATIVE_INFINITY, Double.NaN, 1L << 40)
            .withMemory(new double[] {-0.0, Double.MIN_VALUE, Double.NaN, 4})
            .withProgress(new FlowProgress(1L << 39, 0.3, -0.0, 1e-300, Double.NaN, Double.NaN)),
        new double[] {1, 2, 3},
        new Trajectory(
            List.of("a", "b"),
            List.of(new double[] {1, Double.NaN}, new double[] {-0.0, Double.POSITIVE_INFINITY})),
        0xFFFFFFFFL,
        RUN);
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
        bits(c.state().progress().toArray()),
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
    assertThat(contents(Checkpoint.read(file, SHAPE, PARAMETERS, RUN)))
        .isEqualTo(contents(sample()));
  }

  @Test
  void anEmptyTrajectoryReadsBack() {
    Path file = folder.resolve("c.npz");
    new Checkpoint(sample().state(), sample().start(), SHAPE, 7, RUN).write(file);
    assertThat(Checkpoint.read(file, SHAPE, PARAMETERS, RUN).trajectory().rows()).isEmpty();
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    Trajectory wider = new Trajectory(List.of("a", "b", "c"), List.of());
    assertThatThrownBy(() -> Checkpoint.read(file, wider, PARAMETERS, RUN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("trajectory");
    assertThatThrownBy(() -> Checkpoint.read(file, SHAPE, PARAMETERS + 1, RUN))
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
    assertThatThrownBy(() -> Checkpoint.read(file, SHAPE, PARAMETERS, RUN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("version 1")
        .hasMessageContaining("--out");
  }

  /** What a new version of the program does with the files of an old one: it refuses them. */
  @Test
  void aCheckpointOfAnotherProgramIsRefusedByItsName() {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    Map<String, Tensor> old = new HashMap<>(Npz.read(file));
    old.put("version", Tensor.scalar(2));
    assertRefused(old, "version 2", "version 4");
    old.put("version", Tensor.scalar(3));
    assertRefused(old, "version 3", "version 4");
    old.put("version", Tensor.scalar(4));
    old.put("program", Tensor.vector("MirrorFlow 0.0.9".chars().asDoubleStream().toArray()));
    assertRefused(old, "a checkpoint of MirrorFlow 0.0.9", Origin.PROGRAM, "program that wrote");
    old.put("program", Tensor.vector(Double.NaN));
    assertRefused(old, "another program");
    old.remove("program");
    assertRefused(old, "an older program");
  }

  @Test
  void aCheckpointOfTheSameShapeButAnotherRunIsRefused() {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    assertThatThrownBy(() -> Checkpoint.read(file, SHAPE, PARAMETERS, "other words"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a checkpoint of another run");
  }

  @Test
  void allButTheEndIsInTheWordsOfARun() {
    RunSpec spec = RunSpec.of("iris", "linear", "p:3");
    String words = Checkpoint.wordsOf(spec);
    assertThat(Checkpoint.wordsOf(spec.until(-5).with(RunOptions.MAX_STEPS, 7L))).isEqualTo(words);
    assertThat(Checkpoint.wordsOf(spec.with(RunOptions.MAP, "p:2"))).isNotEqualTo(words);
    assertThat(Checkpoint.wordsOf(spec.startingAt(0.1, 1))).isNotEqualTo(words);
    assertThat(Checkpoint.wordsOf(spec.with(RunOptions.TOLERANCE, 1e-9))).isNotEqualTo(words);
    assertThat(Checkpoint.wordsOf(spec.with("implicit"))).isNotEqualTo(words);
    assertThat(Checkpoint.wordsOf(spec.with(RunOptions.LOSS, "logistic"))).isNotEqualTo(words);
  }

  /** Clock: unit, s, work, log t, log of the step, steps. */
  @Test
  void clocksAndNumbersThatNoRunHasAreRefused() {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    Map<String, Tensor> good = Npz.read(file);
    double[] clock = good.get("clock").data();
    double nan = Double.NaN;
    double[][] wrong = {
      {nan, -1, 1e300, Double.POSITIVE_INFINITY},
      {nan, -1e-300, Double.POSITIVE_INFINITY},
      {nan, Double.NEGATIVE_INFINITY},
      {nan, 1e300, Double.POSITIVE_INFINITY},
      {Double.POSITIVE_INFINITY, 1e300},
      {nan, -1, 0.5, 1e300}
    };
    for (int i = 0; i < wrong.length; i++) {
      for (double value : wrong[i]) {
        double[] bad = clock.clone();
        bad[i] = value;
        Map<String, Tensor> all = new HashMap<>(good);
        all.put("clock", Tensor.vector(bad));
        assertRefused(all, "clock");
      }
    }
    for (String name : List.of("start", "coordinates")) {
      for (double value : new double[] {nan, Double.POSITIVE_INFINITY}) {
        Map<String, Tensor> all = new HashMap<>(good);
        all.put(name, Tensor.vector(1, value, 3));
        assertRefused(all, name + "[1] is " + value);
      }
    }
  }

  @Test
  void marksThatNoRunHasAreRefused() {
    Path file = folder.resolve("c.npz");
    Trajectory shape = new Trajectory(List.of("steps", "logLoss"), List.of());
    double[][] wrong = {{5, Double.NaN}, {Double.NaN, 1}, {-1, 1}, {11, 1}, {3, 1, 2, 1}};
    for (double[] rows : wrong) {
      List<double[]> marks = new ArrayList<>();
      for (int r = 0; r < rows.length; r += 2) {
        marks.add(Arrays.copyOfRange(rows, r, r + 2));
      }
      FlowState state = new FlowState(new double[] {1}, 0, 0, 0, 0, 10);
      new Checkpoint(state, new double[] {1}, new Trajectory(shape.columns(), marks), 7, RUN)
          .write(file);
      assertThatThrownBy(() -> Checkpoint.read(file, shape, 1, RUN))
          .isInstanceOf(InputException.class);
    }
  }

  @Test
  void progressThatNoRunHasIsRefused() {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    Map<String, Tensor> other = new HashMap<>(Npz.read(file));
    double[][] wrong = {{0.5, 0, 0, 0, 0, 0}, {0x1p41, 0, 0, 0, 0, 0}, {-1, 0, 0, 0, 0, 0}};
    for (double[] progress : wrong) {
      other.put("progress", Tensor.vector(progress));
      assertRefused(other, "progress after", "whole steps");
    }
    other.put("progress", Tensor.vector(1, Double.NaN, 0, 0, 0, 0));
    assertRefused(other, "progress[1] is NaN");
    other.put("progress", Tensor.vector(1, 2));
    assertRefused(other, "array progress is missing or has another size");
    other.put("progress", Tensor.vector(FlowProgress.NONE.toArray()));
    Npz.write(file, other);
    assertThat(Checkpoint.read(file, SHAPE, PARAMETERS, RUN).state().progress())
        .isEqualTo(FlowProgress.NONE);
  }

  /** A name that was changed on the disk makes an array that is not there. */
  @Test
  void aCheckpointWithoutOneOfItsArraysIsRefused() {
    Path file = folder.resolve("c.npz");
    sample().write(file);
    Map<String, Tensor> whole = Npz.read(file);
    for (String name : whole.keySet()) {
      Map<String, Tensor> other = new HashMap<>(whole);
      other.remove(name);
      assertRefused(other, file.getParent().toString());
    }
  }

  private void assertRefused(Map<String, Tensor> tensors, String... words) {
    Path file = folder.resolve("changed.npz");
    Npz.write(file, tensors);
    assertThatThrownBy(() -> Checkpoint.read(file, SHAPE, PARAMETERS, RUN))
        .isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n"));
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
        assertThat(contents(Checkpoint.read(file, SHAPE, PARAMETERS, RUN))).isEqualTo(contents);
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
