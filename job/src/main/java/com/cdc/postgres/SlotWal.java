package com.cdc.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How much of its log a server keeps for a slot, as of one moment.
 *
 * @param end how far the server's log goes
 * @param exists whether there is such a slot; without it the rest says nothing
 * @param active whether somebody reads from it
 * @param retained bytes from the slot's {@code restart_lsn} to the end
 * @param lag bytes from its {@code confirmed_flush_lsn} to the end
 * @param status reserved, extended, unreserved or lost; null if unknown
 * @param safe bytes that may still be written before the slot is in danger of being lost; -1 if the
 *     server has no limit
 */
public record SlotWal(
    long end,
    boolean exists,
    boolean active,
    long retained,
    long lag,
    @Nullable String status,
    long safe) {

  // safe_wal_size is null without max_slot_wal_keep_size, and of a lost slot
  // https://www.postgresql.org/docs/current/view-pg-replication-slots.html
  private static final String ASK =
      """
      SELECT e.lsn::text AS lsn, s.slot_name IS NOT NULL AS found, s.active, s.wal_status,
             pg_catalog.pg_wal_lsn_diff(e.lsn, s.restart_lsn) AS retained,
             pg_catalog.pg_wal_lsn_diff(e.lsn, s.confirmed_flush_lsn) AS lag,
             COALESCE(s.safe_wal_size, -1) AS safe
        FROM (SELECT CASE WHEN pg_catalog.pg_is_in_recovery()
                          THEN pg_catalog.pg_last_wal_replay_lsn()
                          ELSE pg_catalog.pg_current_wal_lsn() END AS lsn) e
        LEFT JOIN pg_catalog.pg_replication_slots s ON s.slot_name = ?
      """;

  /** Asks the server. */
  public static SlotWal of(Connection connection, String slot) throws SQLException {
    try (PreparedStatement ask = connection.prepareStatement(ASK)) {
      ask.setString(1, slot);
      try (ResultSet row = ask.executeQuery()) {
        row.next();
        return new SlotWal(
            Lsn.parse(row.getString("lsn")),
            row.getBoolean("found"),
            row.getBoolean("active"),
            row.getLong("retained"),
            row.getLong("lag"),
            row.getString("wal_status"),
            row.getLong("safe"));
      }
    }
  }

  /** Whether WAL that its reader still needs is gone. */
  public boolean isLost() {
    return "lost".equals(status);
  }
}
