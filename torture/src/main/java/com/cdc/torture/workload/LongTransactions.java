package com.cdc.torture.workload;

import com.cdc.torture.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/** Transactions that stay open for up to a minute while others commit; a quarter rolls back. */
final class LongTransactions extends Session {

  private final int longestMillis;

  LongTransactions(Database database, long seed, Counts counts, CountDownLatch stop, Load load) {
    super(database, seed, counts, stop);
    this.longestMillis = (int) load.open().toMillis();
  }

  @Override
  void step(Connection connection) throws SQLException {
    Changes changes = new Changes(connection, random);
    int changed = 0;
    int parts = 2 + random.nextInt(5);
    long pause = random.nextInt(longestMillis) / parts;
    for (int i = 0; i < parts && !stopped(); i++) {
      for (int j = random.nextInt(20); j >= 0; j--) {
        changed += changes.held();
      }
      pause(pause);
    }
    if (random.nextInt(4) == 0) {
      connection.rollback();
      counts.add("long transactions rolled back", 1);
    } else {
      connection.commit();
      counts.add("long transactions", 1);
      counts.add("long changes", changed);
    }
  }
}
