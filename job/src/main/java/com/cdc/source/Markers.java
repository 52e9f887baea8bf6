package com.cdc.source;

import com.cdc.config.PostgresConfig;
import com.cdc.event.ChangeBatch;
import com.cdc.event.Operation;
import com.cdc.event.TableId;
import com.cdc.json.BatchBuilder;
import com.cdc.json.IngestionClock;
import com.cdc.json.RecordWriter;
import com.cdc.pgoutput.StreamPosition;

/** Records that no change of the database caused. */
final class Markers {

  private Markers() {}

  /** All transactions before that position have been passed on. */
  static ChangeBatch progress(PostgresConfig config, StreamPosition position) {
    ChangeBatch progress = new ChangeBatch();
    progress.progress = true;
    progress.schema = config.name();
    progress.table = config.slot();
    progress.lastEpoch = position.epoch();
    progress.lastLsn = position.flushed();
    return progress;
  }

  /** All that landed of the table before this position is out of date. */
  static ChangeBatch truncate(TableId table, long epoch, long lsn, long timeMillis) {
    BatchBuilder batch = new BatchBuilder(table);
    RecordWriter writer = batch.writer();
    writer.begin();
    writer.metadata(Operation.TRUNCATE, epoch, lsn, 0, timeMillis);
    writer.ingested(new IngestionClock().now());
    writer.end();
    batch.added(Operation.TRUNCATE, epoch, lsn, 0, timeMillis);
    return batch.build();
  }
}
