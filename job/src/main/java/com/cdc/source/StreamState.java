package com.cdc.source;

import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.ServerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * All that a stream is resumed from.
 *
 * @param position how far the slot was turned into records
 * @param plan which tables are covered and which are to be read yet; null before the stream's first
 *     start, when it covers the tables that the snapshot has read
 * @param server whose LSNs these are; null before the stream's first start
 * @param known what is remembered of the tables
 */
record StreamState(
    StreamPosition position,
    @Nullable SnapshotPlan plan,
    @Nullable ServerIdentity server,
    KnownTables known) {

  /** A stream that has not started: it will begin at the slot's consistent point. */
  static StreamState notStarted(long epoch, long consistentPoint) {
    return new StreamState(
        StreamPosition.startOf(epoch, consistentPoint), null, null, KnownTables.NONE);
  }
}
