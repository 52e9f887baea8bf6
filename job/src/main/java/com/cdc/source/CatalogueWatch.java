package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.Lsn;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.PublishedTable;
import com.cdc.postgres.PublishedTables;
import com.cdc.postgres.SentColumn;
import com.cdc.postgres.TableStamp;
import com.cdc.postgres.TableStamps;
import com.cdc.postgres.TypeCatalogue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the tables in the catalogue now and then, on a thread and a connection of its own:
 * PostgreSQL sends nothing of a change of a table's shape before the next change of a row, and
 * nothing at all of rows that such a change rewrites.
 */
final class CatalogueWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogueWatch.class);

  /**
   * A table as it was seen.
   *
   * @param columns those that are published
   * @param attached partitions that are new and came with rows of their own
   */
  record SeenTable(
      TableStamp stamp, List<SentColumn> columns, TypeCatalogue types, Set<Long> attached) {

    TableVersion version(TableId table) {
      return new TableVersion(table, stamp.relation(), stamp.identity(), stamp.key(), columns);
    }
  }

  /**
   * The catalogue at one moment.
   *
   * @param least what had committed before is in it
   * @param lsn what is in it had committed before
   * @param tables those that exist and are published
   */
  record Observation(long least, long lsn, Map<TableId, SeenTable> tables) {}

  private final PostgresConfig config;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread started = new Thread(task, "cdc-catalogue");
            started.setDaemon(true);
            return started;
          });
  private volatile KnownTables known;
  private @Nullable Connection connection;
  private volatile @Nullable Observation observation;
  private boolean failing;

  /**
   * Begins to look.
   *
   * @param known what was remembered of the tables
   */
  CatalogueWatch(PostgresConfig config, KnownTables known) {
    this.config = config;
    this.known = known;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the thread
  void start() {
    long millis = config.schemaCheckInterval().toMillis();
    thread.scheduleWithFixedDelay(this::look, 0, Math.max(1, millis), TimeUnit.MILLISECONDS);
  }

  /**
   * What was seen, once the stream has read all that had committed by then; null if there is
   * nothing new. Each observation is given once.
   *
   * @param streamed the stream has read all that commits before
   */
  @Nullable Observation poll(long streamed) {
    Observation seen = observation;
    if (seen == null || Long.compareUnsigned(seen.lsn(), streamed) > 0) {
      return null;
    }
    observation = null;
    return seen;
  }

  /**
   * Whether the server's log went further when it was last looked at.
   *
   * @param streamed the stream has read all that commits before
   */
  boolean isAhead(long streamed) {
    Observation seen = observation;
    return seen != null && Long.compareUnsigned(seen.lsn(), streamed) > 0;
  }

  /** What is described in detail is what differs from this. */
  void remember(KnownTables now) {
    known = now;
  }

  /** What was seen is of another log. */
  void forget() {
    observation = null;
  }

  /** The next is made only when the last was taken, so that none is skipped over. */
  private void look() {
    if (observation != null) {
      return;
    }
    try {
      Connection open = connection;
      if (open == null || open.isClosed()) {
        open = PostgresConnections.openForQuestions(config);
        open.setAutoCommit(false);
        open.setReadOnly(true);
        open.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection = open;
      }
      long least = end(open);
      open.commit();
      Observation seen = observe(open, least);
      open.commit();
      observation = seen;
      failing = false;
    } catch (SQLException | RuntimeException e) {
      if (!failing) {
        LOG.warn("Cannot look at the tables in the catalogue, trying again cause={}", e.toString());
      }
      failing = true;
      disconnect();
    }
  }

  private Observation observe(Connection open, long least) throws SQLException {
    Map<TableId, TableStamp> stamps = TableStamps.read(open, config);
    Map<TableId, PublishedTable> published =
        PublishedTables.find(open, config.publication())
            .map(PublishedTables::tables)
            .orElse(Map.of());
    TypeCatalogue types = null;
    Map<TableId, SeenTable> tables = new LinkedHashMap<>();
    for (Map.Entry<TableId, TableStamp> entry : stamps.entrySet()) {
      TableId table = entry.getKey();
      TableStamp stamp = entry.getValue();
      PublishedTable sent = published.get(table);
      if (sent == null) {
        continue;
      }
      TableStamp before = known.of(table).stamp();
      if (stamp.equals(before)) {
        tables.put(table, new SeenTable(stamp, List.of(), new TypeCatalogue(Map.of()), Set.of()));
        continue;
      }
      types = types == null ? Catalogue.types(open) : types;
      List<TableStamp.Column> columns =
          stamp.columns().stream().filter(c -> sent.columns().contains(c.name())).toList();
      tables.put(
          table,
          new SeenTable(
              stamp,
              SentColumn.describe(open, stamp.relation(), columns),
              types,
              attached(open, before, stamp)));
    }
    return new Observation(least, end(open), tables);
  }

  private static Set<Long> attached(Connection open, @Nullable TableStamp before, TableStamp now)
      throws SQLException {
    if (before == null || before.relation() != now.relation()) {
      return Set.of();
    }
    Set<Long> isNew = new HashSet<>();
    for (String file : now.files().keySet()) {
      if (!before.files().containsKey(file)) {
        isNew.add(TableStamp.oidOf(file));
      }
    }
    return TableStamps.attachedWithRows(open, isNew);
  }

  /** How far the log goes. */
  private static long end(Connection open) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CASE WHEN pg_catalog.pg_is_in_recovery()"
                    + " THEN pg_catalog.pg_last_wal_replay_lsn()"
                    + " ELSE pg_catalog.pg_current_wal_insert_lsn() END::text")) {
      row.next();
      return Lsn.parse(row.getString(1));
    }
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("The catalogue's connection did not close", e);
      }
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the thread ends after it
  public void close() {
    thread.execute(this::disconnect);
    thread.shutdown();
  }
}
