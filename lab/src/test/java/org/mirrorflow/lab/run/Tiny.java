package org.mirrorflow.lab.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A flow of some hundred steps, and folders as their bytes. */
final class Tiny {
  static final RunSpec SPEC =
      RunSpec.of("synthetic:xor,n=8,d=2", "dense:8", "euclidean").startingAt(1, 0).until(-5);

  static final BooleanSupplier NEVER = () -> false;

  private Tiny() {}

  /** The same flow by another integrator. */
  static RunSpec by(String integrator) {
    return SPEC.with(integrator);
  }

  /** True from the call {@code k + 1} on: a flow that asks it ends after {@code k} steps. */
  static BooleanSupplier afterSteps(long k) {
    long[] asked = {0};
    return () -> asked[0]++ >= k;
  }

  static FlowRun run(RunSpec spec, Path folder, boolean resume, BooleanSupplier interrupted) {
    return run(spec, folder, resume, RunEnvironment.alone(Progress.SILENT, interrupted));
  }

  static FlowRun run(RunSpec spec, Path folder, boolean resume, RunEnvironment environment) {
    RunFolder kept = new RunFolder(folder);
    return resume
        ? RunSession.resume(spec, kept, environment)
        : RunSession.begin(spec, environment.in(kept));
  }

  static FlowRun inMemory(RunSpec spec) {
    return RunSession.begin(spec, RunEnvironment.alone(Progress.SILENT, NEVER));
  }

  /** File name to bytes, one character for each. */
  static Map<String, String> bytes(Path folder) throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes.put(
            file.getFileName().toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return bytes;
  }
}
