package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PublishedTable;
import com.cdc.postgres.PublishedTables;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.ServerIdentity;
import com.cdc.postgres.TableStamp;
import com.cdc.postgres.TableStamps;
import com.cdc.postgres.TypeCatalogue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction that sees the tables exactly as of a known LSN, as PostgreSQL's own table
 * synchronisation makes it: transactions that commit at or after {@link #consistentPoint} are not
 * in it, all before are.
 *
 * <p>Source: PostgreSQL manual, CREATE_REPLICATION_SLOT with USE_SNAPSHOT. {@code
 * pg_current_wal_lsn()} would not do: a transaction may have written its commit record and still be
 * invisible.
 */
final class SnapshotSession {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSession.class);

  private static final Duration LOCK_WAIT = Duration.ofMillis(700);

  /** Serialization failure: try again. */
  static final String RETRY_STATE = "40001";

  private final Connection connection;
  private final ServerIdentity server;
  private final long consistentPoint;
  private final long timeMillis;
  private final long slotConfirmed;
  private final Map<TableId, CapturedTable> tables;
  private final Map<TableId, TableStamp> stamps;
  private final Set<TableId> announced = new HashSet<>();
  private final TypeCatalogue types;
  private final Map<TableId, PublishedTable> published;

  private SnapshotSession(PostgresConfig config, Connection connection) throws SQLException {
    this.connection = connection;
    server = ServerIdentity.of(connection);
    try (Statement statement = connection.createStatement()) {
      slotConfirmed = confirmedFlush(statement, config.slot());
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      LOG.info("Waiting for the snapshot: transactions that are writing now must end first");
      try (ResultSet slot =
          statement.executeQuery(
              "CREATE_REPLICATION_SLOT "
                  + temporaryName(config.slot())
                  + " TEMPORARY LOGICAL pgoutput USE_SNAPSHOT")) {
        slot.next();
        consistentPoint = Lsn.parse(slot.getString("consistent_point"));
      }
      lock(statement, existing(connection, config));
      try (ResultSet clock =
          statement.executeQuery("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")) {
        clock.next();
        timeMillis = clock.getLong(1);
      }
      tables = Catalogue.tables(connection, config.tables());
      stamps = TableStamps.read(connection, config);
      types = Catalogue.types(connection);
      published =
          PublishedTables.find(connection, config.publication())
              .map(PublishedTables::tables)
              .orElse(Map.of());
      LOG.info("Snapshot taken at={}", Lsn.format(consistentPoint));
    }
  }

  /**
   * Keeps TRUNCATE and rewriting ALTER away until the tables are read: either would show the
   * snapshot an empty table. Only now and not before the slot, for which such a statement would be
   * a deadlock: it has a transaction id, which the slot waits for, and waits for this lock.
   */
  private static void lock(Statement statement, List<TableId> tables) throws SQLException {
    if (tables.isEmpty()) {
      return;
    }
    // shorter than deadlock_timeout, so that it is never the application that has to give way
    statement.execute("SET LOCAL lock_timeout = '" + LOCK_WAIT.toMillis() + "ms'");
    statement.execute("LOCK TABLE " + Quoting.tables(tables) + " IN ACCESS SHARE MODE");
    statement.execute("SET LOCAL lock_timeout = 0");
    for (TableId table : tables) {
      requireSameFile(statement, table);
    }
  }

  /** One that was dropped must not keep the others from being read. */
  private static List<TableId> existing(Connection connection, PostgresConfig config)
      throws SQLException {
    return List.copyOf(TableStamps.read(connection, config).keySet());
  }

  /** The snapshot's file of the table, or of a partition, against the one it has now. */
  private static void requireSameFile(Statement statement, TableId table) throws SQLException {
    String name = Quoting.literal(Quoting.table(table)) + "::pg_catalog.regclass";
    try (ResultSet rewritten =
        statement.executeQuery(
            "SELECT FROM pg_catalog.pg_class c WHERE c.relfilenode <> 0"
                + " AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid)"
                + " AND c.oid IN (SELECT "
                + name
                + " UNION ALL SELECT relid FROM pg_catalog.pg_partition_tree("
                + name
                + "))")) {
      if (rewritten.next()) {
        throw new SQLException(
            "Table " + table + " was truncated or rewritten while the snapshot was taken",
            RETRY_STATE);
      }
    }
  }

  /** Whether another attempt to take the snapshot would do: tables were locked or rewritten. */
  static boolean isWorthAnotherAttempt(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.equals(RETRY_STATE)
        || state.equals("55P03") // lock_not_available
        || state.equals("42P01"); // undefined_table: dropped after the snapshot
  }

  /**
   * Takes the snapshot on a replication connection, which it lasts as long as. Waits for
   * transactions that are writing.
   */
  static SnapshotSession begin(PostgresConfig config, Connection replication) throws SQLException {
    return new SnapshotSession(config, replication);
  }

  /** The LSN that the snapshot is exact for. */
  long consistentPoint() {
    return consistentPoint;
  }

  /** Whose LSN that is. */
  ServerIdentity server() {
    return server;
  }

  /** When the snapshot was taken, by the server's clock, epoch milliseconds. */
  long timeMillis() {
    return timeMillis;
  }

  /** Where the job's own slot stood before: streaming begins there and leaves nothing out. */
  long slotConfirmed() {
    return slotConfirmed;
  }

  /** Whether the table is there and is published. */
  boolean has(TableId id) {
    return tables.containsKey(id) && stamps.containsKey(id) && published.containsKey(id);
  }

  /** The table in this snapshot. */
  CapturedTable table(TableId id) {
    CapturedTable table = tables.get(id);
    if (table == null) {
      throw new StopException(
          "Table "
              + id
              + " is configured but does not exist. Create it, or remove it from"
              + " `postgres.tables`.");
    }
    return table;
  }

  /** What the catalogue says of the table in this snapshot. */
  TableStamp stamp(TableId id) {
    TableStamp stamp = stamps.get(id);
    if (stamp == null) {
      throw unpublished(id);
    }
    return stamp;
  }

  /** The print of the table's version in this snapshot. */
  String print(TableId id) {
    CapturedTable table = table(id);
    List<String> sent = published(id).columns();
    return TableVersion.of(
            table, table.columns().stream().filter(c -> sent.contains(c.name())).toList())
        .print();
  }

  /** The version with what only the catalogue knows of its columns. */
  TableVersion described(TableVersion version) throws SQLException {
    return version.described(connection);
  }

  /** Whether this is the first question for the table: its version is told once a snapshot. */
  boolean isFirstOf(TableId id) {
    return announced.add(id);
  }

  /** What the publication sends of the table. */
  PublishedTable published(TableId id) {
    PublishedTable table = published.get(id);
    if (table == null) {
      throw unpublished(id);
    }
    return table;
  }

  private static StopException unpublished(TableId id) {
    return new StopException(
        "Table "
            + id
            + " is configured but its publication does not publish it."
            + " Add it to the publication, or remove it from `postgres.tables`.");
  }

  TypeCatalogue types() {
    return types;
  }

  /** The rows of a query, one {@code CopyData} each, in COPY's text format. */
  CopyOut copy(String query) throws SQLException {
    return new CopyManager(connection.unwrap(BaseConnection.class))
        .copyOut("COPY (" + query + ") TO STDOUT");
  }

  private static long confirmedFlush(Statement statement, String slot) throws SQLException {
    try (ResultSet result =
        statement.executeQuery(
            "SELECT confirmed_flush_lsn FROM pg_catalog.pg_replication_slots WHERE slot_name = "
                + Quoting.literal(slot))) {
      if (!result.next()) {
        throw new SlotGapException(
            "Replication slot `"
                + slot
                + "` disappeared before its snapshot was read; changes since its creation are"
                + " lost.");
      }
      return Lsn.parse(result.getString(1));
    }
  }

  /** Slot names hold at most 63 characters. */
  private static String temporaryName(String slot) {
    String unique = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 10);
    return slot.substring(0, Math.min(slot.length(), 47)) + "_snap_" + unique;
  }
}
