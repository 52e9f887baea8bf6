package com.cdc.torture.nemesis;

import com.cdc.torture.server.PostgresServer;
import com.cdc.torture.subject.Settings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens to a table while it is read anew. */
final class SnapshotFaults {

  private static final String TABLE = "audited.cart";
  private static final Duration SNAPSHOT = Duration.ofSeconds(150);

  private static final String REQUEST =
      "SELECT pg_logical_emit_message(true, 'cdc/resnapshot/%s', '%s')"
          .formatted(Settings.SLOT, TABLE);

  /** Of the snapshot: it has been taken, and the job waits behind the ALTER TABLE. */
  private static final String IS_LOCKED_OUT =
      """
      SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE NOT l.granted AND l.relation = '%s'::regclass AND a.usename = '%s'
          AND a.backend_type = 'walsender')"""
          .formatted(TABLE, PostgresServer.USER);

  /** From here on the job has cut the table into chunks, and waits for its snapshot. */
  private static final String IS_BEING_TAKEN =
      "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE temporary AND slot_name LIKE '%s%%')"
          .formatted(Settings.SLOT);

  private SnapshotFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "table read anew beside a rewrite",
            scene -> true,
            SnapshotFaults::rewriteBeforeTheRowsAreRead));
  }

  /**
   * An ALTER TABLE that waits gets its turn between the snapshot and its COPY, which then sees the
   * old rows in no file. Neither it nor what it waits for has a transaction id, so that the
   * snapshot does not wait for them.
   */
  private static String rewriteBeforeTheRowsAreRead(Scene scene, Random random)
      throws SQLException, InterruptedException {
    try (Connection holding = scene.servers().connect();
        Connection altering = scene.servers().connect();
        Connection asking = scene.servers().connect()) {
      execute(asking, REQUEST);
      await(IS_BEING_TAKEN, asking);
      holding.setAutoCommit(false);
      execute(holding, "LOCK TABLE " + TABLE + " IN ACCESS SHARE MODE");
      Thread alter = new Thread(() -> rewrite(altering), "rewrite");
      alter.start();
      boolean met = await(IS_LOCKED_OUT, asking);
      holding.commit();
      alter.join();
      return met ? "just before its COPY" : "at some other time";
    }
  }

  private static boolean await(String condition, Connection connection)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + SNAPSHOT.toNanos();
    while (System.nanoTime() < end) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(condition)) {
        row.next();
        if (row.getBoolean(1)) {
          return true;
        }
      }
      Thread.sleep(20);
    }
    return false;
  }

  /** Changes no row: what was committed stays as it was. */
  private static void rewrite(Connection connection) {
    try {
      execute(connection, "ALTER TABLE " + TABLE + " ALTER v TYPE text USING v || ''");
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot rewrite " + TABLE, e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
