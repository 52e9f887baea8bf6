package com.cdc.verify;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a file holds, counted while it is read. */
final class PartContent {

  private final Map<Operation, long[]> counts = new EnumMap<>(Operation.class);
  private long rows;
  private @Nullable Position first;
  private @Nullable Position last;
  private @Nullable String fault;

  void add(RecordHead head) {
    rows++;
    counts.computeIfAbsent(head.operation(), o -> new long[1])[0]++;
    if (first == null || last == null) {
      first = last = new Position(head.epoch(), head.lsn(), head.seq());
    } else if (compare(head, first) < 0) {
      first = new Position(head.epoch(), head.lsn(), head.seq());
    } else if (compare(head, last) > 0) {
      last = new Position(head.epoch(), head.lsn(), head.seq());
    }
  }

  /** Keeps the first thing that is wrong with a line. */
  void wrong(String what) {
    fault = fault == null ? what : fault;
  }

  long rows() {
    return rows;
  }

  /** The least position; null if there is no record. */
  @Nullable Position first() {
    return first;
  }

  /** The first line that is wrong, and why; null if none is. */
  @Nullable String fault() {
    return fault;
  }

  /** How this differs from what is listed; null if it does not. */
  @Nullable String difference(Manifest.Part listed) {
    if (rows != listed.rows()) {
      return "holds %,d rows instead of %,d".formatted(rows, listed.rows());
    }
    for (Operation operation : Operation.values()) {
      long listedCount = listed.ops().getOrDefault(operation, 0L);
      long count = counts.getOrDefault(operation, new long[1])[0];
      if (count != listedCount) {
        return "holds %,d rows of operation %s instead of %,d"
            .formatted(count, operation.code(), listedCount);
      }
    }
    if (!listed.first().equals(first) || !listed.last().equals(last)) {
      return "goes from %s to %s instead of from %s to %s"
          .formatted(
              first == null ? "nothing" : PositionText.of(first),
              last == null ? "nothing" : PositionText.of(last),
              PositionText.of(listed.first()),
              PositionText.of(listed.last()));
    }
    return null;
  }

  private static int compare(RecordHead head, Position position) {
    int epochs = Long.compare(head.epoch(), position.epoch());
    int lsns = epochs != 0 ? epochs : Long.compareUnsigned(head.lsn(), position.lsn());
    return lsns != 0 ? lsns : Long.compare(head.seq(), position.seq());
  }
}
