package org.mirrorflow.lab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.sweep.CellResult;
import org.mirrorflow.lab.sweep.ResultStore;

/**
 * The store of a folder, {@code runs.duckdb}. DuckDB gives a file to one process that writes or to
 * many that read, so nobody ever writes to the file that is read: {@link #fold} makes a new file of
 * the old rows and the new ones, in the order of their keys, and renames it over the old. Readers
 * keep the file that they opened. The writer holds the {@link FolderLock} of the folder.
 *
 * @param folder the sweep's folder
 */
public record RunStore(Path folder) implements ResultStore {
  private static final String NAME = "runs.duckdb";
  private static final String TEMPORARY = ".runs-";

  /** {@return the file of the database} */
  public Path file() {
    return folder.resolve(NAME);
  }

  @Override
  public TreeSet<String> cells() {
    TreeSet<String> ids = new TreeSet<>();
    if (!Files.exists(file())) {
      return ids;
    }
    try (Connection connection = openToRead();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT cell FROM runs")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    } catch (SQLException e) {
      throw damaged(e);
    }
  }

  @Override
  public Writer writer() {
    return new StoreWriter(this);
  }

  /**
   * Adds finished cells; one that the store has already is replaced. Only with the folder's lock.
   *
   * @param finished results, in any order
   * @throws org.mirrorflow.io.InputException if the store is damaged or cannot be written
   */
  public void fold(Collection<CellResult> finished) {
    Path fresh = temporary();
    try {
      if (Files.exists(file())) {
        old();
      }
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + fresh)) {
        merge(connection, finished);
      }
      // What another program that was killed left beside the old file is no part of the new one.
      deleteQuietly(log(file()));
      Files.move(
          fresh, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (SQLException e) {
      throw damaged(e);
    } catch (IOException e) {
      throw OutFolder.unwritable(file().toString(), e);
    } finally {
      deleteDatabase(fresh);
    }
  }

  private void merge(Connection connection, Collection<CellResult> finished) throws SQLException {
    Schema.create(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("ATTACH ':memory:' AS staged");
      boolean old = Files.exists(file());
      if (old) {
        statement.execute("ATTACH '" + quoted(file()) + "' AS old (READ_ONLY)");
      }
      for (Table<?> table : Schema.TABLES) {
        String name = table.name();
        statement.execute("CREATE TABLE staged." + name + " AS FROM " + name + " LIMIT 0");
        append(connection, table, finished);
      }
      for (Table<?> table : Schema.TABLES) {
        String name = table.name();
        String kept =
            old && hasOld(statement, name)
                ? " UNION ALL BY NAME SELECT * FROM old.%s WHERE cell NOT IN (FROM staged.runs SELECT cell)"
                    .formatted(name)
                : "";
        statement.execute(
            "INSERT INTO %s BY NAME SELECT * FROM (FROM staged.%s%s) ORDER BY %s"
                .formatted(name, name, kept, table.order()));
      }
      if (old) {
        statement.execute("DETACH old");
      }
      statement.execute("DETACH staged");
    }
  }

  /** A store of an earlier program may lack a table. */
  private static boolean hasOld(Statement statement, String table) throws SQLException {
    try (ResultSet tables =
        statement.executeQuery(
            "SELECT 1 FROM duckdb_tables() WHERE database_name = 'old' AND table_name = '"
                + table
                + "'")) {
      return tables.next();
    }
  }

  private static void append(Connection connection, Table<?> table, Collection<CellResult> finished)
      throws SQLException {
    try (DuckDBAppender appender =
        connection.unwrap(DuckDBConnection.class).createAppender("staged", "main", table.name())) {
      for (CellResult result : finished) {
        for (Object[] row : table.of(result)) {
          appender.beginRow();
          for (Object value : row) {
            append(appender, value);
          }
          appender.endRow();
        }
      }
    }
  }

  private static void append(DuckDBAppender appender, Object value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else if (value instanceof Double number) {
      appender.append(number.doubleValue());
    } else if (value instanceof Long number) {
      appender.append(number.longValue());
    } else if (value instanceof Integer number) {
      appender.append(number.intValue());
    } else if (value instanceof Boolean truth) {
      appender.append(truth.booleanValue());
    } else {
      appender.append(value.toString());
    }
  }

  /**
   * Whether the store lacks columns, or says other things in them: {@link #fold} makes a present
   * one of it, empty where the old one has nothing.
   *
   * @throws InputException if the store is newer than this program, or none
   */
  boolean old() {
    int version = version();
    if (version == 0 || version > Schema.VERSION) {
      throw wrongVersion(version);
    }
    try (Connection connection = openToRead()) {
      List<String> unknown = Schema.unknown(connection);
      if (!unknown.isEmpty()) {
        throw new InputException(
            file().toString(),
            "columns of a newer run store: " + String.join(", ", unknown),
            "columns of version " + Schema.VERSION,
            "use a newer mirrorflow");
      }
      return version < Schema.VERSION || !Schema.complete(connection);
    } catch (SQLException e) {
      throw damaged(e);
    }
  }

  /** The version of the file; 0 if it is no store. */
  int version() {
    try (Connection connection = openToRead()) {
      return Schema.version(connection);
    } catch (SQLException e) {
      throw damaged(e);
    }
  }

  private InputException wrongVersion(int version) {
    return new InputException(
        file().toString(),
        version == 0 ? "not a run store" : "version " + version + " of the run store",
        "version " + Schema.VERSION + " or older",
        version == 0 ? "choose another folder" : "use a newer mirrorflow");
  }

  /**
   * Opens the store to read, in a database instance of its own: those that DuckDB shares between
   * connections to one path would share their settings, and outlive the file's replacement.
   */
  Connection openToRead() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + quoted(file()) + "' AS store (READ_ONLY)");
      statement.execute("USE store");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void tidy() {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.getFileName().toString().startsWith(TEMPORARY))
          .forEach(RunStore::deleteQuietly);
    } catch (IOException e) {
      throw OutFolder.unwritable(folder.toString(), e);
    }
  }

  private Path temporary() {
    return folder.resolve(TEMPORARY + UUID.randomUUID() + ".tmp");
  }

  static String quoted(Path path) {
    return path.toAbsolutePath().toString().replace("'", "''");
  }

  /** DuckDB keeps a log beside its file, and leaves it there when the disk is full. */
  private static void deleteDatabase(Path file) {
    deleteQuietly(file);
    deleteQuietly(log(file));
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + ".wal");
  }

  static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return; // a name that nobody reads; the next writer tries again
    }
  }

  /** The database unpacks its native part into the temporary folder when it is first used. */
  InputException unloaded(LinkageError e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new InputException(
        file().toString(),
        "the database cannot be loaded (" + cause.getMessage() + ")",
        "room in the temporary folder " + System.getProperty("java.io.tmpdir"),
        "make room there; sweep --resume then makes the store from the cells",
        e);
  }

  InputException damaged(SQLException e) {
    String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    boolean held = cause.contains("Could not set lock");
    return new InputException(
        file().toString(),
        "cannot be used (" + cause + ")",
        held
            ? "a store that no other program has open to write"
            : "the store that sweep wrote, and room beside it",
        held
            ? "close it there, or open it there to read only; no cell is lost, as sweep --resume shows"
            : "make room; or remove it and run sweep --resume, which makes it again from the cells",
        e);
  }
}
