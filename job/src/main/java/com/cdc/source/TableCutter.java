package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.CapturedTable;
import io.debezium.relational.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.cdc.connectors.base.source.assigner.state.ChunkSplitterState;
import org.apache.flink.cdc.connectors.base.source.assigner.state.ChunkSplitterState.ChunkBound;
import org.apache.flink.cdc.connectors.base.source.assigner.state.SnapshotPendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SchemalessSnapshotSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.jspecify.annotations.Nullable;

/**
 * Which tables are still to be cut into chunks, and where the next chunk begins. On the
 * enumerator's thread; its state is the frame's.
 */
final class TableCutter implements AutoCloseable {

  private static final RowType BOUND =
      RowType.of(new VarCharType[] {new VarCharType(VarCharType.MAX_LENGTH)}, new String[] {"key"});

  private final KeyChunkSplitter splitter;
  private final List<TableId> remaining;
  private final List<TableId> started;
  private @Nullable ChunkBound nextStart;
  private int nextChunk;

  /** Nothing is cut yet. */
  TableCutter(PostgresConfig config) {
    splitter = new KeyChunkSplitter(config);
    remaining = new ArrayList<>(tables(config));
    started = new ArrayList<>();
  }

  /** Goes on where the state stopped. */
  TableCutter(PostgresConfig config, SnapshotPendingSplitsState state) {
    splitter = new KeyChunkSplitter(config);
    remaining = normal(state.getRemainingTables());
    started = normal(state.getAlreadyProcessedTables());
    ChunkSplitterState cutting = state.getChunkSplitterState();
    if (cutting.getNextChunkId() != null
        && !remaining.isEmpty()
        && remaining.get(0).equals(FrameTables.normal(cutting.getCurrentSplittingTableId()))) {
      nextStart = cutting.getNextChunkStart();
      nextChunk = cutting.getNextChunkId();
    }
  }

  static List<TableId> tables(PostgresConfig config) {
    return config.tables().stream().map(FrameTables::of).toList();
  }

  private static List<TableId> normal(List<TableId> tables) {
    return new ArrayList<>(tables.stream().map(FrameTables::normal).toList());
  }

  /** Before the stream begins, tables may still come and go from one start to the next. */
  void follow(Collection<TableId> configured) {
    if (!remaining.isEmpty() && !configured.contains(remaining.get(0))) {
      nextStart = null;
      nextChunk = 0;
    }
    remaining.retainAll(configured);
    started.retainAll(configured);
    for (TableId table : configured) {
      if (!started.contains(table) && !remaining.contains(table)) {
        remaining.add(table);
      }
    }
  }

  /** Leaves these tables to the stream. */
  void leave(Collection<TableId> tables) {
    remaining.clear();
    started.clear();
    started.addAll(tables);
  }

  boolean isDone() {
    return remaining.isEmpty();
  }

  /** Those that are cut, at least in part. */
  List<TableId> started() {
    return List.copyOf(started);
  }

  /** Those that are not cut to their end. */
  List<TableId> remaining() {
    return List.copyOf(remaining);
  }

  /** All of them, as the catalogue knows them. */
  Collection<CapturedTable> describe() throws SQLException {
    List<TableId> all = new ArrayList<>(started);
    all.addAll(remaining);
    return splitter.describe(all.stream().distinct().map(FrameTables::from).toList());
  }

  /** Cuts the next chunk. */
  SchemalessSnapshotSplit next() {
    TableId table = remaining.get(0);
    try {
      Object[] start = nextStart == null ? null : (Object[]) nextStart.getValue();
      KeyChunk chunk = splitter.cut(FrameTables.from(table), nextChunk, FrameBounds.from(start));
      if (!started.contains(table)) {
        started.add(table);
      }
      if (chunk.to() == null) {
        nextStart = null;
        nextChunk = 0;
        remaining.remove(table);
      } else {
        nextStart = ChunkBound.middleOf(FrameBounds.of(chunk.to()));
        nextChunk = chunk.number() + 1;
      }
      if (remaining.isEmpty()) {
        splitter.close();
      }
      return new SchemalessSnapshotSplit(
          table,
          SnapshotSplit.generateSplitId(table, chunk.number()),
          BOUND,
          FrameBounds.of(chunk.from()),
          FrameBounds.of(chunk.to()),
          null);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot cut table " + FrameTables.from(table), e);
    }
  }

  /** Where the next chunk begins. */
  ChunkSplitterState state() {
    return nextStart == null
        ? ChunkSplitterState.NO_SPLITTING_TABLE_STATE
        : new ChunkSplitterState(remaining.get(0), nextStart, nextChunk);
  }

  @Override
  public void close() {
    try {
      splitter.close();
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException("The splitter's connection did not close", e));
    }
  }
}
