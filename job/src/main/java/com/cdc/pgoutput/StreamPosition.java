package com.cdc.pgoutput;

/**
 * How far a stream has been turned into records: the state from which it is resumed exactly.
 *
 * @param epoch number of the LSN line
 * @param committed commit LSN of the last transaction that was wholly emitted; what commits at or
 *     before it is skipped
 * @param flushed how far everything was read, and what may be confirmed: the <em>end</em> of a
 *     record, so that the next commit record may begin exactly there
 * @param openLsn commit LSN of the transaction that was emitted in part, 0 if none
 * @param openMessages how many of its row messages were received, captured or not
 * @param openSeq the last ordinal given in it
 */
public record StreamPosition(
    long epoch, long committed, long flushed, long openLsn, long openMessages, long openSeq) {

  /** The beginning of a slot: everything that commits at or after its consistent point is new. */
  public static StreamPosition startOf(long epoch, long consistentPoint) {
    return new StreamPosition(epoch, 0, consistentPoint, 0, 0, 0);
  }
}
