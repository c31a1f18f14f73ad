package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The command line in a process of its own, ended with the test.
 *
 * @param process the process
 * @param out file of its standard output
 * @param err file of its standard error
 */
record Child(Process process, Path out, Path err) implements AutoCloseable {
  static final long MOST_SECONDS = 120;

  private static final String VECTORS = "jdk.incubator.vector";
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  /** Its output goes to files of this folder, with the kernel of this machine. */
  static Child start(Path folder, String name, String... words) throws IOException {
    return start(List.of(), List.of(), folder, name, words);
  }

  /** Another program than the command line. */
  static Child ofClass(Path folder, Class<?> program, Path place) throws IOException {
    return start(List.of(), List.of(), program, folder, "other", place.toString());
  }

  /** The same behind other words, such as those that set a limit, with options of Java. */
  static Child start(
      List<String> before, List<String> options, Path folder, String name, String... words)
      throws IOException {
    return start(before, options, Main.class, folder, name, words);
  }

  private static Child start(
      List<String> before,
      List<String> options,
      Class<?> program,
      Path folder,
      String name,
      String... words)
      throws IOException {
    List<String> line = new ArrayList<>(before);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
      line.addAll(List.of("--add-modules", VECTORS));
    }
    line.add("-D" + THREADS + "=" + System.getProperty(THREADS, "1"));
    line.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED")); // as the launcher
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    line.addAll(Arrays.asList(words));
    Path out = folder.resolve(name + ".out");
    Path err = folder.resolve(name + ".err");
    Process process =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Child(process, out, err);
  }

  /** Waits, with the process alive all the while. */
  void await(BooleanSupplier condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as(errors()).isTrue();
      assertThat(System.nanoTime()).as(errors()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** The exit code, once the process has ended. */
  int exit() throws InterruptedException {
    assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  String output() throws IOException {
    return Files.readString(out);
  }

  /**
   * What the program wrote to standard error; first lines of the virtual machine are not its own.
   */
  String errors() throws IOException {
    return Files.readString(err).replaceFirst("^(WARNING: .*\\R)+\\R?", "");
  }

  /** Whether standard error has these words by now. */
  boolean says(String words) {
    try {
      return errors().contains(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has computed, in processor seconds; 0 where the system does not tell. */
  private double work() {
    return process.info().totalCpuDuration().map(spent -> spent.toMillis() / 1e3).orElse(0.0);
  }

  /** Asks it to end and waits for that: what it computed in between, in processor seconds. */
  double terminate() throws InterruptedException {
    double before = work();
    double after = before;
    process.destroy();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
      assertThat(System.nanoTime()).as("it ends after it was asked to").isLessThan(end);
      after = Math.max(after, work());
    }
    return after - before;
  }

  /** The process ends as if the machine had lost its power. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exit();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
