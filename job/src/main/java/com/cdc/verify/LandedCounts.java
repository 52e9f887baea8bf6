package com.cdc.verify;

import com.cdc.event.Operation;

/** How many records of one table landed, by operation, and in how many files. */
public record LandedCounts(
    int files, long reads, long creates, long updates, long deletes, long truncates) {

  /** All records. */
  public long rows() {
    return reads + changes() + truncates;
  }

  /** Records of changed rows: inserted, updated, deleted. */
  public long changes() {
    return creates + updates + deletes;
  }

  /** Counts while reading. */
  static final class Counter {
    private final long[] byOperation = new long[Operation.values().length];

    void add(LandedRecord record) {
      byOperation[record.operation().ordinal()]++;
    }

    LandedCounts counts(int files) {
      return new LandedCounts(
          files,
          byOperation[Operation.READ.ordinal()],
          byOperation[Operation.CREATE.ordinal()],
          byOperation[Operation.UPDATE.ordinal()],
          byOperation[Operation.DELETE.ordinal()],
          byOperation[Operation.TRUNCATE.ordinal()]);
    }
  }
}
