package com.cdc.source;

import com.cdc.event.TableId;

/**
 * Between which points the chunks of a table were read. A row whose key changes between the two may
 * move into a chunk that was read before and out of one that is read after: no chunk has it. If the
 * change then names a value as unchanged, no record has that value.
 *
 * @param first the earliest consistent point of a chunk; 0 before the first chunk
 * @param last the latest one; the same if all chunks are of one snapshot
 * @param moved commit LSN of the last key change without its unchanged values that was streamed
 *     while the table was being read; 0 if there was none
 */
record ReadSpan(TableId table, long first, long last, long moved) {

  static ReadSpan unread(TableId table) {
    return new ReadSpan(table, 0, 0, 0);
  }

  /** With another chunk. */
  ReadSpan extendedTo(long consistentPoint) {
    return first == 0
        ? new ReadSpan(table, consistentPoint, consistentPoint, moved)
        : new ReadSpan(
            table,
            Long.compareUnsigned(consistentPoint, first) < 0 ? consistentPoint : first,
            Long.compareUnsigned(consistentPoint, last) > 0 ? consistentPoint : last,
            moved);
  }

  ReadSpan movedAt(long commitLsn) {
    return new ReadSpan(table, first, last, commitLsn);
  }

  /** Whether chunks are of different snapshots. */
  boolean isTorn() {
    return first != last;
  }

  /** Whether what commits there is in some chunks and not in others. */
  boolean contains(long commitLsn) {
    return Long.compareUnsigned(commitLsn, first) >= 0 && Long.compareUnsigned(commitLsn, last) < 0;
  }

  /** Whether a row that no chunk has may have lost values already. Rather once too often. */
  boolean hasLost() {
    return isTorn() && Long.compareUnsigned(moved, first) >= 0;
  }
}
