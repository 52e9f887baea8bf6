package com.cdc.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sees from the database's side when a subject begins its work, alike for all: when its
 * START_REPLICATION holds the slot, or when it first reads or locks the table.
 */
final class StartDetector {

  private static final long INTERVAL_NANOS = 5_000_000;

  private StartDetector() {}

  /** Waits for it; returns its time by {@link System#nanoTime}, or -1 once {@code ended}. */
  static long await(Task task, BooleanSupplier ended) throws SQLException {
    try (Connection connection = task.database().connect();
        PreparedStatement query = connection.prepareStatement(sql(task))) {
      while (!ended.getAsBoolean()) {
        try (ResultSet found = query.executeQuery()) {
          if (found.next()) {
            return System.nanoTime() - (long) (found.getDouble(1) * 1e9);
          }
        }
        LockSupport.parkNanos(INTERVAL_NANOS);
      }
      return -1;
    }
  }

  /** Gives the seconds since it began, or no row. */
  private static String sql(Task task) {
    if (task.stream()) {
      return "SELECT 0.0 FROM pg_replication_slots WHERE active AND slot_name = '%s'"
          .formatted(task.slot());
    }
    return """
    SELECT extract(epoch FROM clock_timestamp() - query_start) FROM pg_stat_activity
    WHERE usename = '%s' AND query ~* '(FROM|COPY|LOCK TABLE)\\s+(ONLY\\s+)?"?public"?\\."?%s"?\\M'
    """
        .formatted(task.database().reader(), task.tables().get(0).replace("public.", ""));
  }
}
