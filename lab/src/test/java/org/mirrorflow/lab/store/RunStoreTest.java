package org.mirrorflow.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.analysis.Quantities;
import org.mirrorflow.analysis.Quantity;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.lab.sweep.Cell;
import org.mirrorflow.lab.sweep.CellExecutor;
import org.mirrorflow.lab.sweep.CellFiles;
import org.mirrorflow.lab.sweep.CellResult;
import org.mirrorflow.lab.sweep.CellWork;
import org.mirrorflow.lab.sweep.Grid;
import org.mirrorflow.lab.sweep.LocalExecutor;
import org.mirrorflow.lab.sweep.ResultStore;
import org.mirrorflow.lab.sweep.Sweep;

/** The store: its rows, versions, readers, and what a question may not do. */
final class RunStoreTest {
  private static final String GRID =
      """
      data: "synthetic:xor,n=8,d=2"
      model: dense:8
      map: [euclidean, p:3]
      init-scale: 1
      until-log-loss: -3
      max-steps: 3000
      gauges: l1
      """;

  @TempDir Path folder;
  private Path out;
  private List<CellResult> results;
  private StoreQuery store;

  @BeforeEach
  void aStoreOfTwoCells() throws IOException {
    out = folder.resolve("out");
    List<Cell> cells = Grid.read(Files.writeString(folder.resolve("g.yaml"), GRID), 0).cells();
    try (CellExecutor executor = new LocalExecutor(1, CellWork.FLOW)) {
      new Sweep(out, new RunStore(out), false, false)
          .run(cells, executor, Progress.SILENT, line -> {}, () -> false);
    }
    results = cells.stream().map(cell -> new CellFiles(out).read(cell.id())).toList();
    store = new StoreQuery(out);
  }

  private List<List<Object>> ask(String sql) {
    return store.ask(sql).rows();
  }

  private CellResult first() {
    return results.get(0);
  }

  @Test
  void rowsAreTheNumbersOfTheRuns() {
    for (CellResult result : results) {
      String where = " WHERE cell = '" + result.cell().id() + "'";
      assertThat(
              ask(
                  "SELECT map, outcome, steps, log_loss, q_margin, start_seed, regime FROM runs"
                      + where))
          .containsExactly(
              List.of(
                  result.cell().spec().map(),
                  result.result().end().outcome(),
                  result.result().end().steps(),
                  result.result().end().logLoss(),
                  result.result().margin().qMargin(),
                  result.cell().spec().seed(),
                  result.result().regime()));
      double[] logLoss = result.trajectory().column("logLoss");
      assertThat(ask("SELECT log_loss FROM marks" + where + " ORDER BY mark"))
          .hasSize(logLoss.length)
          .isEqualTo(
              IntStream.range(0, logLoss.length)
                  .mapToObj(m -> List.<Object>of(logLoss[m]))
                  .toList());
      assertThat(
              ask("SELECT neurons, active FROM features" + where + " AND mark = " + logLoss.length))
          .containsExactly(List.of(8, (double) result.result().features().activeNeurons()));
    }
    assertThat(ask("SELECT DISTINCT isinf(log_time) FROM marks WHERE mark = 0"))
        .containsExactly(List.of(true));
  }

  @Test
  void rowsLieInTheOrderOfTheirKeys() {
    assertThat(ask("FROM marks")).isEqualTo(ask("FROM marks ORDER BY cell, mark"));
    assertThat(ask("SELECT cell FROM runs")).isEqualTo(ask("SELECT cell FROM runs ORDER BY cell"));
  }

  @Test
  void toFoldACellTwiceDoesNoHarm() {
    List<List<Object>> before = ask("FROM marks");
    new RunStore(out).fold(List.of(first()));
    new RunStore(out).fold(results);
    assertThat(ask("FROM marks")).isEqualTo(before);
    assertThat(ask("SELECT count(*) FROM runs")).containsExactly(List.of(2L));
  }

  @Test
  void theColumnsAreThoseOfTheRows() {
    for (Table<?> table : Schema.TABLES) {
      assertThat(ask("DESCRIBE " + table.name()))
          .extracting(row -> row.get(0))
          .isEqualTo(table.columnNames());
      assertThat(table.of(first()).get(0)).hasSize(table.columns().size());
    }
  }

  /** Every quantity of a mark is there, with the unit of the clock. */
  @Test
  void marksHaveEveryQuantity() {
    Trajectory trajectory = first().trajectory();
    for (Quantity<?> quantity : Quantities.OF_MARK) {
      String column = Schema.columnOf(quantity);
      String where = " FROM marks WHERE cell = '" + first().cell().id() + "' ORDER BY mark";
      List<Object> stored = new ArrayList<>();
      ask("SELECT CAST(" + column + " AS DOUBLE)" + where).forEach(row -> stored.add(row.get(0)));
      List<Object> measured = new ArrayList<>();
      for (double x : trajectory.column(quantity.name())) {
        measured.add(Double.isFinite(x) ? (Object) x : null); // answers know no infinities
      }
      assertThat(stored).as(column).isEqualTo(measured);
    }
    assertThat(ask("SELECT DISTINCT log_unit FROM marks")).containsExactly(List.of(0.0));
  }

  /** A store of an earlier version, with rows, as an older program left it. */
  private void become(int version) throws Exception {
    Path old = folder.resolve("old.duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + old);
        Statement statement = connection.createStatement()) {
      for (int v = 1; v <= version; v++) {
        try (InputStream script = RunStoreTest.class.getResourceAsStream("V" + v + ".sql")) {
          statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      statement.execute("INSERT INTO store_version VALUES (" + version + ")");
      statement.execute("ATTACH '" + new RunStore(out).file() + "' AS new (READ_ONLY)");
      for (Table<?> table : Schema.TABLES) {
        String columns = columns(statement, table.name());
        if (columns.isEmpty()) {
          continue; // a later table
        }
        statement.execute(
            "INSERT INTO %1$s SELECT %2$s FROM new.%1$s".formatted(table.name(), columns));
      }
      statement.execute("DETACH new");
    }
    Files.move(old, new RunStore(out).file(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String columns(Statement statement, String table) throws Exception {
    List<String> names = new ArrayList<>();
    try (var rows =
        statement.executeQuery(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = '"
                + table
                + "' AND database_name = current_database() ORDER BY column_index")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return String.join(", ", names);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anOlderStoreIsMigratedByItsReader(int version) throws Exception {
    List<List<Object>> margins = ask("SELECT cell, q_margin FROM runs");
    List<List<Object>> marks = ask("SELECT cell, mark, steps, s, work FROM marks");
    become(version);
    assertThat(new RunStore(out).version()).isEqualTo(version);
    StoreQuery query = new StoreQuery(out);
    assertThat(new RunStore(out).version()).isEqualTo(Schema.VERSION);
    assertThat(query.ask("SELECT cell, q_margin FROM runs").rows()).isEqualTo(margins);
    assertThat(query.ask("SELECT cell, mark, steps, s, work FROM marks").rows()).isEqualTo(marks);
    assertThat(query.ask("SELECT DISTINCT log_unit FROM marks").rows().get(0).get(0)).isNull();
    if (version == 1) {
      assertThat(query.ask("SELECT DISTINCT rate_law FROM runs").rows().get(0).get(0)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anOlderStoreIsMigratedByItsWriter(int version) throws Exception {
    become(version);
    new RunStore(out).fold(List.of(first()));
    StoreQuery query = new StoreQuery(out);
    assertThat(query.ask("SELECT count(seen_regime), count(*) FROM runs").rows())
        .containsExactly(List.of(version == 1 ? 1L : 2L, 2L));
    assertThat(
            query
                .ask("SELECT DISTINCT cell FROM marks WHERE log_unit IS NOT NULL ORDER BY cell")
                .rows())
        .containsExactly(List.of(first().cell().id()));
    assertThat(query.ask("SELECT DISTINCT cell FROM marks").rows()).hasSize(2);
  }

  /** As after a quantity was added to the list: no version says so. */
  @Test
  void aStoreThatLacksAColumnTakesRows() throws Exception {
    alter("ALTER TABLE marks DROP COLUMN work");
    assertThat(new StoreQuery(out).ask("SELECT DISTINCT work FROM marks").rows().get(0).get(0))
        .isNull();
    alter("ALTER TABLE features DROP COLUMN gini");
    new RunStore(out).fold(List.of(first()));
    assertThat(
            new StoreQuery(out)
                .ask("SELECT DISTINCT cell FROM features WHERE gini IS NOT NULL")
                .rows())
        .containsExactly(List.of(first().cell().id()));
  }

  @Test
  void aStoreWithAnUnknownColumnIsRefused() throws Exception {
    alter("ALTER TABLE marks ADD COLUMN of_tomorrow DOUBLE");
    assertThatThrownBy(() -> new StoreQuery(out))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("of_tomorrow")
        .hasMessageContaining("newer mirrorflow");
    assertThatThrownBy(() -> new RunStore(out).fold(results)).isInstanceOf(InputException.class);
  }

  private void alter(String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + new RunStore(out).file());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aNewerStoreIsRefused() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + new RunStore(out).file());
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE store_version SET version = 99");
    }
    assertThatThrownBy(() -> new StoreQuery(out))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("version 99");
    assertThatThrownBy(() -> new RunStore(out).fold(results)).isInstanceOf(InputException.class);
  }

  /** As DuckDB's own command line does until it is closed; its log stays if it is killed. */
  @Test
  void whatAnotherProgramLeftBesideTheStoreIsNoPartOfTheNext() throws Exception {
    Path copy = Files.createDirectory(out.resolveSibling("copy"));
    try (Connection other = DriverManager.getConnection("jdbc:duckdb:" + new RunStore(out).file());
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE note AS SELECT 1 AS x");
      for (String name : List.of("runs.duckdb", "runs.duckdb.wal")) {
        Files.copy(out.resolve(name), copy.resolve(name));
      }
    }
    RunStore store = new RunStore(copy);
    TreeSet<String> cells = store.cells();
    store.fold(results);
    assertThat(copy.resolve("runs.duckdb.wal")).doesNotExist();
    assertThat(store.cells()).isEqualTo(cells).isNotEmpty();
  }

  @Test
  void whatIsNoStoreIsRefused() throws IOException {
    assertThatThrownBy(() -> new StoreQuery(folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no run store");
    Files.writeString(new RunStore(out).file(), "text");
    assertThatThrownBy(() -> new StoreQuery(out))
        .isInstanceOf(InputException.class)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM runs",
        "SELECT 1; DELETE FROM runs",
        "DROP TABLE runs",
        "SET enable_external_access = true",
        "SELECT * FROM read_csv('FILE')",
        "SELECT * FROM read_text('FILE')",
        "SELECT * FROM 'FILE'",
        "SELECT * FROM glob('/*')",
        "SELECT 1; COPY runs TO 'FILE'",
        "COPY runs TO 'FILE'",
        "SELECT 1; ATTACH 'FILE'",
        "SELECT 1; INSTALL httpfs",
        "SELECT 1; SET enable_external_access = true",
        "EXPORT DATABASE 'FILE'",
        "SELECT nothing FROM runs",
        "SELEC map FROM runs",
        "",
        "SELECT 1) TO 'FILE' (FORMAT csv); SELECT (1"
      })
  void questionsReadTheStoreAlone(String statement) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.csv"), "a,b\n1,2\n");
    String sql = statement.replace("FILE", secret.toString());
    assertThatThrownBy(() -> store.ask(sql))
        .isInstanceOf(InputException.class)
        .message()
        .startsWith("SQL ")
        .doesNotContain("\n");
    assertThatThrownBy(() -> store.export(sql, folder.resolve("out.csv")))
        .isInstanceOf(InputException.class);
    assertThat(folder.resolve("out.csv")).doesNotExist();
    assertThat(secret).hasContent("a,b\n1,2\n");
    assertThat(ask("SELECT count(*) FROM runs")).containsExactly(List.of(2L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs.csv", "runs.parquet", "it's.csv"})
  void exportsReadBackToTheSameRows(String name) throws Exception {
    Path file = folder.resolve(name);
    store.export("SELECT * FROM runs", file);
    store.export("SELECT * FROM runs;", file);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + new RunStore(out).file() + "' AS store (READ_ONLY)");
      try (var rows =
          statement.executeQuery(
              "SELECT count(*) FROM (SELECT cell, q_margin, start_seed FROM store.runs INTERSECT"
                  + " SELECT cell, q_margin, start_seed FROM '"
                  + RunStore.quoted(file)
                  + "')")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.endsWith(".tmp"));
    }
  }

  @Test
  void exportsToABadPlaceAreRefused() {
    assertThatThrownBy(() -> store.export("FROM runs", folder.resolve("runs.xls")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(".parquet or .csv");
    assertThatThrownBy(() -> store.export("FROM runs", folder.resolve("no/runs.csv")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--export");
  }

  @Test
  void readersAskWhileAWriterFolds() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 10; i++) {
                new RunStore(out).fold(results);
              }
              done.set(true);
            });
    writer.start();
    int asked = 0;
    while (!done.get() && writer.isAlive()) {
      assertThat(ask("SELECT count(*) FROM runs")).containsExactly(List.of(2L));
      asked++;
    }
    writer.join();
    assertThat(done).isTrue();
    assertThat(asked).isPositive();
  }

  /** The requirement: 10^6 marks, a grouping query under one second. */
  @Tag("slow")
  @Test
  void aMillionMarksAreGroupedInASecond() {
    List<CellResult> many = new ArrayList<>();
    Trajectory marks = first().trajectory();
    List<double[]> thousand = new ArrayList<>();
    for (int m = 0; m < 1000; m++) {
      thousand.add(marks.rows().get(m % marks.rows().size()));
    }
    for (int c = 0; c < 1000; c++) {
      Cell cell = first().cell();
      many.add(
          new CellResult(
              new Cell(String.format("%024x", c), cell.values(), cell.spec()),
              first().result(),
              new Trajectory(marks.columns(), thousand)));
    }
    new RunStore(out).fold(many);
    int threads = Runtime.getRuntime().availableProcessors(); // DuckDB takes all of them
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      double begin = processorSeconds();
      List<List<Object>> groups =
          ask(
              "SELECT mark, count(*), avg(q_margin), median(log_loss), max(accuracy) FROM marks"
                  + " GROUP BY mark ORDER BY mark");
      seconds.add((processorSeconds() - begin) / threads);
      assertThat(groups).hasSize(1000);
    }
    assertThat(ask("SELECT count(*) >= 1000000 FROM marks")).containsExactly(List.of(true));
    assertThat(seconds.stream().min(Double::compare).orElseThrow())
        .as("seconds %s", Map.of("measured", seconds))
        .isLessThan(1);
  }

  /** A question to a sweep that goes on is answered from its first cell on. */
  @Test
  void theFirstResultMakesAStore() throws Exception {
    Path running = Files.createDirectory(folder.resolve("running"));
    RunStore fresh = new RunStore(running);
    try (ResultStore.Writer writer = fresh.writer()) {
      writer.add(first());
      long end = System.nanoTime() + 30_000_000_000L;
      while (!Files.exists(fresh.file())) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(20);
      }
      assertThat(new StoreQuery(running).ask("SELECT count(*) FROM runs").rows())
          .containsExactly(List.of(1L));
      writer.add(results.get(1));
    }
    assertThat(new RunStore(running).cells()).hasSize(2);
  }

  /** Of all threads; seconds of the clock would say how busy the machine is. */
  private static double processorSeconds() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getProcessCpuTime()
        * 1e-9;
  }
}
