package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.ServerIdentity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of the server that answers now, against what the job has read before. A promoted standby
 * is followed; a database that was restored to an earlier state, or is another one, is not.
 *
 * @param standby whether it follows another server: it may be promoted, and is then asked again
 * @param end up to where it can be read
 */
record ServerLog(ServerIdentity server, boolean standby, long end) {

  private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);

  /** Cannot connect now: what is to be tried again. */
  private static final String NOT_YET = "57P03";

  /** Undefined file. */
  private static final String NO_FILE = "58P01";

  /** Of the server at the other end of a replication connection. */
  static ServerLog of(Connection replication, ServerIdentity server) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT pg_catalog.pg_is_in_recovery() AS standby,
                       CASE WHEN pg_catalog.pg_is_in_recovery()
                            THEN pg_catalog.pg_last_wal_replay_lsn()
                            ELSE pg_catalog.pg_current_wal_flush_lsn() END::text AS log_end
                """)) {
      row.next();
      return new ServerLog(server, row.getBoolean("standby"), Lsn.parse(row.getString("log_end")));
    }
  }

  /**
   * The log of the server that answers now holds all that was seen.
   *
   * @param seen up to which LSN, by whose log it is
   * @throws SlotGapException if it does not
   */
  static void requireHolds(PostgresConfig config, Map<ServerIdentity, Long> seen) {
    try (Connection replication = PostgresConnections.openReplication(config)) {
      ServerLog log = of(replication, ServerIdentity.of(replication));
      for (Map.Entry<ServerIdentity, Long> part : seen.entrySet()) {
        log.requireSame(replication, part.getKey(), part.getValue());
        log.requireReaches(part.getValue());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot look whether the snapshot is of this server's log: " + e.getMessage(), e);
    }
  }

  /**
   * It goes on from the log that was read before: the fork, if any, is at or after the position.
   *
   * @throws SlotGapException if not
   */
  void requireSame(Connection replication, ServerIdentity before, long from) throws SQLException {
    if (!server.system().equals(before.system())) {
      throw new SlotGapException(
          "The server is another one: its system identifier is "
              + server.system()
              + ", this job's state is of "
              + before.system()
              + ". LSNs of the two mean nothing to each other.");
    }
    if (server.timeline() < before.timeline()) {
      if (standby) {
        throw notYet("is on timeline " + server.timeline() + ", not yet on " + before.timeline());
      }
      throw new SlotGapException(
          "The server is on timeline "
              + server.timeline()
              + ", which is older than timeline "
              + before.timeline()
              + " that this job has followed: a former primary has come back, or the database was"
              + " restored to an earlier state. What was read up to this job's position "
              + Lsn.format(from)
              + " need not be in it. If it is only the address that leads to the wrong server:"
              + " correct it and start again, nothing is lost.");
    }
    if (server.timeline() > before.timeline()) {
      requireForkAfter(replication, before.timeline(), from);
    }
  }

  private void requireForkAfter(Connection replication, int timeline, long from)
      throws SQLException {
    long fork;
    try {
      fork = server.forkFrom(replication, timeline);
    } catch (SQLException e) {
      if (!NO_FILE.equals(e.getSQLState())) {
        throw e;
      }
      throw new SlotGapException(
          "The server is on timeline "
              + server.timeline()
              + " and has no history of it (a file in its pg_wal whose name ends with .history), so"
              + " nothing tells whether it goes on from timeline "
              + timeline
              + " at this job's position "
              + Lsn.format(from)
              + ". If that file can be restored: do so and start again.");
    }
    if (fork == Lsn.NONE) {
      throw new SlotGapException(
          "The server's log, of timeline "
              + server.timeline()
              + ", does not come from timeline "
              + timeline
              + ", which this job has read to "
              + Lsn.format(from)
              + ": the database was restored to an earlier state.");
    }
    if (Long.compareUnsigned(fork, from) < 0) {
      throw new SlotGapException(
          "The server's log left timeline "
              + timeline
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
   * It is not shorter than the position: a database restored from an earlier copy of its files
   * keeps its identity and its timeline.
   *
   * @throws SlotGapException if it is
   */
  void requireReaches(long from) throws SQLException {
    if (Long.compareUnsigned(from, end) <= 0) {
      return;
    }
    if (standby) {
      throw notYet(
          "has replayed its log to %s, not yet to this job's position %s"
              .formatted(Lsn.format(end), Lsn.format(from)));
    }
    throw new SlotGapException(
        "The server's log ends at "
            + Lsn.format(end)
            + ", before this job's position "
            + Lsn.format(from)
            + ": the database was restored to an earlier state.");
  }

  private static SQLException notYet(String what) {
    return new SQLException("The server is a standby that " + what, NOT_YET);
  }
}
