package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.Tolerances;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;

/** NumPy opens the weights of a flow, and what it saves starts and certifies the same network. */
final class NumpyWeightsTest {
  private static final int SECONDS = 120;
  private static final String XOR = "a,b,label\n1,2,1\n-1,-1.5,1\n1,-1,-1\n-2,1,-1\n";

  /** Prints the ℓ2 margin; saves the arrays again, and as a state dictionary out of order. */
  private static final String SCRIPT =
      """
      import sys
      import numpy as np
      source, again, renamed = sys.argv[1:]
      with np.load(source, allow_pickle=False) as file:
          arrays = {name: file[name] for name in file.files}
      assert list(arrays) == ["W1", "W2"], list(arrays)
      assert all(a.dtype == np.dtype("<f8") for a in arrays.values())
      assert arrays["W1"].shape == (8, 2) and arrays["W2"].shape == (1, 8)
      x = np.array([[1, 2], [-1, -1.5], [1, -1], [-2, 1]])
      y = np.array([1, 1, -1, -1])
      outputs = np.maximum(x @ arrays["W1"].T, 0) @ arrays["W2"].T
      square = sum((a * a).sum() for a in arrays.values())
      print(repr(float((y * outputs[:, 0]).min() / square)))
      np.savez(again, W1=np.asfortranarray(arrays["W1"]), W2=arrays["W2"])
      np.savez_compressed(renamed, **{"10.weight": arrays["W2"], "2.weight": arrays["W1"]})
      """;

  @TempDir private Path folder;

  @BeforeEach
  void needsNumpy() throws IOException, InterruptedException {
    assumeTrue(
        python("-c", "import numpy") == 0, "NumPy weights skipped: no python3 with numpy here");
  }

  /** Exit code; −1 where there is no python3. */
  private int python(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("python.log").toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return -1;
    }
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  private Answer flow(String... more) {
    List<String> args = new ArrayList<>(List.of("flow", "--data", path("xor.csv"), "--json"));
    args.addAll(List.of("--model", "dense:8", "--map", "euclidean"));
    args.addAll(List.of(more));
    return Answer.of(args.toArray(String[]::new));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void weightsGoToNumpyAndBackToTheSameBits() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("xor.csv"), XOR);
    Answer run = flow("--init-scale", "1", "--until-log-loss", "-20", "--out", path("run"));
    assertThat(run.exit()).as(run.err()).isZero();
    Path weights = folder.resolve("run").resolve("weights.npz");
    Files.writeString(folder.resolve("weights.py"), SCRIPT);
    int exit =
        python(path("weights.py"), weights.toString(), path("again.npz"), path("renamed.npz"));
    String log = Files.readString(folder.resolve("python.log")).strip();
    assertThat(exit).as(log).isZero();
    double margin = Double.parseDouble(log);
    assertThat(margin).isPositive();
    assertThat(run.json().get("qMargin").asDouble())
        .isCloseTo(margin, within(Tolerances.NUMPY_MARGIN * margin));

    Map<String, Tensor> written = Npz.read(weights);
    Map<String, Tensor> again = Npz.read(folder.resolve("again.npz"));
    Map<String, Tensor> renamed = Npz.read(folder.resolve("renamed.npz"));
    assertThat(again.keySet()).containsExactly("W1", "W2");
    assertSame(again.get("W1"), written.get("W1"));
    assertSame(again.get("W2"), written.get("W2"));
    assertSame(renamed.get("2.weight"), written.get("W1"));
    assertSame(renamed.get("10.weight"), written.get("W2"));
    assertThat(certifiedMargin("renamed.npz")).isEqualTo(certifiedMargin("run/weights.npz"));
    Answer started =
        flow("--init", path("again.npz"), "--until-log-loss", "-19", "--out", path("started"));
    assertThat(started.exit()).as(started.err()).isZero();
    assertThat(started.json().get("steps").asInt()).as("already below the target").isZero();
    Map<String, Tensor> start = Npz.read(folder.resolve("started").resolve("weights.npz"));
    assertSame(start.get("W1"), written.get("W1"));
    assertSame(start.get("W2"), written.get("W2"));
  }

  private double certifiedMargin(String weights) throws IOException {
    Answer answer =
        Answer.of(
            "certify",
            "--weights",
            path(weights),
            "--data",
            path("xor.csv"),
            "--gauge",
            "l2",
            "--json");
    assertThat(answer.exit()).as(answer.err()).isZero();
    return answer.json().get("qMargin").asDouble();
  }

  private static void assertSame(Tensor found, Tensor expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.data()).isEqualTo(expected.data());
  }
}
