package com.cdc.event;

import java.util.concurrent.TimeUnit;

/**
 * Consecutive changes of one table as finished lines: what flows from source to sink.
 *
 * <p>A batch never crosses an hour of commit time, so that it lands in one directory as a whole. A
 * Flink POJO: public fields, a public constructor without arguments; its serializer tolerates added
 * fields, and {@code ChangeBatchTest} holds that it is one.
 */
public class ChangeBatch {

  /** Schema of the table. */
  public String schema = "";

  /** Name of the table. */
  public String table = "";

  /**
   * Which shard of the table the rows belong to, by their key: all changes of a key are of one. 0
   * if the table is not spread, and for what is said of it as a whole.
   */
  public int shard;

  /** Commit time of the first change, epoch milliseconds; for snapshot rows the snapshot's time. */
  public long timeMillis;

  /** Whole lines of JSON, UTF-8, each ended by {@code \n}. */
  public byte[] lines = new byte[0];

  /** How many lines there are. */
  public int rows;

  /**
   * Whether {@link #lines} is a version of the table's shape that holds from {@link #first} on;
   * then there are no rows.
   */
  public boolean schemaVersion;

  /**
   * Whether this is no more than how far a source has been read: {@link #schema} is its name,
   * {@link #table} that of its slot, and all transactions before {@link #lastLsn} have been passed
   * on.
   */
  public boolean progress;

  public long firstEpoch;
  public long firstLsn;
  public long firstSeq;
  public long lastEpoch;
  public long lastLsn;
  public long lastSeq;

  /** How many of the lines are of each operation; they add up to {@link #rows}. */
  public int reads;

  public int creates;
  public int updates;
  public int deletes;
  public int truncates;

  public TableId tableId() {
    return new TableId(schema, table);
  }

  /** Hours since the epoch of {@link #timeMillis}. */
  public long hour() {
    return Math.floorDiv(timeMillis, TimeUnit.HOURS.toMillis(1));
  }

  public Position first() {
    return new Position(firstEpoch, firstLsn, firstSeq);
  }

  public Position last() {
    return new Position(lastEpoch, lastLsn, lastSeq);
  }
}
