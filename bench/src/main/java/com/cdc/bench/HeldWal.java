package com.cdc.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Looks every second how much WAL lies behind the confirmed position of each slot. */
final class HeldWal implements AutoCloseable {

  private static final long INTERVAL_NANOS = 1_000_000_000;
  private static final String SQL =
      """
      SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint
      FROM pg_replication_slots WHERE confirmed_flush_lsn IS NOT NULL
      """;

  private final Map<String, Long> most = new TreeMap<>();
  private final Connection connection;
  private final Thread thread = new Thread(this::follow, "held-wal");
  private volatile boolean closed;

  HeldWal(Database database) throws SQLException {
    this.connection = database.connect();
    thread.setDaemon(true);
    thread.start();
  }

  /** The most that was seen of the slot, in bytes; 0 if it was never seen. */
  synchronized long most(String slot) {
    return most.getOrDefault(slot, 0L);
  }

  private void follow() {
    try (PreparedStatement query = connection.prepareStatement(SQL)) {
      while (!closed) {
        try (ResultSet slots = query.executeQuery()) {
          while (slots.next()) {
            add(slots.getString(1), slots.getLong(2));
          }
        }
        LockSupport.parkNanos(INTERVAL_NANOS);
      }
    } catch (SQLException e) {
      if (!closed) {
        System.err.println("The slots are not looked at any more: " + e.getMessage());
      }
    }
  }

  private synchronized void add(String slot, long bytes) {
    most.merge(slot, bytes, Math::max);
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    connection.close();
  }
}
