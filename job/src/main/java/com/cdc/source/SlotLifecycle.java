package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.ReplicationSlots;
import com.cdc.postgres.ServerIdentity;
import com.cdc.postgres.SlotInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job's slot: made once, never silently recreated, never skipped over. Looked at before the
 * connector's enumerator, which would make a new one, and before every START_REPLICATION, where the
 * server would go forward without a word.
 */
final class SlotLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(SlotLifecycle.class);

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

  /**
   * The frame's enumerator would make a missing slot anew, and the stream would not notice; so a
   * job with state that does not want a new epoch ends before that.
   */
  static void requireExisting(PostgresConfig config) {
    try (Connection connection = PostgresConnections.open(config)) {
      if (ReplicationSlots.find(connection, config.slot()).isEmpty()) {
        throw missing(config);
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
   * @throws SlotGapException if not
   */
  static void requireIntact(
      PostgresConfig config,
      Connection replication,
      ServerIdentity server,
      @Nullable ServerIdentity before,
      long from)
      throws SQLException {
    if (before != null) {
      requireSameLog(replication, server, before, from);
    }
    requireInLog(replication, from);
    SlotInfo slot =
        ReplicationSlots.find(replication, config.slot()).orElseThrow(() -> missing(config));
    requireOurs(config, slot);
    if (slot.isLost()) {
      throw new SlotGapException(
          "Replication slot `"
              + config.slot()
              + "` is lost (wal_status "
              + slot.walStatus()
              + (slot.invalidationReason() == null ? "" : ", " + slot.invalidationReason())
              + "): the server removed WAL that was not read yet; changes from "
              + Lsn.format(from)
              + " on are missing.");
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

  /** A database restored from an earlier copy of its files keeps its identity and its timeline. */
  private static void requireInLog(Connection replication, long from) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CASE WHEN pg_catalog.pg_is_in_recovery()"
                    + " THEN pg_catalog.pg_last_wal_replay_lsn()"
                    + " ELSE pg_catalog.pg_current_wal_flush_lsn() END::text")) {
      row.next();
      long end = Lsn.parse(row.getString(1));
      if (Long.compareUnsigned(from, end) > 0) {
        throw new SlotGapException(
            "The server's log ends at "
                + Lsn.format(end)
                + ", before this job's position "
                + Lsn.format(from)
                + ": the database was restored to an earlier state.");
      }
    }
  }

  /** A promoted standby is followed if it left the old log at or after our position. */
  private static void requireSameLog(
      Connection replication, ServerIdentity server, ServerIdentity before, long from)
      throws SQLException {
    if (!server.system().equals(before.system())) {
      throw new SlotGapException(
          "The server is another one: its system identifier is "
              + server.system()
              + ", this job's state is of "
              + before.system()
              + ". LSNs of the two mean nothing to each other.");
    }
    if (server.timeline() == before.timeline()) {
      return;
    }
    long fork = server.forkFrom(replication, before.timeline());
    if (Long.compareUnsigned(fork, from) < 0) {
      throw new SlotGapException(
          "The server's log left timeline "
              + before.timeline()
              + " at "
              + Lsn.format(fork)
              + ", before this job's position "
              + Lsn.format(from)
              + ": what was read between the two is not in this database.");
    }
    LOG.info(
        "Following a promoted server timeline={} fork={}", server.timeline(), Lsn.format(fork));
  }

  /**
   * For a new epoch: a slot that can be read.
   *
   * @return from where on it holds all changes
   */
  static long renew(PostgresConfig config) throws SQLException {
    try (Connection connection = PostgresConnections.open(config)) {
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
      LOG.info("Creating replication slot={}; this waits for open transactions", config.slot());
      return ReplicationSlots.createLogical(connection, config.slot(), true);
    }
  }

  private static boolean isReadable(PostgresConfig config, SlotInfo slot) {
    return !slot.isLost()
        && ReplicationSlots.PLUGIN.equals(slot.plugin())
        && config.database().equals(slot.database());
  }

  private static SlotGapException missing(PostgresConfig config) {
    return new SlotGapException(
        "Replication slot `"
            + config.slot()
            + "` does not exist in database `"
            + config.database()
            + "`, although this job has state: it was dropped, and changes since then are"
            + " missing.");
  }
}
