package org.mirrorflow.lab.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.mirrorflow.analysis.Quantities;
import org.mirrorflow.analysis.Quantity;
import org.mirrorflow.lab.run.GrowthSummary;
import org.mirrorflow.lab.run.RateSummary;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.sweep.CellResult;
import org.mirrorflow.lab.sweep.GridKey;

/** The tables of the store; the columns of what is measured are made from {@link Quantities}. */
final class Schema {
  /**
   * The version that this program writes. It changes when a column changes its meaning: one that an
   * older store lacks is empty there.
   */
  static final int VERSION = 3;

  private static final Map<Class<?>, String> TYPES =
      Map.of(
          String.class, "VARCHAR",
          Double.class, "DOUBLE",
          Long.class, "BIGINT",
          Boolean.class, "BOOLEAN");

  private static final Table<CellResult> RUNS = new Table<>("runs", "cell", runColumns(), List::of);

  private static final Table<MarkRow> MARKS =
      new Table<>("marks", "cell, mark", markColumns(), MarkRow::marks);

  private static final Table<MarkRow> FEATURES =
      new Table<>("features", "cell, mark, layer", featureColumns(), MarkRow::features);

  private static final Table<GaugeRow> GAUGES =
      new Table<>("gauges", "cell, gauge, mark", gaugeColumns(), GaugeRow::of);

  /** Tables that hold rows. */
  static final List<Table<?>> TABLES = List.of(RUNS, MARKS, FEATURES, GAUGES);

  private Schema() {}

  private static List<Table.Column<CellResult>> runColumns() {
    List<Table.Column<CellResult>> columns = new ArrayList<>();
    columns.add(column("cell", "VARCHAR PRIMARY KEY", r -> r.cell().id()));
    GridKey.ALL.forEach(
        key ->
            columns.add(
                column(
                    key.spec().replace('-', '_'), type(key), r -> key.value(r.cell().value(key)))));
    columns.add(column("start_seed", "BIGINT NOT NULL", r -> r.cell().spec().seed()));
    columns.add(end("outcome", "VARCHAR NOT NULL", r -> r.end().outcome()));
    columns.add(end("steps", "BIGINT NOT NULL", r -> r.end().steps()));
    columns.add(end("seconds", "DOUBLE", r -> r.end().seconds()));
    columns.add(end("log_loss", "DOUBLE", r -> r.end().logLoss()));
    columns.add(end("log_time", "DOUBLE", r -> r.end().logTime()));
    columns.add(end("gauge", "VARCHAR", r -> r.margin().gauge()));
    columns.add(end("q_margin", "DOUBLE", r -> r.margin().qMargin()));
    columns.add(end("smoothed_margin", "DOUBLE", r -> r.margin().smoothedMargin()));
    columns.add(end("kkt_gap", "DOUBLE", r -> r.certificate().kktGap()));
    columns.add(end("kkt_gap_fixed", "DOUBLE", r -> r.certificate().kktGapFixed()));
    columns.add(end("kkt_gap_lower", "DOUBLE", r -> r.certificate().kktGapLower()));
    columns.add(end("kinks", "INTEGER", r -> r.certificate().kinks()));
    columns.add(end("balance_drift", "DOUBLE", r -> r.balance().balanceDrift()));
    columns.add(end("neuron_balance_drift", "DOUBLE", r -> r.balance().neuronBalanceDrift()));
    columns.add(end("active_neurons", "INTEGER", r -> r.features().activeNeurons()));
    columns.add(end("participation_ratio", "DOUBLE", r -> r.features().participationRatio()));
    columns.add(end("accuracy", "DOUBLE", RunResult::accuracy));
    columns.add(end("regime", "VARCHAR", RunResult::regime));
    columns.add(growth("predicted_log_time", GrowthSummary::predictedLogTime));
    columns.add(growth("log_time_residual", GrowthSummary::residual));
    columns.add(rate("seen_regime", "VARCHAR", RateSummary::regime));
    columns.add(rate("rate_law", "VARCHAR", RateSummary::law));
    columns.add(rate("rate_exponent", "DOUBLE", RateSummary::exponent));
    columns.add(rate("rate_low", "DOUBLE", RateSummary::low));
    columns.add(rate("rate_high", "DOUBLE", RateSummary::high));
    columns.add(rate("rate_predicted", "DOUBLE", RateSummary::predicted));
    List<String> named = columns.stream().map(Table.Column::name).toList();
    Quantities.OF_MARK.stream()
        .filter(q -> q.end() != Quantity.End.ABSENT && !named.contains(columnOf(q)))
        .forEach(q -> columns.add(end(columnOf(q), "DOUBLE", r -> more(r, q))));
    return List.copyOf(columns);
  }

  /** Rows of stores that are older than a key have no value of it. */
  private static String type(GridKey key) {
    return TYPES.get(key.type()) + (GridKey.FIRST.contains(key) ? " NOT NULL" : "");
  }

  private static Object more(RunResult result, Quantity<?> quantity) {
    Number value = result.more().get(quantity.reported());
    return value == null ? null : (Object) value.doubleValue();
  }

  private static List<Table.Column<MarkRow>> markColumns() {
    List<Table.Column<MarkRow>> columns = new ArrayList<>();
    columns.add(column("cell", "VARCHAR NOT NULL", MarkRow::cell));
    columns.add(column("mark", "INTEGER NOT NULL", MarkRow::mark));
    columns.add(column("steps", "BIGINT NOT NULL", row -> row.value(Quantities.STEPS).longValue()));
    Quantities.OF_MARK.stream()
        .filter(q -> !q.equals(Quantities.STEPS))
        .forEach(q -> columns.add(column(columnOf(q), "DOUBLE", row -> row.value(q))));
    return List.copyOf(columns);
  }

  private static List<Table.Column<MarkRow>> featureColumns() {
    List<Table.Column<MarkRow>> columns = new ArrayList<>();
    columns.add(column("cell", "VARCHAR NOT NULL", MarkRow::cell));
    columns.add(column("mark", "INTEGER NOT NULL", MarkRow::mark));
    columns.add(column("layer", "INTEGER NOT NULL", MarkRow::layer));
    columns.add(column("neurons", "INTEGER NOT NULL", MarkRow::neurons));
    Quantities.OF_LAYER.forEach(
        q -> columns.add(column(columnOf(q), "DOUBLE", row -> row.value(q))));
    return List.copyOf(columns);
  }

  private static List<Table.Column<GaugeRow>> gaugeColumns() {
    List<Table.Column<GaugeRow>> columns = new ArrayList<>();
    columns.add(column("cell", "VARCHAR NOT NULL", GaugeRow::cell));
    columns.add(column("mark", "INTEGER NOT NULL", GaugeRow::mark));
    columns.add(column("gauge", "VARCHAR NOT NULL", GaugeRow::gauge));
    Quantities.OF_GAUGE.forEach(
        q -> columns.add(column(columnOf(q), "DOUBLE", row -> row.value(q))));
    return List.copyOf(columns);
  }

  private static <R> Table.Column<R> column(String name, String type, Function<R, Object> value) {
    return new Table.Column<>(name, type, value);
  }

  private static Table.Column<CellResult> end(
      String name, String type, Function<RunResult, Object> value) {
    return column(name, type, r -> value.apply(r.result()));
  }

  private static Table.Column<CellResult> growth(
      String name, Function<GrowthSummary, Object> value) {
    return end(name, "DOUBLE", r -> r.growth() == null ? null : value.apply(r.growth()));
  }

  private static Table.Column<CellResult> rate(
      String name, String type, Function<RateSummary, Object> value) {
    return end(name, type, r -> r.rate() == null ? null : value.apply(r.rate()));
  }

  /** The column of a quantity: its name in snake case. */
  static String columnOf(Quantity<?> quantity) {
    return quantity.name().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Makes the empty tables. */
  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE store_version (version INTEGER NOT NULL)");
      statement.execute("INSERT INTO store_version VALUES (" + VERSION + ")");
      for (Table<?> table : TABLES) {
        statement.execute(table.create());
      }
    }
  }

  /** The version of a store; 0 if the file is none. */
  static int version(Connection connection) throws SQLException {
    if (columns(connection, "store_version").isEmpty()) {
      return 0;
    }
    try (Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("SELECT max(version) FROM store_version")) {
      version.next();
      return version.getInt(1);
    }
  }

  /** Columns that a store has and this program has not. */
  static List<String> unknown(Connection connection) throws SQLException {
    List<String> unknown = new ArrayList<>();
    for (Table<?> table : TABLES) {
      columns(connection, table.name()).stream()
          .filter(Predicate.not(table.columnNames()::contains))
          .forEach(unknown::add);
    }
    return unknown;
  }

  /** Whether a store has all columns. */
  static boolean complete(Connection connection) throws SQLException {
    for (Table<?> table : TABLES) {
      if (!columns(connection, table.name()).containsAll(table.columnNames())) {
        return false;
      }
    }
    return true;
  }

  /** Columns of a table of the current database; none if there is no such table. */
  private static List<String> columns(Connection connection, String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet columns =
            statement.executeQuery(
                "SELECT column_name FROM duckdb_columns() WHERE database_name ="
                    + " current_database() AND table_name = '"
                    + table
                    + "'")) {
      while (columns.next()) {
        names.add(columns.getString(1));
      }
    }
    return names;
  }
}
