package com.cdc.torture.workload;

import com.cdc.torture.server.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Alters one table, sometimes between changes of one transaction, and truncates another. */
final class TableShapes extends Session {

  private static final int MOST_COLUMNS = 10;
  private static final int EVERY = 12;

  private int number;
  private int width = 20;

  TableShapes(Database database, long seed, Counts counts, CountDownLatch stop) {
    super(database, seed, counts, stop);
  }

  @Override
  void step(Connection connection) throws SQLException {
    pause(5_000 + random.nextInt(15_000));
    if (stopped()) {
      return;
    }
    number++;
    Changes changes = new Changes(connection, random);
    changes.shape();
    if (number % 3 == 0) {
      changes.cart();
      execute(connection, "TRUNCATE audited.cart");
      changes.cart();
    } else {
      alter(connection);
      changes.shape();
    }
    if (random.nextInt(6) == 0) {
      connection.rollback();
      counts.add("DDL rolled back", 1);
    } else {
      connection.commit();
      counts.add(number % 3 == 0 ? "TRUNCATE" : "DDL", 1);
    }
  }

  private void alter(Connection connection) throws SQLException {
    List<String> added = added(connection);
    if (number % EVERY == 0) {
      rewrite(connection);
    } else if (added.size() > MOST_COLUMNS || (!added.isEmpty() && random.nextInt(4) == 0)) {
      String column = added.get(random.nextInt(added.size()));
      execute(connection, "ALTER TABLE audited.shape DROP COLUMN " + column);
    } else if (random.nextInt(4) == 0) {
      width += 10;
      execute(connection, "ALTER TABLE audited.shape ALTER wide TYPE varchar(" + width + ")");
    } else {
      // never a name again: that would have the table read anew each time
      String column = "added_" + Long.toString(System.currentTimeMillis(), 36);
      String rest = random.nextBoolean() ? " int" : " text DEFAULT 'default " + number + "'";
      execute(connection, "ALTER TABLE audited.shape ADD COLUMN " + column + rest);
    }
  }

  private void rewrite(Connection connection) throws SQLException {
    String type = number / EVERY % 2 == 0 ? "bigint" : "numeric";
    execute(connection, "ALTER TABLE audited.shape ALTER num TYPE " + type);
    counts.add("rewriting DDL", 1);
  }

  private static List<String> added(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT attname FROM pg_attribute WHERE attrelid = 'audited.shape'::regclass
                AND attname LIKE 'added%' AND NOT attisdropped ORDER BY attnum""")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
