package com.cdc.torture.workload;

import com.cdc.torture.server.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Prepared transactions, up to three at a time, committed or rolled back some seconds later; after
 * an outage, those that the server still has.
 */
final class PreparedTransactions extends Session {

  private static final int AT_A_TIME = 3;

  private final Deque<String> prepared = new ArrayDeque<>();
  private int number;

  PreparedTransactions(Database database, long seed, Counts counts, CountDownLatch stop) {
    super(database, seed, counts, stop);
  }

  @Override
  void connected(Connection connection) throws SQLException {
    prepared.clear();
    prepared.addAll(left(connection));
    counts.add("prepared transactions found after an outage", prepared.size());
  }

  @Override
  void step(Connection connection) throws SQLException {
    if (prepared.size() == AT_A_TIME) {
      finishOldest(connection);
    }
    Changes changes = new Changes(connection, random);
    for (int i = random.nextInt(10); i >= 0; i--) {
      changes.held();
    }
    String name = "torture-%x-%d".formatted(System.nanoTime(), number++);
    execute(connection, "PREPARE TRANSACTION '" + name + "'");
    connection.commit();
    prepared.add(name);
    pause(random.nextInt(8_000));
  }

  @Override
  void ended(Connection connection) throws SQLException {
    prepared.clear();
    prepared.addAll(left(connection));
    while (!prepared.isEmpty()) {
      finishOldest(connection);
    }
  }

  private void finishOldest(Connection connection) throws SQLException {
    boolean commit = random.nextInt(4) != 0;
    String name = prepared.remove();
    connection.setAutoCommit(true);
    try {
      execute(connection, (commit ? "COMMIT" : "ROLLBACK") + " PREPARED '" + name + "'");
    } finally {
      connection.setAutoCommit(false);
    }
    counts.add(commit ? "prepared transactions committed" : "prepared transactions rolled back", 1);
  }

  private static List<String> left(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT gid FROM pg_prepared_xacts WHERE gid LIKE 'torture-%' ORDER BY prepared")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    connection.commit();
    return names;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
