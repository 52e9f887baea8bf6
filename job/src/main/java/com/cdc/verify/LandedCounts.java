package com.cdc.verify;

import com.cdc.event.Operation;
import java.util.EnumMap;
import java.util.Map;

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
    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);

    void add(LandedRecord record) {
      counts.merge(record.operation(), 1L, Long::sum);
    }

    LandedCounts counts(int files) {
      return new LandedCounts(
          files,
          count(Operation.READ),
          count(Operation.CREATE),
          count(Operation.UPDATE),
          count(Operation.DELETE),
          count(Operation.TRUNCATE));
    }

    private long count(Operation operation) {
      return counts.getOrDefault(operation, 0L);
    }
  }
}
