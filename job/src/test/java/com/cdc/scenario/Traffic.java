package com.cdc.scenario;

import com.cdc.scenario.Change.Verb;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A session that commits something every few milliseconds, so that there is a commit between any
 * two things that should be one. A connection that is lost is opened again.
 */
final class Traffic implements AutoCloseable {

  private static final int LANE = 2;
  private static final List<Verb> VERBS =
      List.of(Verb.INSERT, Verb.UPSERT, Verb.UPDATE, Verb.UPDATE_NOTE, Verb.DELETE);

  private final TestPostgres postgres;
  private final String schema;
  private final List<TableKind> tables;
  private final Random random = new Random(0);
  private final List<Long> commits = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "traffic");
  private volatile boolean running = true;

  /** Begins at once, if the scenario wants it. */
  Traffic(TestPostgres postgres, String schema, Scenario scenario) {
    this.postgres = postgres;
    this.schema = schema;
    tables = scenario.tables();
    if (scenario.traffic() == Scenario.Traffic.STEADY) {
      thread.start();
    }
  }

  /** The transactions in the order of their commits, after {@link #stop}; some may have failed. */
  List<Long> commits() {
    return commits;
  }

  void stop() throws InterruptedException {
    running = false;
    thread.join();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }

  private void run() {
    while (running) {
      try (Connection connection = postgres.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        while (running) {
          change(connection, statement);
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(4)));
        }
      } catch (SQLException | IllegalStateException e) {
        // the server is down, or has chosen this one as the victim of a deadlock
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private void change(Connection connection, Statement statement) throws SQLException {
    Change change =
        new Change(
            VERBS.get(random.nextInt(VERBS.size())),
            tables.get(random.nextInt(tables.size())),
            1 + random.nextInt(Change.KEYS),
            1,
            random.nextInt(100));
    for (String sql : change.sql(schema, LANE)) {
      statement.execute(sql);
    }
    try (ResultSet row =
        statement.executeQuery("SELECT pg_current_xact_id_if_assigned()::text::bigint")) {
      row.next();
      long xid = row.getLong(1);
      if (!row.wasNull()) {
        commits.add(xid);
      }
    }
    connection.commit();
  }
}
