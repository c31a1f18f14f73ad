package org.mirrorflow.spark;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.hipparchus.CalculusFieldElement;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.sweep.Cell;
import org.ojalgo.structure.Access2D;

/**
 * Opens sessions whose executors have this library and, where Java offers it, the Vector API. Any
 * {@code spark.*} system property wins over what is set here.
 */
final class SparkSessions {
  private static final String VECTORS = "jdk.incubator.vector";

  /** One class of every place that the work on a cell loads from, Jackson apart: Spark has it. */
  private static final List<Class<?>> NEEDED =
      List.of(
          SparkSessions.class,
          Cell.class,
          FlowState.class,
          Access2D.class,
          CalculusFieldElement.class);

  private SparkSessions() {}

  /**
   * Connects.
   *
   * @throws InputException if the master is no address, or nobody answers there
   */
  static SparkSession open(String master, String name) {
    SparkConf conf = new SparkConf();
    conf.setMaster(master).setAppName(name);
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // A lost executor takes its running tasks with it: a few losses must not end the job.
    conf.setIfMissing("spark.task.maxFailures", "8");
    conf.setIfMissing("spark.locality.wait", "0");
    conf.setIfMissing("spark.log.structuredLogging.enabled", "false");
    if (!master.matches("local(\\[.*])?")) {
      ship(conf);
    }
    if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
      String options = conf.get("spark.executor.extraJavaOptions", "");
      if (!options.contains(VECTORS)) {
        conf.set(
            "spark.executor.extraJavaOptions",
            ("--add-modules=" + VECTORS + " " + options).strip());
      }
    }
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      throw unreachable(master, e);
    }
  }

  /** Jars travel; folders of classes, in development, are read where they are. */
  private static void ship(SparkConf conf) {
    List<Path> places = NEEDED.stream().map(SparkSessions::place).distinct().toList();
    List<String> jars = new ArrayList<>();
    String given = conf.get("spark.jars", "");
    places.stream()
        .filter(Files::isRegularFile)
        .filter(jar -> !given.contains(String.valueOf(jar.getFileName())))
        .forEach(jar -> jars.add(jar.toString()));
    if (!jars.isEmpty()) {
      conf.set(
          "spark.jars",
          Stream.concat(Stream.of(given).filter(text -> !text.isEmpty()), jars.stream())
              .collect(Collectors.joining(",")));
    }
    String folders =
        places.stream()
            .filter(Files::isDirectory)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    if (!folders.isEmpty()) {
      conf.setIfMissing("spark.executor.extraClassPath", folders);
    }
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("classes are loaded from files", e);
    }
  }

  private static InputException unreachable(String master, Exception e) {
    return new InputException(
        "--spark " + master,
        "no cluster there (" + e.getMessage() + ")",
        "a running master such as spark://host:7077, or local[*]",
        "start it, or correct the address; see docs/cluster.md",
        e);
  }
}
