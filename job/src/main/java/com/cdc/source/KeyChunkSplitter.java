package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.ColumnInfo;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.TypeCatalogue;
import com.cdc.postgres.TypeInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a table into chunks of about {@code postgres.chunk-size} along its key, one chunk a call.
 * Bounds are the text of all key columns, so any key serves. A table without a key, with one of a
 * type whose operators lie outside {@code pg_catalog}, or with one whose values may not be seen
 * (bounds stand in checkpoints), is one chunk. Not thread-safe.
 */
final class KeyChunkSplitter implements AutoCloseable {

  private static final long METADATA_BYTES = 180;

  /**
   * However wide rows are said to be: statistics may be far off, and a chunk may be of any size.
   */
  private static final long FEWEST_ROWS = 10;

  private final PostgresConfig config;
  private @Nullable Connection connection;
  private @Nullable TypeCatalogue types;
  private @Nullable CapturedTable described;

  KeyChunkSplitter(PostgresConfig config) {
    this.config = config;
  }

  /**
   * Cuts the table's chunk that begins at a bound.
   *
   * @param from where the chunk before it ended; null for the first
   */
  KeyChunk cut(TableId table, int number, @Nullable KeyBound from) throws SQLException {
    return new KeyChunk(table, number, from, nextBound(table, from));
  }

  /** Those of the tables that exist, as the catalogue describes them now. */
  Collection<CapturedTable> describe(List<TableId> tables) throws SQLException {
    return Catalogue.tables(connection(), tables).values();
  }

  /** The key of the row that is a chunk's length after the start; null if there is none. */
  private @Nullable KeyBound nextBound(TableId id, @Nullable KeyBound start) throws SQLException {
    Connection open = connection();
    CapturedTable table = described;
    if (start == null || table == null || !table.id().equals(id)) { // it may have changed since
      types = null;
      table = Catalogue.tables(open, List.of(id)).get(id);
      described = table;
    }
    if (table == null || !isDivisible(open, table)) {
      return null;
    }
    List<String> key = table.keyColumns();
    List<String> conditions = KeyRange.conditions(table, start, null);
    String query =
        "SELECT "
            + key.stream()
                .map(column -> Quoting.identifier(column) + "::text")
                .collect(Collectors.joining(", "))
            + SnapshotQuery.from(table)
            + " AS chunked" // an ORDER BY without it would take the texts that are selected
            + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
            + " ORDER BY "
            + key.stream()
                .map(column -> "chunked." + Quoting.identifier(column))
                .collect(Collectors.joining(", "))
            + " OFFSET "
            + rowsPerChunk(table)
            + " LIMIT 1";
    return SilenceWatch.whileAsking(config, open, () -> bound(open, query, key)).orElse(null);
  }

  private static Optional<KeyBound> bound(Connection open, String query, List<String> key)
      throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      if (!row.next()) {
        return Optional.empty();
      }
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= key.size(); i++) {
        values.add(row.getString(i));
      }
      return Optional.of(new KeyBound(key, values));
    }
  }

  /** By the size of the lines that the rows become: names and metadata outweigh narrow rows. */
  private long rowsPerChunk(CapturedTable table) {
    long names = table.columns().stream().mapToLong(c -> c.name().length() + 6L).sum();
    long line = table.averageRowBytes() + names + METADATA_BYTES;
    return Math.max(FEWEST_ROWS, config.chunkSize().getBytes() / line);
  }

  private boolean isDivisible(Connection open, CapturedTable table) throws SQLException {
    TypeCatalogue known = types;
    if (known == null) {
      known = Catalogue.types(open);
      types = known;
    }
    TypeCatalogue catalogue = known;
    return !table.keyColumns().isEmpty()
        && table.keyColumns().stream()
            .allMatch(key -> config.columns().of(table.id(), key) == ColumnRule.KEEP)
        && table.columns().stream()
            .filter(column -> table.keyColumns().contains(column.name()))
            .allMatch(column -> isComparable(column, catalogue.type(column.baseTypeOid())));
  }

  /**
   * With an empty search path, operators of other schemas would not be found, or others would. An
   * enum's are pg_catalog's, but not for a domain over it.
   */
  private static boolean isComparable(ColumnInfo column, @Nullable TypeInfo base) {
    return base != null
        && (base.schema().equals("pg_catalog")
            || (base.kind() == 'e' && column.typeOid() == column.baseTypeOid()));
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null || open.isClosed()) {
      open = PostgresConnections.openForQuestions(config);
      connection = open;
    }
    return open;
  }

  /** Closes the connection; the next call opens another. */
  @Override
  public void close() throws SQLException {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
