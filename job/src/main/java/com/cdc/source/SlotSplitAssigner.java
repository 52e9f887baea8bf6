package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.postgres.Lsn;
import io.debezium.relational.TableId;
import io.debezium.relational.history.TableChanges.TableChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.cdc.connectors.base.source.assigner.AssignerStatus;
import org.apache.flink.cdc.connectors.base.source.assigner.SplitAssigner;
import org.apache.flink.cdc.connectors.base.source.assigner.state.HybridPendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.assigner.state.SnapshotPendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.FinishedSnapshotSplitInfo;
import org.apache.flink.cdc.connectors.base.source.meta.split.SchemalessSnapshotSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out the chunks of all tables, then the stream.
 *
 * <p>The frame's own assigner cuts tables on another thread and lets a checkpoint see its lists in
 * between: a restored job could then read a chunk twice. Here a chunk is cut when it is asked for,
 * on the enumerator's thread, so every checkpoint is consistent. The state's format is the frame's.
 */
final class SlotSplitAssigner implements SplitAssigner {

  private static final Logger LOG = LoggerFactory.getLogger(SlotSplitAssigner.class);

  private final PostgresConfig config;
  private final TableCutter cutter;
  private final SnapshotProgress progress;
  private final List<SchemalessSnapshotSplit> returned;
  private final Map<String, SchemalessSnapshotSplit> assigned;
  private final Map<String, Offset> finished;
  private boolean streamAssigned;

  /** The first checkpoint that began after the last chunk was reported; 0 before. */
  private long checkpointOfSnapshot;

  private boolean snapshotIsDurable;

  private boolean readNothing;

  /** What landed before this job, which has no state of it; 0 if nothing did. */
  private long landedEpoch;

  /** For a job without state. */
  SlotSplitAssigner(PostgresConfig config, SnapshotProgress progress) {
    this.config = config;
    this.progress = progress;
    cutter = new TableCutter(config);
    returned = new ArrayList<>();
    assigned = new LinkedHashMap<>();
    finished = new HashMap<>();
  }

  /** For a job that continues. */
  SlotSplitAssigner(
      PostgresConfig config, SnapshotProgress progress, HybridPendingSplitsState state) {
    this.config = config;
    this.progress = progress;
    SnapshotPendingSplitsState snapshot = state.getSnapshotPendingSplits();
    cutter = new TableCutter(config, snapshot);
    returned = new ArrayList<>(snapshot.getRemainingSplits());
    assigned = new LinkedHashMap<>(snapshot.getAssignedSplits());
    finished = new HashMap<>(snapshot.getSplitFinishedOffsets());
    streamAssigned = state.isStreamSplitAssigned();
    readNothing = !streamAssigned && assigned.isEmpty() && !waitingForFinishedSplits();
    if (!streamAssigned) {
      follow(TableCutter.tables(config));
    }
  }

  /** Whether the stream has begun, which knows its own position. */
  boolean isStreaming() {
    return streamAssigned;
  }

  /** Whether no chunk was ever cut, although none is to be: the stream was to begin a new epoch. */
  boolean hasReadNothing() {
    return readNothing;
  }

  /**
   * Leaves the snapshot to the stream, which finds that it does not know how far the landing goes,
   * and begins the epoch after this one.
   */
  void beginAnew(PostgresConfig config, long epoch) {
    landedEpoch = epoch;
    cutter.leave(TableCutter.tables(config));
    snapshotIsDurable = true;
  }

  /** Before the stream begins, tables may still come and go from one start to the next. */
  private void follow(List<TableId> configured) {
    cutter.follow(configured);
    returned.removeIf(chunk -> isGone(chunk, configured));
    assigned.values().removeIf(chunk -> isGone(chunk, configured));
    finished.keySet().retainAll(assigned.keySet());
  }

  private static boolean isGone(SchemalessSnapshotSplit chunk, List<TableId> configured) {
    return !configured.contains(FrameTables.normal(chunk.getTableId()));
  }

  @Override
  public void open() {
    if (!waitingForFinishedSplits()) {
      return;
    }
    progress.begin();
    try {
      cutter.describe().forEach(progress::expect);
    } catch (SQLException e) {
      LOG.warn("How much is to be read is unknown: the catalogue could not be read", e);
    }
    assigned.forEach(
        (id, chunk) -> {
          Offset offset = finished.get(id);
          if (offset != null) {
            progress.readBefore(FinishedSnapshot.tableOf(chunk), rows(offset));
          }
        });
  }

  private static long rows(Offset offset) {
    return StreamOffset.chunk(offset).rows();
  }

  @Override
  public Optional<SourceSplitBase> getNext() {
    if (!returned.isEmpty()) {
      return Optional.of(assign(returned.remove(0)));
    }
    if (!cutter.isDone()) {
      return Optional.of(assign(cutter.next()));
    }
    if (streamAssigned || !snapshotIsDurable) {
      return Optional.empty();
    }
    streamAssigned = true;
    LOG.info("Snapshot finished chunks={}", finished.size());
    return Optional.of(stream());
  }

  private SourceSplitBase assign(SchemalessSnapshotSplit chunk) {
    assigned.put(chunk.splitId(), chunk);
    return chunk.toSnapshotSplit(FrameTables.schemaless(chunk.getTableId()));
  }

  /** From where the slot stood before the snapshot: whatever committed since is streamed. */
  private StreamSplit stream() {
    FinishedSnapshot snapshot = new FinishedSnapshot(assigned, finished);
    StreamState state =
        landedEpoch > 0
            ? StreamState.notStarted(landedEpoch, Lsn.NONE)
            : snapshot.isOfLogThatWillBeStreamed(config)
                ? snapshot.start()
                : StreamState.notStarted(1, Lsn.NONE);
    SnapshotPlan read =
        SnapshotPlan.complete(
            cutter.started().stream().map(FrameTables::from).toList(), snapshot.torn());
    // the frame would filter the stream by these chunks; nothing is to be filtered
    List<FinishedSnapshotSplitInfo> none = List.of();
    return new StreamSplit(
        StreamSplit.STREAM_SPLIT_ID,
        StreamOffset.of(new StreamState(state.position(), read, state.server(), snapshot.known())),
        PostgresOffset.NO_STOPPING_OFFSET,
        none,
        schemas(),
        none.size(),
        false,
        true);
  }

  private Map<TableId, TableChange> schemas() {
    Map<TableId, TableChange> schemas = new HashMap<>();
    cutter.started().forEach(table -> schemas.put(table, FrameTables.schemaless(table)));
    return schemas;
  }

  @Override
  public boolean waitingForFinishedSplits() {
    return !returned.isEmpty() || !cutter.isDone() || finished.size() < assigned.size();
  }

  @Override
  public boolean noMoreSplits() {
    return streamAssigned && !waitingForFinishedSplits();
  }

  @Override
  public void onFinishedSplits(Map<String, Offset> offsets) {
    offsets.forEach(
        (id, offset) -> {
          SchemalessSnapshotSplit chunk = assigned.get(id); // null if its table was taken out
          if (chunk != null && finished.put(id, offset) == null) {
            progress.read(FinishedSnapshot.tableOf(chunk), rows(offset));
          }
        });
    if (!waitingForFinishedSplits()) {
      progress.end();
    }
  }

  /** What a failed reader had got since the last checkpoint. */
  @Override
  public void addSplits(Collection<SourceSplitBase> splits) {
    for (SourceSplitBase split : splits) {
      if (split.isStreamSplit()) {
        streamAssigned = false;
      } else {
        checkpointOfSnapshot = 0;
        snapshotIsDurable = false;
        SchemalessSnapshotSplit chunk = split.asSnapshotSplit().toSchemalessSnapshotSplit();
        returned.add(chunk);
        assigned.remove(split.splitId());
        Offset lost = finished.remove(split.splitId());
        if (lost != null) {
          progress.lost(FinishedSnapshot.tableOf(chunk), rows(lost));
        }
      }
    }
  }

  /**
   * The stream begins only once a checkpoint holds every chunk as finished: readers that fall back
   * to an earlier one would read chunks and stream side by side, and the frame's hand-over between
   * the two would repeat a part of the stream.
   */
  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    if (checkpointOfSnapshot != 0 && checkpointId >= checkpointOfSnapshot) {
      snapshotIsDurable = !waitingForFinishedSplits();
    }
  }

  @Override
  public PendingSplitsState snapshotState(long checkpointId) {
    progress.logNowAndThen();
    if (waitingForFinishedSplits()) {
      checkpointOfSnapshot = 0;
      snapshotIsDurable = false;
    } else if (checkpointOfSnapshot == 0) {
      checkpointOfSnapshot = checkpointId;
    }
    return new HybridPendingSplitsState(
        new SnapshotPendingSplitsState(
            cutter.started(),
            List.copyOf(returned),
            new LinkedHashMap<>(assigned),
            schemas(),
            new HashMap<>(finished),
            getAssignerStatus(),
            cutter.remaining(),
            true,
            true,
            Map.of(),
            cutter.state()),
        streamAssigned);
  }

  @Override
  public AssignerStatus getAssignerStatus() {
    return waitingForFinishedSplits()
        ? AssignerStatus.INITIAL_ASSIGNING
        : AssignerStatus.INITIAL_ASSIGNING_FINISHED;
  }

  @Override
  public List<FinishedSnapshotSplitInfo> getFinishedSplitInfos() {
    return List.of();
  }

  @Override
  public void startAssignNewlyAddedTables() {
    throw new UnsupportedOperationException("Tables are not added while the job runs");
  }

  @Override
  public void onStreamSplitUpdated() {
    throw new UnsupportedOperationException("Tables are not added while the job runs");
  }

  @Override
  public void close() {
    cutter.close();
  }
}
