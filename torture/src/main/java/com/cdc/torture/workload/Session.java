package com.cdc.torture.workload;

import com.cdc.torture.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection that does one kind of thing over and over. An outage makes it connect again,
 * forever; with others in its way it rolls back and goes on; any other error ends it.
 */
abstract class Session implements Runnable {

  protected final Random random;
  protected final Counts counts;
  private final Database database;
  private final CountDownLatch stop;
  private volatile @Nullable Throwable failure;

  Session(Database database, long seed, Counts counts, CountDownLatch stop) {
    this.database = database;
    this.random = new Random(seed);
    this.counts = counts;
    this.stop = stop;
  }

  /** Called with every new connection, autocommit off. */
  void connected(Connection connection) throws SQLException {}

  /** One or more whole transactions. */
  abstract void step(Connection connection) throws SQLException;

  /** Called once after the last step, again after an outage. */
  void ended(Connection connection) throws SQLException {}

  @Override
  public final void run() {
    try {
      boolean ended = false;
      while (!ended) {
        ended = connectAndRun();
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Why it ended early; null if it did not. */
  final @Nullable Throwable failure() {
    return failure;
  }

  final boolean stopped() {
    return stop.getCount() == 0;
  }

  /** Sleeps, but not beyond the stop. */
  final void pause(long millis) {
    try {
      boolean unused = stop.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private boolean connectAndRun() throws SQLException {
    try (Connection connection = database.connect()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET lock_timeout = '2s'");
      }
      connection.setAutoCommit(false);
      for (boolean first = true; first || !stopped(); first = false) {
        runOnce(connection, first);
      }
      ended(connection);
      return true;
    } catch (SQLException e) {
      if (!Outages.isOutage(e) && !Outages.isInTheWay(e)) {
        throw e;
      }
      counts.add("connections lost or refused", 1);
      waitForServer();
      return false;
    }
  }

  private void runOnce(Connection connection, boolean first) throws SQLException {
    try {
      if (first) {
        connected(connection);
      }
      if (!stopped()) {
        step(connection);
      }
    } catch (SQLException e) {
      if (!Outages.isInTheWay(e)) {
        throw e;
      }
      counts.add("in the way: " + e.getSQLState(), 1);
      connection.rollback();
    }
  }

  private static void waitForServer() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the server is down", e);
    }
  }
}
