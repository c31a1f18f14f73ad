package org.mirrorflow.lab.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.lab.weights.Weights;

/**
 * The folder of one run: {@code run.json} (what was asked), {@code checkpoint.npz} (where it is),
 * {@code trajectory.csv}, {@code weights.npz}, {@code result.json}, and where it is asked for the
 * weights at every mark, {@code marks/}. Every file is replaced in one piece or left alone.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String SPEC = "run.json";
  private static final String CHECKPOINT = "checkpoint.npz";
  private static final String TRAJECTORY = "trajectory.csv";
  private static final String WEIGHTS = "weights.npz";
  private static final String RESULT = "result.json";
  private static final String MARKS = "marks";

  /** {@return whether a run was begun here: any of its files is there} */
  public boolean begun() {
    return Stream.of(SPEC, CHECKPOINT, TRAJECTORY, WEIGHTS, RESULT)
        .anyMatch(name -> Files.exists(path.resolve(name)));
  }

  /** {@return whether there is a state to go on from} */
  public boolean hasCheckpoint() {
    return Files.exists(checkpointFile());
  }

  /**
   * Records what is asked; makes the folder if it is not there.
   *
   * @param spec what is asked
   * @throws InputException if it cannot be written
   */
  public void writeSpec(RunSpec spec) {
    OutFolder.make(path);
    writeJson(specFile(), spec);
  }

  /**
   * Records what is asked of a run that cannot be resumed.
   *
   * @param spec what is asked
   * @throws InputException if the folder holds a run already
   */
  public void beginWithoutCheckpoints(RunSpec spec) {
    requireNoRun("choose another folder");
    writeSpec(spec);
  }

  /**
   * Leaves the files of a run alone.
   *
   * @param remedy what to do if the folder holds one
   * @throws InputException if it does
   */
  void requireNoRun(String remedy) {
    if (begun()) {
      throw new InputException(
          "--out " + path, "the folder already holds a run", "an empty or new folder", remedy);
    }
  }

  /**
   * {@return what was asked}
   *
   * @throws InputException if the folder is not that of a run
   */
  public RunSpec readSpec() {
    try {
      RunSpec spec = JSON.readValue(Files.readAllBytes(specFile()), RunSpec.class);
      if (spec != null) {
        return spec;
      }
      throw noSpec(null);
    } catch (IOException e) {
      throw noSpec(e);
    }
  }

  private InputException noSpec(IOException cause) {
    return new InputException(
        specFile().toString(),
        Files.exists(specFile())
            ? "not a run specification"
            : "missing, while other files of a run are there",
        "the run.json that flow --out wrote",
        "remove the folder's files, or choose another --out",
        cause);
  }

  /**
   * {@return the state to go on from}
   *
   * @param shape a trajectory with the columns of the run's
   * @param parameters number of coordinates of the run's state
   * @param spec what the run is asked
   * @throws InputException if the file is damaged, of another version, or belongs to another run
   */
  public Checkpoint readCheckpoint(Trajectory shape, int parameters, RunSpec spec) {
    return Checkpoint.read(checkpointFile(), shape, parameters, Checkpoint.wordsOf(spec));
  }

  /**
   * Replaces the state to go on from, then the table made from it.
   *
   * @param checkpoint where the run is
   * @throws InputException if a file cannot be written
   */
  public void write(Checkpoint checkpoint) {
    checkpoint.write(checkpointFile());
    AtomicFile.write(
        path.resolve(TRAJECTORY), checkpoint.trajectory().csv().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes the weights at a mark, {@code marks/NNNNNN.npz}, NNNNNN its row in the trajectory, from
   * 0.
   *
   * @param mark number of the mark
   * @param layout the blocks of θ
   * @param theta θ
   * @throws InputException if the file cannot be written
   */
  public void writeMark(int mark, Layout layout, double[] theta) {
    Path marks = OutFolder.make(path.resolve(MARKS));
    Npz.write(marks.resolve("%06d.npz".formatted(mark)), Weights.tensors(layout, theta));
  }

  /**
   * Writes the numbers and weights of the end.
   *
   * @param result the numbers
   * @param layout the blocks of θ
   * @param theta θ
   * @throws InputException if a file cannot be written
   */
  public void writeEnd(RunResult result, Layout layout, double[] theta) {
    Npz.write(path.resolve(WEIGHTS), Weights.tensors(layout, theta));
    writeJson(path.resolve(RESULT), result);
  }

  /**
   * {@return the marks of the run, also of one that is still going on; none where none is written
   * yet}
   *
   * @throws InputException if the file is damaged, or missing in a run that has ended
   */
  public Trajectory readTrajectory() {
    Path file = path.resolve(TRAJECTORY);
    boolean ended = Files.exists(path.resolve(RESULT));
    if (!ended && !Files.exists(file)) {
      return new Trajectory(List.of(), List.of());
    }
    return Trajectory.parse(file.toString(), new String(read(file), StandardCharsets.UTF_8));
  }

  /** {@return the numbers of the end; empty if the run has not ended} */
  public Optional<RunResult> readResult() {
    Path file = path.resolve(RESULT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(read(file), RunResult.class));
    } catch (IOException e) {
      throw new InputException(
          file.toString(),
          "not the result of a run",
          "the result.json that flow --out wrote",
          "go on with the run by --resume",
          e);
    }
  }

  /**
   * {@return the weights of the end by the names of their layers; empty if the run has not ended}
   *
   * @throws InputException if the file is damaged
   */
  public Map<String, Tensor> readWeights() {
    Path file = path.resolve(WEIGHTS);
    return Files.exists(file) ? Npz.read(file) : Map.of();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InputException(
          file.toString(),
          Files.exists(file) ? "cannot be read" : "missing",
          "a file that flow --out wrote",
          "name the folder of a flow, or go on with the run by --resume",
          e);
    }
  }

  private Path specFile() {
    return path.resolve(SPEC);
  }

  private Path checkpointFile() {
    return path.resolve(CHECKPOINT);
  }

  private static void writeJson(Path file, Object value) {
    try {
      AtomicFile.write(file, JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain numbers and words is always JSON", e);
    }
  }
}
