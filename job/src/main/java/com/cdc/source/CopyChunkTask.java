package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.lease.Drain;
import io.debezium.pipeline.DataChangeEvent;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.base.source.meta.wartermark.WatermarkEvent;
import org.apache.flink.cdc.connectors.base.source.meta.wartermark.WatermarkKind;
import org.apache.flink.cdc.connectors.base.source.reader.external.AbstractScanFetchTask;

/**
 * Reads one snapshot chunk by COPY inside the reader's snapshot and hands it over as a whole.
 *
 * <p>Its rows stand at (epoch, consistent point, 0): after every change before that point, before
 * every change from it on, in whatever order files are read.
 */
final class CopyChunkTask extends AbstractScanFetchTask {

  private static final long EPOCH = 1;

  private final PostgresConfig config;
  private final ShapeFactory shapes;
  private final SnapshotReader reader;
  private final Drain drain;

  CopyChunkTask(
      SnapshotSplit split,
      PostgresConfig config,
      ShapeFactory shapes,
      SnapshotReader reader,
      Drain drain) {
    super(split);
    this.drain = drain;
    this.shapes = shapes;
    this.config = config;
    this.reader = reader;
  }

  @Override
  public void execute(Context context) throws Exception {
    taskRunning = true;
    KeyChunk chunk =
        new KeyChunk(
            FrameTables.from(snapshotSplit.getTableId()),
            SnapshotSplit.extractChunkId(snapshotSplit.splitId()),
            FrameBounds.from(snapshotSplit.getSplitStart()),
            FrameBounds.from(snapshotSplit.getSplitEnd()));
    SpooledChunk rows = reader.spool();
    Offset offset;
    try (SnapshotReader.Lease lease = reader.lease(config)) {
      ChunkReader.read(config, lease.session(), chunk, shapes, EPOCH, rows);
      // what commits from the slot's consistent point on is streamed, whatever the snapshot holds
      SnapshotSession session = lease.session();
      offset =
          StreamOffset.of(
              new FinishedChunk(
                  session.slotConfirmed(),
                  session.consistentPoint(),
                  session.server(),
                  rows.rows(),
                  known(session, chunk)),
              EPOCH);
      lease.succeeded();
    } catch (SQLException | RuntimeException e) {
      rows.close();
      throw e;
    }
    if (drain.hasBegun()) { // the next start reads it again
      rows.close();
      return;
    }
    taskRunning = false; // from here on a close must not end the session: another chunk may use it
    context.getQueue().enqueue(new DataChangeEvent(new Emission(List.of(), rows, offset)));
    context
        .getQueue()
        .enqueue(
            new DataChangeEvent(
                WatermarkEvent.create(
                    Map.of(), "", snapshotSplit.splitId(), WatermarkKind.END, offset)));
  }

  /** Whole for one chunk of a table only: there may be thousands. */
  private String known(SnapshotSession session, KeyChunk chunk) {
    KnownTable known = new KnownTable(session.stamp(chunk.table()), session.print(chunk.table()));
    return chunk.number() == 0 ? known.encode() : known.digest();
  }

  /** The frame also calls this after the task's end, when the session may serve another chunk. */
  @Override
  public void close() {
    if (taskRunning) {
      taskRunning = false;
      reader.abort();
    }
  }

  @Override
  protected void executeDataSnapshot(Context context) {
    throw new UnsupportedOperationException("execute does all");
  }

  @Override
  protected void executeBackfillTask(Context context, StreamSplit backfill) {
    throw new UnsupportedOperationException("order by position makes a backfill needless");
  }
}
