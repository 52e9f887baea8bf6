package com.cdc.event;

import java.util.Comparator;

/**
 * Where a record stands in the total order of a table's changes: the same in every replay.
 *
 * @param epoch number of the LSN line, from 1
 * @param lsn commit LSN of the transaction; for a snapshot row the snapshot's consistent point
 * @param seq 1, 2, … within the transaction; 0 for a snapshot row
 */
public record Position(long epoch, long lsn, long seq) implements Comparable<Position> {

  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::epoch)
          .thenComparing(Position::lsn, Long::compareUnsigned)
          .thenComparingLong(Position::seq);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
