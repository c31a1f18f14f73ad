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
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;

/**
 * The folder of one run: {@code run.json} (what was asked), {@code checkpoint.npz} (where it is),
 * {@code trajectory.csv}, {@code weights.npz} and {@code result.json}. Every file is replaced in
 * one piece or left alone.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Makes the folder if it is not there. */
  public static RunFolder create(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new InputException(
          "--out " + path,
          "the folder cannot be made (" + e.getClass().getSimpleName() + ")",
          "a folder that can be written",
          "choose another --out",
          e);
    }
    return new RunFolder(path);
  }

  /** Whether a run was begun here. */
  public boolean begun() {
    return Files.exists(specFile());
  }

  /** Whether there is a state to go on from. */
  public boolean hasCheckpoint() {
    return Files.exists(checkpointFile());
  }

  /** Records what is asked. */
  public void writeSpec(RunSpec spec) {
    writeJson(specFile(), spec);
  }

  /** What was asked. */
  public RunSpec readSpec() {
    try {
      return JSON.readValue(Files.readAllBytes(specFile()), RunSpec.class);
    } catch (IOException e) {
      throw new InputException(
          specFile().toString(),
          "not a run specification",
          "the run.json that flow --out wrote",
          "remove the folder, or choose another --out",
          e);
    }
  }

  /** Reads the state to go on from. */
  public Checkpoint readCheckpoint(Trajectory shape, int parameters) {
    return Checkpoint.read(checkpointFile(), shape, parameters);
  }

  /** Replaces the state to go on from, then the table made from it. */
  public void write(Checkpoint checkpoint) {
    checkpoint.write(checkpointFile());
    AtomicFile.write(
        path.resolve("trajectory.csv"),
        checkpoint.trajectory().csv().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the numbers and weights of the end. */
  public void writeEnd(RunResult result, Layout layout, double[] theta) {
    Npz.write(path.resolve("weights.npz"), Weights.tensors(layout, theta));
    writeJson(path.resolve("result.json"), result);
  }

  private Path specFile() {
    return path.resolve("run.json");
  }

  private Path checkpointFile() {
    return path.resolve("checkpoint.npz");
  }

  private static void writeJson(Path file, Object value) {
    try {
      AtomicFile.write(file, JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain numbers and words is always JSON", e);
    }
  }
}
