package com.cdc.postgres;

import com.cdc.config.PostgresConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How many slots and walsenders a server has left for a pipeline. What the pipeline's own sessions
 * hold counts as free: it is theirs already.
 *
 * @param maxSlots {@code max_replication_slots}
 * @param freeSlots of these
 * @param slotExists whether the pipeline's slot is there, so that it needs no other
 * @param maxSenders {@code max_wal_senders}
 * @param freeSenders of these
 */
public record Capacity(
    int maxSlots, int freeSlots, boolean slotExists, int maxSenders, int freeSenders) {

  private static final String READ =
      """
      WITH own (pid) AS (
             SELECT pid FROM pg_catalog.pg_stat_activity WHERE application_name = left(?, 63))
      SELECT current_setting('max_replication_slots')::int AS max_slots,
             current_setting('max_wal_senders')::int AS max_senders,
             (SELECT count(*) FROM pg_catalog.pg_replication_slots
               WHERE NOT temporary OR active_pid NOT IN (SELECT pid FROM own)) AS used_slots,
             EXISTS (SELECT FROM pg_catalog.pg_replication_slots
                      WHERE slot_name = ?) AS slot_exists,
             (SELECT count(*) FROM pg_catalog.pg_stat_get_wal_senders()
               WHERE pid NOT IN (SELECT pid FROM own)) AS used_senders
      """;

  public static Capacity read(Connection connection, PostgresConfig config) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setString(1, PostgresConnections.applicationName(config));
      statement.setString(2, config.slot());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Capacity(
            row.getInt("max_slots"),
            row.getInt("max_slots") - row.getInt("used_slots"),
            row.getBoolean("slot_exists"),
            row.getInt("max_senders"),
            row.getInt("max_senders") - row.getInt("used_senders"));
      }
    }
  }

  /**
   * How many slots a pipeline needs to be free.
   *
   * @param readers how many read a snapshot at once, each by a temporary slot; 0 for the stream
   *     alone
   */
  public int neededSlots(int readers) {
    return (slotExists ? 0 : 1) + readers;
  }

  /** How many walsenders it needs to be free, see {@link #neededSlots}. */
  public int neededSenders(int readers) {
    return 1 + readers;
  }
}
