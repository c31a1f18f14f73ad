package org.mirrorflow.lab.run;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProgress;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Origin;
import org.mirrorflow.io.Tensor;

/**
 * A run in the middle: the flow's state, its start and the marks so far, in one npz file, so that
 * whatever is on disk is consistent. The file knows its {@link Origin}, so that it goes on nowhere
 * but in its own run, under the program that wrote it.
 *
 * @param state where the flow is
 * @param start coordinates of the state at time 0, which the balance laws refer to
 * @param trajectory marks so far
 * @param dataCode {@link #codeOf(Dataset)} the data of the run
 * @param run {@link #wordsOf} the run
 */
public record Checkpoint(
    FlowState state, double[] start, Trajectory trajectory, long dataCode, String run) {

  /**
   * Version 1 held z where 2 holds the coordinates of the map, and no unit; 3 holds its origin
   * besides; in 4 every array is always there, so that one that was lost is noticed. Files of other
   * versions are refused, as those of other programs are.
   */
  private static final int VERSION = 4;

  private static final String MEMORY = "memory";
  private static final String PROGRESS = "progress";

  /** No log of a time, a step or a unit is beyond: log ℒ itself ends far above −1e18. */
  private static final double REACH = 1e18;

  /** The largest count that a double holds exactly. */
  private static final double MOST_STEPS = 0x1p53;

  /** Columns of the marks without which there is no mark. */
  private static final List<String> NUMBERS = List.of("steps", "logUnit", "s", "work", "logLoss");

  /**
   * {@return the words that decide on how a run goes on: all but where it ends}
   *
   * @param spec the run
   */
  public static String wordsOf(RunSpec spec) {
    return spec.endless().command();
  }

  /**
   * {@return CRC-32 of features and labels: tells when a run would go on with other data}
   *
   * @param data the samples
   */
  public static long codeOf(Dataset data) {
    CRC32 code = new CRC32();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES);
    for (double x : data.inputs()) {
      code.update(bytes.clear().putDouble(x).flip());
    }
    for (int label : data.labels()) {
      code.update(bytes.clear().putInt(label).flip());
    }
    return code.getValue();
  }

  /**
   * Writes the file in one piece.
   *
   * @param file npz, old or new
   * @throws InputException if it cannot be written
   */
  public void write(Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("version", Tensor.scalar(VERSION));
    Origin.sign(tensors, run);
    tensors.put("coordinates", Tensor.vector(state.coordinates()));
    tensors.put(MEMORY, Tensor.vector(state.memory()));
    tensors.put(PROGRESS, Tensor.vector(state.progress().toArray()));
    tensors.put("start", Tensor.vector(start));
    tensors.put("data_code", Tensor.scalar((double) dataCode));
    tensors.put(
        "clock",
        Tensor.vector(
            state.logUnit(),
            state.s(),
            state.work(),
            state.logTime(),
            state.logStep(),
            (double) state.steps()));
    int cols = trajectory.columns().size();
    double[] rows = new double[trajectory.rows().size() * cols];
    for (int r = 0; r < trajectory.rows().size(); r++) {
      System.arraycopy(trajectory.rows().get(r), 0, rows, r * cols, cols);
    }
    tensors.put("trajectory", Tensor.matrix(trajectory.rows().size(), cols, rows));
    Npz.write(file, tensors);
  }

  /**
   * {@return the checkpoint of a run}
   *
   * @param file npz
   * @param shape a trajectory with the columns of the run's
   * @param parameters number of coordinates of the run's state
   * @param run {@link #wordsOf} the run
   * @throws InputException if the file is damaged, of another version or program, or belongs to
   *     another run, or holds numbers that no run has
   */
  public static Checkpoint read(Path file, Trajectory shape, int parameters, String run) {
    Map<String, Tensor> tensors = Npz.read(file);
    requireVersion(file, tensors);
    Origin.verify(file.toString(), tensors, run);
    double[] coordinates = array(file, tensors, "coordinates", parameters);
    requireFinite(file, "coordinates", coordinates);
    double[] start = array(file, tensors, "start", parameters);
    requireFinite(file, "start", start);
    double[] clock = array(file, tensors, "clock", 6);
    Tensor memory = tensors.get(MEMORY);
    if (memory == null) {
      throw damaged(file, MEMORY);
    }
    requireClock(file, clock);
    double[] code = array(file, tensors, "data_code", 1);
    int cols = shape.columns().size();
    Tensor table = tensors.get("trajectory");
    if (table == null || table.rank() != 2 || table.axis(1) != cols) {
      throw damaged(file, "trajectory");
    }
    List<double[]> rows = new ArrayList<>();
    for (int r = 0; r < table.axis(0); r++) {
      rows.add(Arrays.copyOfRange(table.data(), r * cols, (r + 1) * cols));
    }
    Trajectory trajectory = new Trajectory(shape.columns(), rows);
    requireMarks(file, trajectory, clock[5]);
    FlowState state =
        new FlowState(
                coordinates, clock[0], clock[1], clock[2], clock[3], clock[4], (long) clock[5])
            .withMemory(memory.data())
            .withProgress(progress(file, tensors, clock[5]));
    return new Checkpoint(state, start, trajectory, (long) code[0], run);
  }

  /** Rates may be unknown; a flow that was never looked at has {@link FlowProgress#NONE}. */
  private static FlowProgress progress(Path file, Map<String, Tensor> tensors, double steps) {
    double[] numbers = array(file, tensors, PROGRESS, FlowProgress.SIZE);
    if (Arrays.equals(numbers, FlowProgress.NONE.toArray())) {
      return FlowProgress.NONE;
    }
    requireFinite(file, PROGRESS, Arrays.copyOf(numbers, 3));
    if (!(numbers[0] > 0 && numbers[0] <= steps && numbers[0] == Math.rint(numbers[0]))) {
      throw impossible(
          file, "progress after " + numbers[0] + " steps", "whole steps, none beyond the clock");
    }
    return FlowProgress.of(numbers);
  }

  private static void requireFinite(Path file, String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw impossible(file, "%s[%d] is %s".formatted(name, i, values[i]), "finite numbers");
      }
    }
  }

  /** The time may be 0, and the next step may be one that is still to be chosen. */
  private static void requireClock(Path file, double[] clock) {
    requireFinite(file, "clock", new double[] {clock[0], clock[1], clock[2], clock[5]});
    boolean logs = clock[0] >= 0 && clock[0] < REACH && clock[3] < REACH && !(clock[4] >= REACH);
    boolean steps = clock[5] >= 0 && clock[5] <= MOST_STEPS && clock[5] == Math.rint(clock[5]);
    if (!logs || !(clock[1] >= 0) || !steps) {
      throw impossible(
          file,
          "clock is " + Arrays.toString(clock),
          "unit, s and steps of 0 or more, whole steps, logarithms below 1e18");
    }
  }

  private static void requireMarks(Path file, Trajectory marks, double steps) {
    for (String name : NUMBERS) {
      if (marks.columns().contains(name)) {
        requireFinite(file, "trajectory, " + name, marks.column(name));
      }
    }
    double before = 0;
    for (double at : marks.columns().contains("steps") ? marks.column("steps") : new double[0]) {
      if (!(at >= before && at <= steps)) {
        throw impossible(
            file, "a mark after " + at + " steps", "marks in order, none beyond the clock");
      }
      before = at;
    }
  }

  private static InputException impossible(Path file, String found, String expected) {
    return new InputException(
        file.toString(), found, expected, "restore the file, or run again with another --out");
  }

  private static void requireVersion(Path file, Map<String, Tensor> tensors) {
    double version = tensors.containsKey("version") ? array(file, tensors, "version", 1)[0] : 1;
    if (version != VERSION) {
      throw new InputException(
          file.toString(),
          "a checkpoint of version " + Math.round(version),
          "version " + VERSION + ", which this program writes",
          "run again with another --out");
    }
  }

  private static double[] array(Path file, Map<String, Tensor> tensors, String name, int length) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.data().length != length) {
      throw damaged(file, name);
    }
    return tensor.data();
  }

  private static InputException damaged(Path file, String name) {
    return new InputException(
        file.toString(),
        "array " + name + " is missing or has another size",
        "a checkpoint of this very run",
        "remove the folder, or choose another --out");
  }
}
