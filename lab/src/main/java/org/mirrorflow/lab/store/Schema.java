package org.mirrorflow.lab.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The versions of the store's tables: scripts {@code V1.sql}, {@code V2.sql}, …, each leading from
 * the version before it.
 */
final class Schema {
  /** The version that this program writes. */
  static final int VERSION = 2;

  /** Tables that hold rows, with the columns that order them. */
  static final List<Table> TABLES =
      List.of(
          new Table("runs", "cell"),
          new Table("marks", "cell, mark"),
          new Table("features", "cell, mark, layer"));

  /** A table and its order. */
  record Table(String name, String order) {}

  private Schema() {}

  /** Brings the tables of a connection from a version, 0 for none, to another. */
  static void migrate(Connection connection, int from, int to) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int version = from + 1; version <= to; version++) {
        statement.execute(script(version));
      }
      statement.execute("DELETE FROM store_version");
      statement.execute("INSERT INTO store_version VALUES (" + to + ")");
    }
  }

  /** The version of a store; 0 if the file is none. */
  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet tables =
            statement.executeQuery(
                "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'store_version'")) {
      tables.next();
      if (tables.getInt(1) == 0) {
        return 0;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("SELECT max(version) FROM store_version")) {
      version.next();
      return version.getInt(1);
    }
  }

  private static String script(int version) {
    try (InputStream in = Schema.class.getResourceAsStream("V" + version + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the scripts are part of the library", e);
    }
  }
}
