package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands sweep and runs, and a sweep in a process of its own that is killed. */
final class SweepCommandTest {
  private static final String GRID =
      """
      data: "synthetic:xor,n=8,d=2"
      model: dense:8
      map: [euclidean, p:3]
      init-scale: 1
      until-log-loss: -3
      max-steps: 3000
      """;

  @TempDir Path folder;
  private Path out;
  private Child child;

  @BeforeEach
  void newFolder() {
    out = folder.resolve("out");
  }

  @AfterEach
  void noChildIsLeft() {
    if (child != null) {
      child.close();
    }
  }

  private String grid(String more) throws IOException {
    return Files.writeString(folder.resolve("grid.yaml"), GRID + more).toString();
  }

  private Answer sweep(String grid, String... more) {
    List<String> args = new ArrayList<>(List.of("sweep", grid, "--out", out.toString()));
    args.addAll(List.of(more));
    return Answer.of(args.toArray(String[]::new));
  }

  private Answer runs(Path store, String... more) {
    List<String> args = new ArrayList<>(List.of("runs", "--store", store.toString()));
    args.addAll(List.of(more));
    return Answer.of(args.toArray(String[]::new));
  }

  @Test
  void sweepAnswersInJson() throws IOException {
    Answer answer = sweep(grid("seed: [0, 1]"), "--json", "--quiet", "--jobs", "2");
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.err()).isEmpty();
    JsonNode node = answer.json();
    assertThat(node.get("done").asInt()).isEqualTo(4);
    assertThat(node.get("failed").asInt()).isZero();
    assertThat(node.get("skipped").asInt()).isZero();
    JsonNode again = sweep(grid("seed: [0, 1, 2]"), "--json", "--quiet", "--resume").json();
    assertThat(again.get("done").asInt()).isEqualTo(2);
    assertThat(again.get("skipped").asInt()).isEqualTo(4);
    assertThat(sweep(grid("seed: [0, 1]"), "--resume").out()).contains("0 done", "4 skipped");
  }

  @Test
  void runsAnswersInJsonAndInWords() throws IOException {
    assertThat(sweep(grid("")).exit()).isZero();
    String sql = "SELECT map, count(*) AS n FROM runs GROUP BY map ORDER BY map";
    JsonNode node = runs(out, "--json", sql).json();
    assertThat(node.get("columns")).map(JsonNode::asText).containsExactly("map", "n");
    assertThat(node.get("rows").get(0)).map(JsonNode::asText).containsExactly("euclidean", "1");
    assertThat(runs(out, sql).out().lines()).hasSize(3).contains("p:3        1");
    assertThat(runs(out).out()).contains("q_margin", "euclidean", "LOSS_TARGET_REACHED");
    Path file = folder.resolve("runs.parquet");
    assertThat(runs(out, "--export", file.toString()).exit()).isZero();
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void questionsMayBeginWithCommentsAndNumbersThatDoNotExistAreNull() throws IOException {
    sweep(grid(""));
    for (String sql :
        List.of(
            " -- the runs\nSELECT 'NaN'::DOUBLE AS x",
            "/* a\n b */ -- c\n  SELECT 'inf'::DOUBLE",
            "SELECT '-inf'::FLOAT")) {
      assertThat(runs(out, "--json", sql).json().get("rows")).hasToString("[[null]]");
    }
    runs(out, " -- SELECT\nDROP TABLE runs").isRefusedWithRemedy("does not ask");
    runs(out, "/* SELECT */ DELETE FROM runs").isRefusedWithRemedy("does not ask");
  }

  /** The store is made from the cells, so that nothing is lost with it. */
  @Test
  void aStoreThatIsCutOffIsRefusedAndMadeAgain() throws IOException {
    String grid = grid("seed: [0, 1]");
    assertThat(sweep(grid, "--quiet").exit()).isZero();
    String rows = "SELECT * EXCLUDE seconds FROM runs";
    JsonNode whole = runs(out, "--json", rows).json();
    Path store = out.resolve("runs.duckdb");
    byte[] bytes = Files.readAllBytes(store);
    for (int length : new int[] {0, 7, 100, 4096, bytes.length / 2, bytes.length - 1}) {
      Files.write(store, Arrays.copyOf(bytes, length));
      Answer answer = runs(out, rows);
      if (answer.exit() != 0) {
        answer.isRefused("runs.duckdb");
      }
    }
    Files.write(store, Arrays.copyOf(bytes, bytes.length / 2));
    sweep(grid, "--resume", "--quiet").isRefusedWithRemedy("remove it and run sweep --resume");
    Files.delete(store);
    assertThat(sweep(grid, "--resume", "--quiet").exit()).isZero();
    assertThat(runs(out, "--json", rows).json()).isEqualTo(whole);
    assertThat(leftovers(out)).isEmpty();
  }

  /** Another program has the store open to write, as DuckDB's own command line does. */
  @Test
  void aStoreThatAnotherProgramHoldsIsNamedAndNoCellIsLost() throws Exception {
    String grid = grid("seed: [0, 1]");
    assertThat(sweep(grid, "--quiet").exit()).isZero();
    try (Child other = Child.ofClass(folder, StoreHolder.class, out.resolve("runs.duckdb"))) {
      other.await(() -> Files.exists(out.resolve("held")));
      runs(out).isRefusedWithRemedy("runs.duckdb", "close it there");
      sweep(grid("seed: [0, 1, 2]"), "--resume", "--quiet").isRefusedWithRemedy("close it there");
      other.kill();
    }
    Files.delete(out.resolve("held"));
    JsonNode after = sweep(grid("seed: [0, 1, 2]"), "--resume", "--quiet", "--json").json();
    assertThat(after.get("skipped").asInt() + after.get("done").asInt()).isEqualTo(6);
    assertThat(runs(out, "--json", "SELECT count(*) FROM runs").json().get("rows"))
        .hasToString("[[6]]");
    assertThat(leftovers(out)).isEmpty();
  }

  private static List<String> leftovers(Path folder) {
    String[] names =
        folder.toFile().list((at, name) -> name.startsWith(".") || name.endsWith(".wal"));
    return Arrays.asList(Objects.requireNonNull(names));
  }

  /** No file may grow beyond a size, which is how a full disk shows itself to the database. */
  @Test
  void aFullDiskLeavesNothingOfTheStoreBehind() throws Exception {
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash), "no bash, which sets the limit");
    List<String> limited = List.of(bash.toString(), "-c", "ulimit -f 64; exec \"$@\"", "limited");
    String[] words = {"sweep", grid(""), "--out", out.toString(), "--quiet"};
    try (Child full = Child.start(limited, List.of(), folder, "full", words)) {
      assertThat(full.exit()).as(full.errors()).isNotZero();
      assertThat(full.errors()).contains("runs.duckdb", "make room").doesNotContain("\tat ");
    }
    assertThat(leftovers(out)).isEmpty();
    assertThat(sweep(grid(""), "--resume", "--quiet").exit()).isZero();
  }

  @Test
  void theStoreIsReadWhileASweepWrites() throws Exception {
    start(longGrid());
    child.await(() -> finished() >= 1);
    long before = 0;
    while (child.process().isAlive()) {
      if (Files.exists(out.resolve("runs.duckdb"))) {
        JsonNode count = runs(out, "--json", "SELECT count(*) FROM runs").json();
        long now = count.get("rows").get(0).get(0).asLong();
        assertThat(now).isGreaterThanOrEqualTo(before);
        before = now;
      }
      Thread.sleep(200);
    }
    assertThat(child.exit()).as(child.errors()).isZero();
    assertThat(runs(out, "--json", "SELECT count(*) FROM runs").json().get("rows"))
        .hasToString("[[20]]");
    assertThat(leftovers(out)).isEmpty();
  }

  @Test
  void theSeedOptionIsThatOfAGridWithoutSeeds() throws IOException {
    sweep(grid(""), "--seed", "7");
    assertThat(runs(out, "--json", "SELECT DISTINCT seed FROM runs").json().get("rows"))
        .hasToString("[[7]]");
  }

  @Test
  void aFailingCellIsOneLineAndExitOne() throws IOException {
    String bad = "data: [\"digits:0,1\", iris]\nmodel: linear\nmap: p:3|p:2\nmax-steps: 1\n";
    String file = Files.writeString(folder.resolve("grid.yaml"), bad).toString();
    Answer answer = sweep(file, "--quiet");
    assertThat(answer.exit()).isEqualTo(Main.RUN_FAILED);
    assertThat(answer.out()).contains("0 done, 2 failed");
    assertThat(answer.err().lines()).hasSize(5).allMatch(l -> l.startsWith("mirrorflow sweep: "));
    Answer fast = sweep(file, "--quiet", "--fail-fast", "--jobs", "1");
    assertThat(fast.out()).contains("0 done, 1 failed, 0 skipped, 1 left");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maps: [p:3]",
        "seed: []",
        "seed: [1, 1]",
        "seed: {from: 1, to: 1000000000, step: 1}",
        "seed: !!java.lang.Object 1",
        "seed: &a [1]",
        "loss: [*a]",
        "init-scale: -1",
        "integrator: magic"
      })
  void badGridsAreRefused(String line) throws IOException {
    sweep(grid(line)).isRefusedWithRemedy("mirrorflow sweep: ");
    assertThat(out).doesNotExist();
  }

  @Test
  void badUsageIsRefused() throws IOException {
    sweep(folder.resolve("none.yaml").toString()).isRefusedWithRemedy("no such file");

    sweep(grid(""), "--jobs", "0").isRefusedWithRemedy("--jobs 0");
    Path outside = folder.resolve("inner/grid.yaml");
    Files.createDirectories(outside.getParent());
    Files.writeString(outside, "data: ../d.csv\nmodel: linear\nmap: p:3\n");
    sweep(outside.toString()).isRefusedWithRemedy("outside the folder");
    runs(out).isRefusedWithRemedy("no run store");
    sweep(grid(""));
    sweep(grid("")).isRefusedWithRemedy("already holds results");
    runs(out, "DROP TABLE runs").isRefusedWithRemedy("does not ask");
    runs(out, "FROM read_text('/etc/hostname')").isRefusedWithRemedy("disabled");
  }

  /** Twenty cells that take longer than a start. */
  private String longGrid() throws IOException {
    String more = "tolerance: 1e-5\nseed: {from: 0, to: 9, step: 1}\n";
    String text = GRID.replace("until-log-loss: -3", "until-log-loss: -20") + more;
    return Files.writeString(folder.resolve("grid.yaml"), text).toString();
  }

  private void start(String grid) throws IOException {
    child = Child.start(folder, "sweep", "sweep", grid, "--out", out.toString(), "--quiet");
  }

  /** Files come and go meanwhile, so that a walk through the folder could fail. */
  private long finished() {
    File[] folders = out.resolve("cells").toFile().listFiles();
    return folders == null
        ? 0
        : Arrays.stream(folders)
            .map(part -> part.list((at, name) -> name.endsWith(".json")))
            .filter(Objects::nonNull)
            .mapToLong(names -> names.length)
            .sum();
  }

  private static ObjectNode table(Answer answer) throws IOException {
    return (ObjectNode) answer.json();
  }

  @Test
  void aKilledSweepGoesOnToTheSameStoreRowForRow() throws Exception {
    String grid = longGrid();
    start(grid);
    child.await(() -> finished() >= 3);
    child.kill();
    long before = finished();
    assertThat(before).isBetween(3L, 19L);
    JsonNode rest = sweep(grid, "--resume", "--json", "--quiet").json();
    assertThat(rest.get("skipped").asLong()).isEqualTo(before);
    assertThat(rest.get("done").asLong()).isEqualTo(20 - before);
    Path killed = out;
    out = folder.resolve("whole");
    assertThat(sweep(grid, "--quiet").exit()).isZero();
    for (String rows :
        List.of("SELECT * EXCLUDE seconds FROM runs", "FROM marks", "FROM features")) {
      assertThat(table(runs(killed, "--json", rows))).isEqualTo(table(runs(out, "--json", rows)));
    }
  }

  @Test
  void aSweepEndsWithAPageAndRunsMakesItAgain() throws IOException {
    Answer swept = sweep(grid("test: \"synthetic:xor,n=16,d=2,seed=1\"\n"), "--json", "--quiet");
    Path page = out.resolve("index.html");
    assertThat(swept.json().get("page").asText()).isEqualTo(page.toString());
    assertThat(page).content().contains("Sweep of 2 runs", "test_accuracy");
    Path again = folder.resolve("again.html");
    Answer runs =
        Answer.of("runs", "--store", out.toString(), "--html", again.toString(), "--json");
    assertThat(runs.json().get("page").asText()).isEqualTo(again.toString());
    assertThat(again).content().contains("Sweep of 2 runs", "out/cells/");
    Answer both = Answer.of("runs", "--html", again.toString(), "SELECT 1");
    assertThat(both.exit()).isEqualTo(Main.BAD_INPUT);
    assertThat(both.err()).contains("--html");
  }

  @Test
  void aGridTakesATestWithoutFilesAndTheMapAuto() throws IOException {
    Answer refused = sweep(grid("test: data.csv\n"));
    assertThat(refused.exit()).isEqualTo(Main.BAD_INPUT);
    assertThat(refused.err()).contains("test", "split:0.25");
    String auto =
        Files.writeString(folder.resolve("auto.yaml"), GRID.replace("p:3", "auto")).toString();
    assertThat(sweep(auto, "--quiet").out()).contains("2 done");
  }
}
