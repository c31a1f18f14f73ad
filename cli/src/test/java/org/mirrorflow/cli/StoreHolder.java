package org.mirrorflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** A program that has a run store open to write, and says so by a file {@code held} beside it. */
final class StoreHolder {
  private StoreHolder() {}

  /** Holds the store for a minute. */
  public static void main(String[] args) throws Exception {
    Path store = Path.of(args[0]);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + store);
        Statement statement = connection.createStatement()) {
      write(statement);
      Files.createFile(store.resolveSibling("held"));
      TimeUnit.MINUTES.sleep(1);
    }
  }

  private static void write(Statement statement) throws SQLException {
    statement.execute("CREATE TABLE note AS SELECT 1 AS x");
  }
}
