package org.mirrorflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.cli.Main;

/** A sweep gives the same rows wherever its cells are worked on, and whoever dies on the way. */
final class SparkSweepTest {
  private static final List<String> TABLES =
      List.of("SELECT * EXCLUDE seconds FROM runs", "FROM marks", "FROM features");

  private static final String GRID =
      """
      data: "synthetic:xor,n=8,d=2"
      model: dense:8
      map: [euclidean, p:3, "hyperbolic:beta=0.1"]
      init-scale: 1
      until-log-loss: -5
      max-steps: 10000
      """;

  @TempDir Path folder;

  @BeforeAll
  static void loopback() {
    System.setProperty("spark.driver.host", "127.0.0.1");
    System.setProperty("spark.driver.bindAddress", "127.0.0.1");
  }

  private record Answer(int exit, String out, String err) {}

  private static Answer mirrorflow(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), false, args);
    return new Answer(exit, out.toString(), err.toString());
  }

  private Answer sweep(String grid, String out, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("grid.yaml"), grid);
    List<String> args = new ArrayList<>(List.of("sweep", file.toString(), "--out"));
    args.addAll(List.of(folder.resolve(out).toString(), "--json", "--quiet"));
    args.addAll(List.of(more));
    return mirrorflow(args.toArray(String[]::new));
  }

  private static JsonNode json(Answer answer) throws IOException {
    assertThat(answer.exit()).as(answer.err()).isZero();
    return JsonMapper.builder().build().readTree(answer.out());
  }

  private void assertSameRows(String one, String other) throws IOException {
    for (String table : TABLES) {
      assertThat(
              json(mirrorflow("runs", "--json", "--store", folder.resolve(one).toString(), table)))
          .isEqualTo(
              json(
                  mirrorflow(
                      "runs", "--json", "--store", folder.resolve(other).toString(), table)));
    }
  }

  @Test
  void theRowsAreThoseOfThisMachine() throws IOException {
    String grid = GRID + "seed: {from: 0, to: 3, step: 1}\n";
    JsonNode spark = json(sweep(grid, "spark", "--spark", "local[2]"));
    assertThat(spark.get("done").asInt()).isEqualTo(12);
    JsonNode local = json(sweep(grid, "local"));
    assertThat(local.get("outcomes")).isEqualTo(spark.get("outcomes"));
    assertSameRows("spark", "local");
    assertThat(json(sweep(grid, "spark", "--resume", "--spark", "local[2]")).get("skipped").asInt())
        .isEqualTo(12);
  }

  @Test
  void failedCellsAreNamedAndStopNone() throws IOException {
    String grid = "data: [\"synthetic:xor,n=8,d=2\"]\nmodel: [linear, dense:8]\nmap: p:3|p:2\n";
    Answer answer = sweep(grid + "max-steps: 10\n", "failed", "--spark", "local[2]");
    assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(answer.out()).contains("\"done\" : 1", "\"failed\" : 1");
    assertThat(answer.err()).contains("model linear", "failed: ");
  }

  @Test
  void anAddressWhereNobodyAnswersIsRefused() throws IOException {
    Answer answer = sweep(GRID, "refused", "--spark", "nonsense");
    assertThat(answer.exit()).isEqualTo(Main.BAD_INPUT);
    assertThat(answer.err()).containsOnlyOnce("\n").contains("--spark nonsense", "spark://");
  }

  /** Three workers' worth of time is not at hand: two workers, one of which dies on the way. */
  @Tag("slow")
  @Test
  void aKilledWorkerLosesNothing() throws Exception {
    String grid =
        GRID.replace("dense:8", "dense:64").replace("-5", "-40")
            + "tolerance: 1e-5\nseed: {from: 0, to: 9, step: 1}\n";
    Answer[] answer = new Answer[1];
    try (StandaloneCluster cluster =
        new StandaloneCluster(Files.createDirectory(folder.resolve("cluster")), 2)) {
      Thread sweep =
          new Thread(
              () -> {
                try {
                  answer[0] = sweep(grid, "spark", "--spark", cluster.master());
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      sweep.start();
      while (sweep.isAlive() && finished(folder.resolve("spark")) < 4) {
        Thread.sleep(50);
      }
      cluster.kill(0);
      long atDeath = finished(folder.resolve("spark"));
      sweep.join();
      assertThat(answer[0]).as(cluster.logs()).isNotNull();
      assertThat(answer[0].exit()).as(answer[0].err() + cluster.logs()).isZero();
      assertThat(atDeath).isBetween(4L, 28L);
    }
    assertThat(json(answer[0]).get("done").asInt()).isEqualTo(30);
    json(sweep(grid, "local"));
    assertSameRows("spark", "local");
  }

  private static long finished(Path out) throws IOException {
    if (!Files.isDirectory(out.resolve("cells"))) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(out.resolve("cells"))) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }
}
