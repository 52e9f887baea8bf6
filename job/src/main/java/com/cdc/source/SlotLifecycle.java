package com.cdc.source;

import com.cdc.config.OnLostSlot;
import com.cdc.config.PostgresConfig;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.ServerIdentity;
import com.cdc.postgres.SlotInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job's slot: made once, never silently recreated, never skipped over. Looked at before the
 * snapshot, and before every START_REPLICATION, where the server would go forward without a word.
 */
final class SlotLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(SlotLifecycle.class);

  private SlotLifecycle() {}

  /**
   * For a job without state: uses the slot that is there, or makes one.
   *
   * @throws StopException if the one that is there cannot be read
   */
  static void createIfMissing(PostgresConfig config) {
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      Optional<SlotInfo> slot = ReplicationSlots.find(connection, config.slot());
      if (slot.isEmpty()) {
        create(config, connection);
      } else if (slot.get().isLost() && config.onLostSlot() == OnLostSlot.FAIL) {
        throw new StopException(
            lost(slot.get())
                + ". It is of no use to anybody. Drop it, and the job makes another: SELECT"
                + " pg_drop_replication_slot("
                + Quoting.literal(config.slot())
                + "); Nothing was written.");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot create replication slot `" + config.slot() + "`: " + e.getMessage(), e);
    }
  }

  /** For a job that still reads the first snapshot: without the slot, it would be for nothing. */
  static void requireUsable(PostgresConfig config) {
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      Optional<SlotInfo> slot = ReplicationSlots.find(connection, config.slot());
      if (slot.isEmpty()) {
        throw missing(config, "changes since then");
      }
      if (slot.get().isLost()) {
        throw new SlotGapException(lost(slot.get()) + "; changes since the snapshot are missing.");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot look at replication slot `" + config.slot() + "`: " + e.getMessage(), e);
    }
  }

  /**
   * The slot still holds everything from {@code from} on, and the log is still the one that {@code
   * from} is a position of.
   *
   * @param before whose log it was; null if this is the first start
   * @return the slot
   * @throws SlotGapException if not
   * @throws SQLException if that cannot be told yet
   */
  static SlotInfo requireIntact(
      PostgresConfig config,
      Connection replication,
      ServerIdentity server,
      @Nullable ServerIdentity before,
      long from)
      throws SQLException {
    ServerLog log = ServerLog.of(replication, server);
    if (before != null) {
      log.requireSame(replication, before, from);
    }
    log.requireReaches(from);
    String gap =
        "changes from %s to %s, where the server's log is now,"
            .formatted(Lsn.format(from), Lsn.format(log.end()));
    SlotInfo slot =
        ReplicationSlots.find(replication, config.slot()).orElseThrow(() -> missing(config, gap));
    requireOurs(config, slot);
    if (slot.isLost()) {
      throw new SlotGapException(lost(slot) + "; " + gap + " are missing.");
    }
    if (Long.compareUnsigned(slot.confirmedFlushLsn(), from) > 0) {
      throw new SlotGapException(
          "Replication slot `"
              + config.slot()
              + "` is ahead of this job's state: changes from "
              + Lsn.format(from)
              + " to "
              + Lsn.format(slot.confirmedFlushLsn())
              + " are missing. Another job used the slot, the slot was made anew, or an old"
              + " checkpoint was restored.");
    }
    return slot;
  }

  private static void requireOurs(PostgresConfig config, SlotInfo slot) {
    if (!ReplicationSlots.PLUGIN.equals(slot.plugin())
        || !config.database().equals(slot.database())) {
      throw new SlotGapException(
          "Replication slot `"
              + config.slot()
              + "` is not the one that this job made: it is for plugin `"
              + slot.plugin()
              + "` and database `"
              + slot.database()
              + "`. Somebody dropped it and made another under its name; changes since then are"
              + " missing.");
    }
  }

  /**
   * For a new epoch: a slot that can be read.
   *
   * @return from where on it holds all changes
   */
  static long renew(PostgresConfig config) throws SQLException {
    try (Connection connection = PostgresConnections.openForQuestions(config)) {
      Optional<SlotInfo> slot = ReplicationSlots.find(connection, config.slot());
      if (slot.isPresent() && isReadable(config, slot.get())) {
        return slot.get().confirmedFlushLsn();
      }
      if (slot.isPresent()) {
        try (PreparedStatement drop =
            connection.prepareStatement("SELECT pg_catalog.pg_drop_replication_slot(?)")) {
          drop.setString(1, config.slot());
          drop.execute();
        }
      }
      return create(config, connection);
    }
  }

  private static long create(PostgresConfig config, Connection connection) throws SQLException {
    LOG.info("Creating replication slot={}; this waits for open transactions", config.slot());
    return SilenceWatch.whileAsking(
        config, connection, () -> ReplicationSlots.createLogical(connection, config.slot(), true));
  }

  private static boolean isReadable(PostgresConfig config, SlotInfo slot) {
    return !slot.isLost()
        && ReplicationSlots.PLUGIN.equals(slot.plugin())
        && config.database().equals(slot.database());
  }

  private static String lost(SlotInfo slot) {
    return "Replication slot `"
        + slot.name()
        + "` is lost (wal_status "
        + slot.walStatus()
        + (slot.invalidationReason() == null ? "" : ", " + slot.invalidationReason())
        + "): the server removed WAL that was not read yet";
  }

  private static SlotGapException missing(PostgresConfig config, String gap) {
    return new SlotGapException(
        "Replication slot `"
            + config.slot()
            + "` does not exist in database `"
            + config.database()
            + "`, although this job has state: it was dropped, and "
            + gap
            + " are missing.");
  }
}
