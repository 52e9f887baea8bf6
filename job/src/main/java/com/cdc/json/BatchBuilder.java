package com.cdc.json;

import com.cdc.event.ChangeBatch;
import com.cdc.event.Operation;
import com.cdc.event.TableId;

/**
 * Gathers consecutive records of one shard of a table into a {@link ChangeBatch}. Not thread-safe.
 */
public final class BatchBuilder {

  private final LineBuffer lines;
  private final RecordWriter writer;
  private final TableId table;
  private final int shard;
  private ChangeBatch batch;

  /** Of a table that is not spread, or of what is said of it as a whole. */
  public BatchBuilder(TableId table) {
    this(table, 0, new LineBuffer());
  }

  BatchBuilder(TableId table, int shard, LineBuffer lines) {
    this.table = table;
    this.shard = shard;
    this.lines = lines;
    writer = new RecordWriter(lines);
    batch = empty();
  }

  /** Where the record that is added next is to be written. */
  public RecordWriter writer() {
    return writer;
  }

  /** Counts the record that was just written. */
  public void added(Operation op, long epoch, long lsn, long seq, long timeMillis) {
    if (batch.rows == 0) {
      batch.timeMillis = timeMillis;
      batch.firstEpoch = epoch;
      batch.firstLsn = lsn;
      batch.firstSeq = seq;
    }
    batch.rows++;
    batch.lastEpoch = epoch;
    batch.lastLsn = lsn;
    batch.lastSeq = seq;
    switch (op) {
      case READ -> batch.reads++;
      case CREATE -> batch.creates++;
      case UPDATE -> batch.updates++;
      case DELETE -> batch.deletes++;
      case TRUNCATE -> batch.truncates++;
    }
  }

  /** Bytes of the records so far. */
  public int bytes() {
    return lines.size();
  }

  public boolean isEmpty() {
    return batch.rows == 0;
  }

  /** The batch of all records so far; the builder is empty afterwards. */
  public ChangeBatch build() {
    ChangeBatch built = batch;
    built.lines = lines.take();
    batch = empty();
    return built;
  }

  private ChangeBatch empty() {
    ChangeBatch next = new ChangeBatch();
    next.schema = table.schema();
    next.table = table.name();
    next.shard = shard;
    return next;
  }
}
