package com.cdc.source;

import com.cdc.event.ChangeBatch;
import com.cdc.metrics.Meters;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitSerializer;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitState;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceReaderContext;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceSplitReader;
import org.apache.flink.cdc.connectors.base.source.utils.hooks.SnapshotPhaseHooks;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.reader.PostgresSourceReader;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;

/** The frame's reader, at whose end what was read and not emitted is given free. */
final class SlotReader extends PostgresSourceReader {

  private final SnapshotReader snapshots;
  private final ConfirmDelay confirmDelay;
  private final StreamMeters stream;
  private final CheckpointMeters checkpoints = new CheckpointMeters();

  private SlotReader(
      SourceReaderContext context,
      IncrementalSourceReaderContext frameContext,
      PostgresSourceConfig frameConfig,
      SlotDialect dialect,
      SourceSplitSerializer serializer,
      RecordEmitter<SourceRecords, ChangeBatch, SourceSplitState> emitter) {
    super(
        new FutureCompletingBlockingQueue<>(),
        () ->
            new IncrementalSourceSplitReader<>(
                context.getIndexOfSubtask(),
                dialect,
                frameConfig,
                frameContext,
                SnapshotPhaseHooks.empty()),
        emitter,
        context.getConfiguration(),
        frameContext,
        frameConfig,
        serializer,
        dialect);
    snapshots = dialect.snapshotReader();
    confirmDelay = dialect.confirmDelay();
    stream = dialect.streamMeters();
    Meters meters = dialect.meters(context.metricGroup());
    snapshots.progress().register(meters, dialect.source());
    checkpoints.register(meters);
  }

  static SlotReader of(
      SourceReaderContext context,
      PostgresSourceConfig frameConfig,
      SlotDialect dialect,
      SourceSplitSerializer serializer,
      RecordEmitter<SourceRecords, ChangeBatch, SourceSplitState> emitter) {
    return new SlotReader(
        context,
        new IncrementalSourceReaderContext(context),
        frameConfig,
        dialect,
        serializer,
        emitter);
  }

  /** Asks for two chunks from the start, so that one is read while the one before is emitted. */
  @Override
  public void start() {
    super.start();
    if (getNumberOfCurrentlyAssignedSplits() == 0) {
      context.sendSplitRequest();
    }
  }

  @Override
  public List<SourceSplitBase> snapshotState(long checkpointId) {
    confirmDelay.begin(checkpointId);
    stream.begin(checkpointId);
    checkpoints.begin(checkpointId);
    return super.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    stream.complete(checkpointId);
    checkpoints.complete(checkpointId);
  }

  @Override
  public void close() throws Exception {
    try {
      super.close();
    } finally {
      snapshots.close();
    }
  }
}
