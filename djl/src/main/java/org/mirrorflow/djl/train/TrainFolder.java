package org.mirrorflow.djl.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.CsvReader;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;

/**
 * The folder of a training: {@code train.json} (what was asked), {@code checkpoint.npz} (where it
 * is: dual variables, momentum, running statistics, clock, marks), {@code trajectory.csv}, {@code
 * epochs.csv}, {@code weights.npz}, {@code weights.safetensors}, {@code result.json}, and {@code
 * marks/}, the weights at levels of log ℒ. Every file is replaced in one piece or left alone.
 *
 * @param path the folder
 */
public record TrainFolder(Path path) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String SPEC = "train.json";
  private static final String CHECKPOINT = "checkpoint.npz";
  private static final String TRAJECTORY = "trajectory.csv";
  private static final String EPOCHS = "epochs.csv";
  private static final String WEIGHTS = "weights.npz";
  private static final String RESULT = "result.json";
  private static final String MARKS = "marks";

  /** Columns of the trajectory. */
  static final List<String> COLUMNS =
      List.of("epoch", "logLoss", "trainAccuracy", "minMargin", "step");

  /** {@return whether a training was begun here} */
  public boolean begun() {
    return Stream.of(SPEC, CHECKPOINT, WEIGHTS, RESULT)
        .anyMatch(name -> Files.exists(path.resolve(name)));
  }

  /** Whether there is a state to go on from. */
  boolean hasCheckpoint() {
    return Files.exists(path.resolve(CHECKPOINT));
  }

  /**
   * Holds that a training may write here.
   *
   * @throws InputException if there is one and it is not to go on, or one with other options
   */
  void require(TrainSpec spec, boolean resume) {
    if (begun() && !resume) {
      throw new InputException(
          "--out " + path,
          "the folder already holds a run",
          "an empty or new folder",
          "add --resume to go on with it, or choose another folder");
    }
    if (begun() && !spec.continues(readSpec())) {
      throw new InputException(
          "--resume " + path,
          "the folder holds a training with other options",
          "the options of its train.json; only --epochs and --until-log-loss may differ",
          "repeat those options, or choose another --out");
    }
  }

  /** Makes the folder and records what is asked. */
  void begin(TrainSpec spec) {
    try {
      Files.createDirectories(path.resolve(MARKS));
    } catch (IOException e) {
      throw new InputException(
          "--out " + path, "cannot be made", "a place that can be written", "choose another", e);
    }
    AtomicFile.removeAbandoned(path);
    AtomicFile.removeAbandoned(path.resolve(MARKS));
    writeJson(SPEC, spec);
  }

  /**
   * {@return what was asked}
   *
   * @throws InputException if the folder is not that of a training
   */
  public TrainSpec readSpec() {
    return read(SPEC, TrainSpec.class);
  }

  /**
   * {@return the numbers of the end}
   *
   * @throws InputException if the folder is not that of a finished training
   */
  public TrainResult readResult() {
    return read(RESULT, TrainResult.class);
  }

  private <T> T read(String name, Class<T> type) {
    Path file = path.resolve(name);
    try {
      T value = JSON.readValue(Files.readAllBytes(file), type);
      if (value != null) {
        return value;
      }
      throw new IOException("null");
    } catch (IOException e) {
      throw new InputException(
          file.toString(),
          Files.exists(file) ? "not what a training writes" : "no such file",
          "the folder of a finished training",
          "name a folder that train --out wrote",
          e);
    }
  }

  /**
   * {@return the weights of the end by name}
   *
   * @throws InputException if the folder is not that of a finished training, or the file is damaged
   */
  public Map<String, Tensor> readWeights() {
    return Npz.read(path.resolve(WEIGHTS));
  }

  /**
   * {@return columns of the table of epochs by name, in their order; NaN where there is no number}
   *
   * @throws InputException if there is no such table, or it is damaged
   */
  public Map<String, double[]> readEpochs() {
    Path file = path.resolve(EPOCHS);
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    try (CsvReader csv = new CsvReader(file.toString(), Files.newInputStream(file))) {
      List<String> names = csv.next().orElseThrow(IOException::new).fields();
      names.forEach(name -> columns.put(name, new ArrayList<>()));
      for (var row = csv.next(); row.isPresent(); row = csv.next()) {
        for (int c = 0; c < names.size(); c++) {
          columns.get(names.get(c)).add(Double.valueOf(row.get().fields().get(c)));
        }
      }
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new InputException(
          file.toString(),
          Files.exists(file) ? "not what a training writes" : "no such file",
          "the table of epochs of a training",
          "train again, or restore the file",
          e);
    }
    Map<String, double[]> table = new LinkedHashMap<>();
    columns.forEach(
        (name, values) ->
            table.put(name, values.stream().mapToDouble(Double::doubleValue).toArray()));
    return table;
  }

  Map<String, Tensor> readCheckpoint() {
    return Npz.read(path.resolve(CHECKPOINT));
  }

  /** The table of marks in a checkpoint; empty where there is none, or one that no training has. */
  static Optional<List<double[]>> marks(Map<String, Tensor> state) {
    Tensor table = state.get("marks");
    int cols = COLUMNS.size();
    if (table == null
        || table.rank() != 2
        || table.axis(1) != cols
        || !Arrays.stream(table.data()).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    return Optional.of(
        IntStream.range(0, table.axis(0))
            .mapToObj(r -> Arrays.copyOfRange(table.data(), r * cols, (r + 1) * cols))
            .toList());
  }

  String checkpointPlace() {
    return path.resolve(CHECKPOINT).toString();
  }

  /** Replaces the state to go on from, and the table of marks made from it. */
  void writeCheckpoint(Map<String, Tensor> state, List<double[]> marks, EpochLog log) {
    Map<String, Tensor> all = new LinkedHashMap<>(state);
    double[] table = new double[marks.size() * COLUMNS.size()];
    StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    for (int r = 0; r < marks.size(); r++) {
      System.arraycopy(marks.get(r), 0, table, r * COLUMNS.size(), COLUMNS.size());
      for (int c = 0; c < COLUMNS.size(); c++) {
        csv.append(marks.get(r)[c]).append(c + 1 < COLUMNS.size() ? ',' : '\n');
      }
    }
    all.put("marks", Tensor.matrix(marks.size(), COLUMNS.size(), table));
    Npz.write(path.resolve(CHECKPOINT), all);
    AtomicFile.write(path.resolve(EPOCHS), log.csv().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(path.resolve(TRAJECTORY), csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Begins again: checkpoint and marks are those of a training that failed. */
  void beginAgain(TrainSpec spec) {
    try (Stream<Path> kept = Files.list(path.resolve(MARKS))) {
      for (Path file : kept.toList()) {
        Files.delete(file);
      }
      Files.deleteIfExists(path.resolve(CHECKPOINT));
    } catch (IOException e) {
      throw new InputException(
          path.resolve(MARKS).toString(),
          "a file that cannot be removed",
          "a folder of this training alone",
          "choose another --out",
          e);
    }
    writeJson(SPEC, spec);
  }

  /** Keeps the weights of a mark. */
  void writeMark(int epoch, Map<String, Tensor> weights) {
    Path file = path.resolve(MARKS).resolve("epoch-%06d.safetensors".formatted(epoch));
    Safetensors.write(file, weights, Safetensors.Precision.F32);
  }

  /** Writes weights and numbers of the end. */
  void writeEnd(TrainResult result, Map<String, Tensor> weights) {
    writeWeights(path.resolve(WEIGHTS), weights);
    writeJson(RESULT, result);
  }

  /** An npz file and, beside it, the same in float32 as safetensors. */
  static void writeWeights(Path npz, Map<String, Tensor> weights) {
    Npz.write(npz, weights);
    String name = npz.getFileName().toString().replaceFirst("\\.npz$", "");
    Safetensors.write(
        npz.resolveSibling(name + ".safetensors"), weights, Safetensors.Precision.F32);
  }

  private void writeJson(String name, Object value) {
    try {
      AtomicFile.write(path.resolve(name), JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain numbers and words is always JSON", e);
    }
  }
}
