package com.cdc.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds and makes logical replication slots. On an ordinary or a replication connection. */
public final class ReplicationSlots {

  /** The output plugin this project reads; part of PostgreSQL. */
  public static final String PLUGIN = "pgoutput";

  // failover and invalidation_reason exist from 17 on; as JSON a missing one reads as null
  private static final String FIND =
      """
      SELECT plugin, database, temporary, active, active_pid, restart_lsn::text,
             confirmed_flush_lsn::text, wal_status,
             to_jsonb(s) ->> 'failover' AS failover,
             to_jsonb(s) ->> 'invalidation_reason' AS invalidation_reason
        FROM pg_catalog.pg_replication_slots s WHERE slot_name = ?
      """;

  private static final String END_READER =
      """
      SELECT pg_catalog.pg_terminate_backend(a.pid)
        FROM pg_catalog.pg_replication_slots s
        JOIN pg_catalog.pg_stat_activity a ON a.pid = s.active_pid
       WHERE s.slot_name = ? AND left(?, 63) = a.application_name
      """;

  /** SQLSTATE object_in_use. */
  private static final String IN_USE = "55006";

  private ReplicationSlots() {}

  /** The slot of that name, whatever its kind and database (names are unique in a server). */
  public static Optional<SlotInfo> find(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new SlotInfo(
                name,
                row.getString("plugin"),
                row.getString("database"),
                row.getBoolean("temporary"),
                row.getBoolean("active"),
                row.getInt("active_pid"),
                lsn(row.getString("restart_lsn")),
                lsn(row.getString("confirmed_flush_lsn")),
                row.getString("wal_status"),
                Boolean.parseBoolean(row.getString("failover")),
                row.getString("invalidation_reason")));
      }
    }
  }

  /**
   * Makes a permanent slot for {@link #PLUGIN} in the connection's database. Waits until every
   * transaction that is writing now has ended.
   *
   * @param failover whether standbys are to keep a copy of it; ignored before 17
   * @return the consistent point: exactly what commits from here on will be read from the slot
   */
  public static long createLogical(Connection connection, String name, boolean failover)
      throws SQLException {
    boolean canFailOver = connection.getMetaData().getDatabaseMajorVersion() >= 17;
    String create =
        "SELECT lsn::text FROM pg_catalog.pg_create_logical_replication_slot(?, ?, false, false"
            // a standby cannot make one that fails over
            + (canFailOver ? ", " + failover + " AND NOT pg_catalog.pg_is_in_recovery()" : "")
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(create)) {
      statement.setString(1, name);
      statement.setString(2, PLUGIN);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return Lsn.parse(row.getString(1));
      }
    }
  }

  /**
   * Ends the session that reads the slot, if it is one of that application's.
   *
   * @return whether there was one
   */
  public static boolean endReader(Connection connection, String name, String application)
      throws SQLException {
    try (PreparedStatement end = connection.prepareStatement(END_READER)) {
      end.setString(1, name);
      end.setString(2, application);
      try (ResultSet row = end.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * Drops the slot unless somebody reads from it.
   *
   * @return whether it is gone
   */
  public static boolean dropIfIdle(Connection connection, String name) throws SQLException {
    try (PreparedStatement drop =
        connection.prepareStatement(
            "SELECT pg_catalog.pg_drop_replication_slot(slot_name)"
                + " FROM pg_catalog.pg_replication_slots WHERE slot_name = ?")) {
      drop.setString(1, name);
      drop.execute();
      return true;
    } catch (SQLException e) {
      if (IN_USE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static long lsn(@Nullable String text) {
    return text == null ? Lsn.NONE : Lsn.parse(text);
  }
}
