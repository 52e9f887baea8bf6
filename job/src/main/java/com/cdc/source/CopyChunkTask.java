package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.Operation;
import com.cdc.event.TableId;
import com.cdc.json.BatchBuilder;
import com.cdc.json.IngestionClock;
import com.cdc.json.RecordWriter;
import com.cdc.json.RowShape;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.CapturedTable;
import io.debezium.pipeline.DataChangeEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.base.source.meta.wartermark.WatermarkEvent;
import org.apache.flink.cdc.connectors.base.source.meta.wartermark.WatermarkKind;
import org.apache.flink.cdc.connectors.base.source.reader.external.AbstractScanFetchTask;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one snapshot chunk by COPY inside the reader's snapshot and hands it over as a whole.
 *
 * <p>Its rows stand at (epoch, consistent point, 0): after every change before that point, before
 * every change from it on, in whatever order files are read.
 */
final class CopyChunkTask extends AbstractScanFetchTask {

  private static final Logger LOG = LoggerFactory.getLogger(CopyChunkTask.class);

  private static final int BATCH_BYTES = 1 << 20;
  private static final long EPOCH = 1;

  private final PostgresConfig config;
  private final SnapshotReader reader;

  CopyChunkTask(SnapshotSplit split, PostgresConfig config, SnapshotReader reader) {
    super(split);
    this.config = config;
    this.reader = reader;
  }

  @Override
  public void execute(Context context) throws Exception {
    taskRunning = true;
    try (SnapshotReader.Lease lease = reader.lease(config)) {
      SnapshotSession session = lease.session();
      List<ChangeBatch> chunk = read(session);
      lease.succeeded();
      // what commits from the slot's consistent point on is streamed, whatever the snapshot holds
      Offset offset = StreamOffset.of(StreamPosition.startOf(EPOCH, session.slotConfirmed()));
      context.getQueue().enqueue(new DataChangeEvent(new Emission(chunk, offset)));
      context
          .getQueue()
          .enqueue(
              new DataChangeEvent(
                  WatermarkEvent.create(
                      Map.of(), "", snapshotSplit.splitId(), WatermarkKind.END, offset)));
    }
    taskRunning = false;
  }

  private List<ChangeBatch> read(SnapshotSession session) throws SQLException {
    long started = System.nanoTime();
    TableId id = FrameTables.from(snapshotSplit.getTableId());
    CapturedTable table = session.table(id);
    SnapshotQuery query = SnapshotQuery.of(config, table, snapshotSplit, session);
    RowShape shape = ShapeCatalogue.shapeOf(table, query.columns(), session.types());
    byte[] chunkName = snapshotSplit.splitId().getBytes(UTF_8);
    IngestionClock clock = new IngestionClock();
    BatchBuilder batch = new BatchBuilder(id);
    RecordWriter writer = batch.writer();
    List<ChangeBatch> chunk = new ArrayList<>();
    CopyRow row = new CopyRow(shape.width());
    long rows = 0;
    CopyOut copy = session.copy(query.sql());
    for (byte[] data = copy.readFromCopy(); data != null; data = copy.readFromCopy()) {
      row.parse(data);
      writer.begin();
      for (int i = 0; i < shape.width(); i++) {
        if (row.isNull(i)) {
          writer.nullValue(shape, i);
        } else {
          writer.value(shape, i, row.bytes(), row.offset(i), row.length(i));
        }
      }
      long at = session.consistentPoint();
      writer.metadata(Operation.READ, EPOCH, at, 0, session.timeMillis());
      writer.ingested(clock.now());
      if (!shape.isKeyed()) {
        writer.row(chunkName, rows);
      }
      writer.end();
      batch.added(Operation.READ, EPOCH, at, 0, session.timeMillis());
      rows++;
      if (batch.bytes() >= BATCH_BYTES) {
        chunk.add(batch.build());
      }
    }
    if (!batch.isEmpty()) {
      chunk.add(batch.build());
    }
    LOG.info(
        "Snapshot chunk read table={} chunk={} rows={} millis={}",
        id,
        snapshotSplit.splitId(),
        rows,
        (System.nanoTime() - started) / 1_000_000);
    return chunk;
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
