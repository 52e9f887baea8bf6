package com.cdc.torture.workload;

import com.cdc.torture.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.CountDownLatch;

/** Transactions of one to five statements; some roll back a savepoint, or all. */
final class SmallTransactions extends Session {

  private final Pace pace;

  SmallTransactions(Database database, long seed, Counts counts, CountDownLatch stop, Pace pace) {
    super(database, seed, counts, stop);
    this.pace = pace;
  }

  @Override
  void step(Connection connection) throws SQLException {
    Changes changes = new Changes(connection, random);
    int changed = random.nextInt(4) == 0 ? changes.hot() : 0;
    changed += some(changes, 1 + random.nextInt(4));
    if (random.nextInt(10) == 0) {
      Savepoint savepoint = connection.setSavepoint();
      some(changes, 1 + random.nextInt(3));
      connection.rollback(savepoint);
      counts.add("savepoints rolled back", 1);
      changed += some(changes, 1);
    }
    if (random.nextInt(20) == 0) {
      connection.rollback();
      counts.add("transactions rolled back", 1);
    } else {
      connection.commit();
      counts.add("small transactions", 1);
      counts.add("small changes", changed);
    }
    pace.await(changed);
  }

  private static int some(Changes changes, int statements) throws SQLException {
    int changed = 0;
    for (int i = 0; i < statements; i++) {
      changed += changes.any();
    }
    return changed;
  }
}
