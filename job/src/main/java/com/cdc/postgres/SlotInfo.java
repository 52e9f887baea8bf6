package com.cdc.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A replication slot as of one moment.
 *
 * @param plugin output plugin; null of a physical slot
 * @param database where it was made; null of a physical slot
 * @param temporary whether it ends with its session
 * @param active whether somebody reads from it
 * @param activePid who does; 0 if nobody
 * @param restartLsn from where on WAL is kept for it; {@link Lsn#NONE} if it is kept no longer
 * @param confirmedFlushLsn up to where its reader has everything; {@link Lsn#NONE} if unknown
 * @param walStatus reserved, extended, unreserved or lost; null if unknown
 * @param failover whether it is copied to standbys (17 and later)
 * @param invalidationReason why it cannot be used any more; null if it can, or before 17
 */
public record SlotInfo(
    String name,
    @Nullable String plugin,
    @Nullable String database,
    boolean temporary,
    boolean active,
    int activePid,
    long restartLsn,
    long confirmedFlushLsn,
    @Nullable String walStatus,
    boolean failover,
    @Nullable String invalidationReason) {

  /** Whether WAL that its reader still needs is gone: it can never be read from again. */
  public boolean isLost() {
    return "lost".equals(walStatus) || invalidationReason != null;
  }
}
