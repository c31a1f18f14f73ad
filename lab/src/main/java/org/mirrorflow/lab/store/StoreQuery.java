package org.mirrorflow.lab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.OutFolder;

/**
 * Questions to a store, from any process, while a sweep writes or not. The database is opened to
 * read, and statements reach no other file: neither may a query of somebody else's making.
 */
public final class StoreQuery {
  /** First words of statements that ask. */
  private static final Set<String> ASKING =
      Set.of(
          "SELECT",
          "WITH",
          "FROM",
          "VALUES",
          "TABLE",
          "DESCRIBE",
          "SUMMARIZE",
          "SHOW",
          "PIVOT",
          "UNPIVOT",
          "EXPLAIN");

  /** Blanks and comments before a statement. */
  private static final Pattern COMMENTS =
      Pattern.compile("^(?:\\s|--[^\\n]*(?:\\n|$)|/\\*(?s:.*?)\\*/)*+");

  private final RunStore store;

  /**
   * The store of a folder; an older one is migrated first.
   *
   * @param folder the sweep's folder
   * @throws InputException if there is none, or it is newer than this program
   */
  public StoreQuery(Path folder) {
    store = new RunStore(folder);
    if (!Files.exists(store.file())) {
      throw new InputException(
          store.file().toString(),
          "no run store",
          "the folder of a sweep",
          "run sweep first, or name its folder with --store");
    }
    if (store.old()) {
      FolderLock.during(
          folder,
          () -> {
            store.fold(List.of());
            return null;
          });
    }
  }

  /**
   * An answer.
   *
   * @param columns names
   * @param rows values: null, numbers, booleans and texts
   */
  public record Answer(List<String> columns, List<List<Object>> rows) {}

  /**
   * {@return the answer to a question}
   *
   * @param sql one statement that asks
   * @throws InputException if the statement is wrong or does more than ask
   */
  public Answer ask(String sql) {
    try (Connection connection = open(Optional.empty());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(asking(sql))) {
      return answer(result);
    } catch (SQLException e) {
      throw refused(sql, e);
    }
  }

  /**
   * Writes an answer to a Parquet or CSV file, by the file's ending.
   *
   * @param sql one statement that asks
   * @param target old or new, ending in {@code .parquet} or {@code .csv}
   * @throws InputException if the statement or the file is wrong
   */
  public void export(String sql, Path target) {
    String name = target.toString().toLowerCase(Locale.ROOT);
    boolean parquet = name.endsWith(".parquet");
    if (!parquet && !name.endsWith(".csv")) {
      throw new InputException(
          "--export " + target, "unknown ending", ".parquet or .csv", "rename the file");
    }
    Path file = target.toAbsolutePath();
    Path temporary = AtomicFile.temporaryIn(file.getParent());
    try (Connection connection = open(Optional.of(temporary));
        Statement statement = connection.createStatement()) {
      String format = parquet ? "FORMAT parquet" : "FORMAT csv, HEADER";
      statement.execute(
          "COPY (%s) TO '%s' (%s, USE_TMP_FILE false)"
              .formatted(asking(sql), RunStore.quoted(temporary), format));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (SQLException e) {
      if (!Files.isDirectory(file.getParent())) {
        throw OutFolder.unwritable("--export " + target, new IOException("no such folder", e));
      }
      throw refused(sql, e);
    } catch (IOException e) {
      throw OutFolder.unwritable("--export " + target, e);
    } finally {
      RunStore.deleteQuietly(temporary);
    }
  }

  /** Opens to read; what may be written besides is this one file, and nobody can change that. */
  private Connection open(Optional<Path> target) throws SQLException {
    Connection connection = store.openToRead();
    try (Statement statement = connection.createStatement()) {
      if (target.isPresent()) {
        statement.execute("SET allowed_paths = ['" + RunStore.quoted(target.get()) + "']");
      }
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static String asking(String sql) {
    String text = sql.strip().replaceAll(";\\s*$", "");
    String first =
        COMMENTS.matcher(text).replaceFirst("").split("[^A-Za-z]", 2)[0].toUpperCase(Locale.ROOT);
    boolean nested = COMMENTS.matcher(text).replaceFirst("").startsWith("(");
    if (!ASKING.contains(first) && !nested) {
      throw new InputException(
          "SQL " + excerpt(sql),
          "a statement that does not ask for data",
          "SELECT, WITH, FROM, DESCRIBE or SUMMARIZE",
          "write for example \"SELECT map, avg(q_margin) FROM runs GROUP BY map\"");
    }
    return text;
  }

  private static Answer answer(ResultSet result) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int c = 1; c <= meta.getColumnCount(); c++) {
      columns.add(meta.getColumnLabel(c));
    }
    List<List<Object>> rows = new ArrayList<>();
    while (result.next()) {
      List<Object> row = new ArrayList<>();
      for (int c = 1; c <= columns.size(); c++) {
        row.add(plain(result.getObject(c)));
      }
      rows.add(row);
    }
    return new Answer(columns, rows);
  }

  /** Numbers that do not exist are null, as everywhere. */
  private static Object plain(Object value) {
    boolean none =
        (value instanceof Double number && !Double.isFinite(number))
            || (value instanceof Float single && !Float.isFinite(single));
    if (none) {
      return null;
    }
    boolean plain = value == null || value instanceof Number || value instanceof Boolean;
    return plain ? value : value.toString();
  }

  /** DuckDB says what is wrong in its first line or after "Error: " in its second. */
  private static InputException refused(String sql, SQLException e) {
    List<String> lines = String.valueOf(e.getMessage()).lines().map(String::strip).toList();
    String text =
        lines.stream()
            .filter(line -> line.startsWith("Error: "))
            .findFirst()
            .map(line -> line.substring("Error: ".length()))
            .orElse(lines.isEmpty() ? "" : lines.get(0));
    return new InputException(
        "SQL " + excerpt(sql),
        text,
        "a query on runs, marks, features and gauges that reads nothing else",
        "try \"DESCRIBE runs\" for the columns",
        e);
  }

  private static String excerpt(String sql) {
    String line = sql.strip().replaceAll("\\s+", " ");
    return line.length() <= 60 ? line : line.substring(0, 57) + "...";
  }
}
