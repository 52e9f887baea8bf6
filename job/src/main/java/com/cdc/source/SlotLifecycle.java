package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.SlotInfo;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job's slot: made once, never recreated, never skipped over. Looked at before the connector's
 * enumerator, which would silently make a new one, and before every START_REPLICATION, where the
 * server would silently go forward.
 */
final class SlotLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(SlotLifecycle.class);

  private static final String WAYS_OUT =
      " Nothing was written over the gap. To begin anew with a snapshot, choose an empty landing"
          + " and a new checkpoint directory.";

  private SlotLifecycle() {}

  /** For a job without state: uses the slot that is there, or makes one. */
  static void createIfMissing(PostgresConfig config) {
    try (Connection connection = PostgresConnections.open(config)) {
      if (ReplicationSlots.find(connection, config.slot()).isEmpty()) {
        LOG.info("Creating replication slot={}; this waits for open transactions", config.slot());
        ReplicationSlots.createLogical(connection, config.slot(), true);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot create replication slot `" + config.slot() + "`: " + e.getMessage(), e);
    }
  }

  /** For a job with state: the slot must be there. */
  static void requireExisting(PostgresConfig config) {
    try (Connection connection = PostgresConnections.open(config)) {
      existing(config, connection);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot look at replication slot `" + config.slot() + "`: " + e.getMessage(), e);
    }
  }

  /**
   * The slot still holds everything from {@code from} on.
   *
   * @throws StopException if it does not
   */
  static void requireIntact(PostgresConfig config, long from) throws SQLException {
    try (Connection connection = PostgresConnections.open(config)) {
      SlotInfo slot = existing(config, connection);
      if (slot.isLost()) {
        throw new StopException(
            "Replication slot `"
                + config.slot()
                + "` is lost (wal_status "
                + slot.walStatus()
                + ", "
                + slot.invalidationReason()
                + "): the server removed WAL that was not read yet; changes from "
                + Lsn.format(from)
                + " on are missing."
                + WAYS_OUT);
      }
      if (Long.compareUnsigned(slot.confirmedFlushLsn(), from) > 0) {
        throw new StopException(
            "Replication slot `"
                + config.slot()
                + "` is ahead of this job's state: changes from "
                + Lsn.format(from)
                + " to "
                + Lsn.format(slot.confirmedFlushLsn())
                + " are missing. Another job used the slot, or an old checkpoint was restored."
                + WAYS_OUT);
      }
    }
  }

  private static SlotInfo existing(PostgresConfig config, Connection connection)
      throws SQLException {
    return ReplicationSlots.find(connection, config.slot())
        .orElseThrow(
            () ->
                new StopException(
                    "Replication slot `"
                        + config.slot()
                        + "` does not exist in database `"
                        + config.database()
                        + "`, although this job has state: it was dropped, and changes since then"
                        + " are missing."
                        + WAYS_OUT));
  }
}
