package org.mirrorflow.spark;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A real standalone cluster on the loopback interface: a master and workers with one core each, in
 * processes of their own, from the jars that Maven fetched.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final long MOST_SECONDS = 300;

  private final Path folder;
  private final Path home;
  private final String master;
  private final List<Process> workers = new ArrayList<>();
  private final Process masterProcess;

  StandaloneCluster(Path folder, int workers) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = home(folder.resolve("home"));
    int port = freePort();
    this.master = "spark://" + LOOPBACK + ":" + port;
    this.masterProcess =
        start(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            LOOPBACK,
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0");
    await("master", "I have been elected leader");
    for (int w = 0; w < workers; w++) {
      this.workers.add(
          start(
              "worker" + w,
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              LOOPBACK,
              "--webui-port",
              "0",
              "--cores",
              "1",
              "--memory",
              "1200m",
              "--work-dir",
              folder.resolve("work" + w).toString(),
              master));
    }
    for (int w = 0; w < workers; w++) {
      await("worker" + w, "Successfully registered with master");
    }
  }

  /** What Spark expects in SPARK_HOME: a folder of its jars. */
  private static Path home(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path file = Path.of(entry);
      if (Files.isRegularFile(file) && !entry.contains("mirrorflow")) {
        Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
      }
    }
    return home;
  }

  private Process start(String name, String type, String... args) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    Path log = folder.resolve("log4j2.properties");
    Files.writeString(
        log,
        """
        rootLogger.level = info
        rootLogger.appenderRef.console.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.target = SYSTEM_ERR
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %p %c{1}: %m%n%ex
        """);
    line.add("-Dlog4j2.configurationFile=" + log);
    line.addAll(List.of("-cp", home.resolve("jars") + File.separator + "*", type));
    line.addAll(Arrays.asList(args));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log(name).toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private void await(String name, String words) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!Files.readString(log(name)).contains(words)) {
      if (System.nanoTime() > end) {
        close(); // nobody else can, as there is no cluster yet
        throw new IllegalStateException(name + ": " + Files.readString(log(name)));
      }
      Thread.sleep(100);
    }
  }

  String master() {
    return master;
  }

  /** Kills a worker and its executor as a machine that loses its power does. */
  void kill(int worker) {
    Process process = workers.get(worker);
    List<ProcessHandle> executors = process.descendants().toList();
    process.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** What master, workers and executors said. */
  String logs() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".log") || file.endsWith("stderr")) {
          text.append("== ").append(file).append('\n').append(Files.readString(file));
        }
      }
    }
    return text.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    for (int w = 0; w < workers.size(); w++) {
      kill(w);
    }
    masterProcess.destroyForcibly();
  }
}
