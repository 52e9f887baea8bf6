package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.Catalogue;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Quoting;
import com.cdc.postgres.TypeCatalogue;
import com.cdc.postgres.TypeInfo;
import io.debezium.relational.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.cdc.connectors.base.source.assigner.state.ChunkSplitterState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SchemalessSnapshotSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a table into chunks of about {@code postgres.chunk-size} along its key, one chunk a call.
 * Bounds are the text of all key columns, so any key serves. A table without a key, or with one of
 * a type whose operators lie outside {@code pg_catalog}, is one chunk.
 */
final class KeyChunkSplitter {

  private static final RowType BOUND =
      RowType.of(new VarCharType[] {new VarCharType(VarCharType.MAX_LENGTH)}, new String[] {"key"});
  private static final long FEWEST_ROWS = 1000;
  private static final long METADATA_BYTES = 180;

  private final PostgresConfig config;
  private @Nullable Connection connection;
  private @Nullable TypeCatalogue types;
  private @Nullable CapturedTable described;
  private @Nullable TableId current;
  private Object @Nullable [] nextStart;
  private int nextChunk;

  KeyChunkSplitter(PostgresConfig config, ChunkSplitterState state) {
    this.config = config;
    TableId table = state.getCurrentSplittingTableId();
    if (table != null && state.getNextChunkStart() != null && state.getNextChunkId() != null) {
      current = FrameTables.normal(table);
      nextStart = (Object[]) state.getNextChunkStart().getValue();
      nextChunk = state.getNextChunkId();
    }
  }

  /** Cuts the next chunk of the table; {@link #hasNextChunk} tells whether more will follow. */
  SchemalessSnapshotSplit next(TableId table) throws SQLException {
    if (!table.equals(current)) {
      current = table;
      nextStart = null;
      nextChunk = 0;
    }
    Object[] start = nextStart;
    int chunk = nextChunk;
    Object[] end = nextBound(FrameTables.from(table), start);
    if (end == null) {
      current = null;
    } else {
      nextStart = end;
      nextChunk = chunk + 1;
    }
    return new SchemalessSnapshotSplit(
        table, SnapshotSplit.generateSplitId(table, chunk), BOUND, start, end, null);
  }

  /** The key of the row that is a chunk's length after the start; null if there is none. */
  private Object @Nullable [] nextBound(com.cdc.event.TableId id, Object @Nullable [] start)
      throws SQLException {
    Connection open = connection();
    CapturedTable table = described;
    if (table == null || !table.id().equals(id)) {
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
    try (Statement statement = open.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      if (!row.next()) {
        return null;
      }
      Object[] bound = new Object[key.size()];
      Arrays.setAll(bound, i -> text(row, i + 1));
      return bound;
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
        && table.columns().stream()
            .filter(column -> table.keyColumns().contains(column.name()))
            .allMatch(column -> isBuiltIn(catalogue.type(column.baseTypeOid())));
  }

  /** With an empty search path, operators of other schemas would not be found, or others would. */
  private static boolean isBuiltIn(@Nullable TypeInfo type) {
    return type != null && (type.schema().equals("pg_catalog") || type.kind() == 'e');
  }

  private static String text(ResultSet row, int column) {
    try {
      return row.getString(column);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot read the bound of a chunk", e);
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null || open.isClosed()) {
      open = PostgresConnections.open(config);
      connection = open;
    }
    return open;
  }

  boolean hasNextChunk() {
    return current != null;
  }

  ChunkSplitterState snapshotState(long checkpointId) {
    return current == null
        ? ChunkSplitterState.NO_SPLITTING_TABLE_STATE
        : new ChunkSplitterState(
            current,
            nextStart == null
                ? ChunkSplitterState.ChunkBound.START_BOUND
                : ChunkSplitterState.ChunkBound.middleOf(nextStart),
            nextChunk);
  }

  void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
